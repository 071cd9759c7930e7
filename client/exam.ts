/** An exam's sitting: the room as candidates and proctors see it, and what staff do with it. Its wall is in `wall.ts`. */
import { Schema } from "effect"
import {
  ActReply,
  AssignProctorReply,
  CloseReply,
  DutyReply,
  ExamCandidateView,
  ExamCommand,
  ExamProctorView,
  OpenReply,
  PauseRoomReply,
  ResumeRoomReply,
  TermsReply,
  type ActionView,
  type Terms
} from "../protocol/exam.ts"
import { actorRef, type AttemptId, type SittingId, type UserId } from "../protocol/ids.ts"
import type { RoomAction } from "../protocol/proctoring.ts"
import { ActorReplica } from "./actor-replica.ts"
import { Commands } from "./commands.ts"
import type { Outbox } from "./outbox.ts"
import { StoaError } from "./stoa-error.ts"
import type { Subscriptions, Watchable } from "./subscriptions.ts"
import type { Chance } from "./timers.ts"

export const ExamSeen = Schema.Union([
  Schema.Struct({ audience: Schema.Literal("candidates"), view: ExamCandidateView }),
  Schema.Struct({ audience: Schema.Literal("proctors"), view: ExamProctorView })
])
export type ExamSeen = typeof ExamSeen.Type

export class Exam {
  readonly view: Watchable<ExamSeen>
  readonly #commands: Commands<ExamCommand>
  readonly #chance: Chance

  constructor(id: SittingId, outbox: Outbox, subscriptions: Subscriptions, chance: Chance) {
    const ref = actorRef("exam", id)
    this.view = subscriptions.watchable(() => new ActorReplica(ref, ExamSeen))
    this.#commands = new Commands(outbox, ref, ExamCommand)
    this.#chance = chance
  }

  // The room

  /** Lets those who wait begin, before the time or at it. */
  open(): Promise<OpenReply> {
    return this.#commands.send({ _tag: "Open" }, OpenReply)
  }

  close(): Promise<CloseReply> {
    return this.#commands.send({ _tag: "Close" }, CloseReply)
  }

  /** Time stands still for everybody. */
  pauseRoom(reason: string): Promise<PauseRoomReply> {
    return this.#commands.send({ _tag: "PauseRoom", reason }, PauseRoomReply)
  }

  resumeRoom(reason?: string): Promise<ResumeRoomReply> {
    return this.#commands.send({ _tag: "ResumeRoom", ...(reason === undefined ? {} : { reason }) }, ResumeRoomReply)
  }

  // Actions on many

  /** A name for `act`, made up before it is sent, so that its receipts can be followed from the start. */
  newActionId(): string {
    return this.#chance.uuid()
  }

  /**
   * One action on these attempts, or on all in the room. Resolves when it is stored and on its way; each attempt carries it out
   * or refuses it by itself, see `receipts`.
   */
  act(on: "room" | ReadonlyArray<AttemptId>, action: RoomAction, actionId: string = this.newActionId()): Promise<ActReply> {
    return this.#commands.send({ _tag: "Act", actionId, on, action }, ActReply)
  }

  /** Resolves when every attempt has carried out the action or refused it. */
  async receipts(actionId: string, signal?: AbortSignal): Promise<ActionView> {
    const seen = await this.view.until((candidate) => {
      const action = actionIn(candidate, actionId)
      return action !== undefined && outstanding(action) === 0
    }, signal)
    const action = actionIn(seen, actionId)
    if (action === undefined) throw StoaError.own("unreadable")
    return action
  }

  // Shifts (W5)

  beginShift(): Promise<DutyReply> {
    return this.#commands.send({ _tag: "BeginShift" }, DutyReply)
  }

  /** Names who is next; it counts from when that one begins. */
  handOver(to: UserId, note?: string): Promise<DutyReply> {
    return this.#commands.send({ _tag: "HandOver", to, ...(note === undefined ? {} : { note }) }, DutyReply)
  }

  endShift(): Promise<DutyReply> {
    return this.#commands.send({ _tag: "EndShift" }, DutyReply)
  }

  assignProctor(userId: UserId): Promise<AssignProctorReply> {
    return this.#commands.send({ _tag: "AssignProctor", userId }, AssignProctorReply)
  }

  unassignProctor(userId: UserId): Promise<DutyReply> {
    return this.#commands.send({ _tag: "UnassignProctor", userId }, DutyReply)
  }

  // Terms (T2, T4)

  /** Replaces the group's members and terms, or makes it. Warns where window and limit leave no room, as do the others here. */
  setGroup(group: string, members: ReadonlyArray<UserId>, terms: Terms): Promise<TermsReply> {
    return this.#commands.send({ _tag: "SetGroup", group, members, terms }, TermsReply)
  }

  removeGroup(group: string): Promise<TermsReply> {
    return this.#commands.send({ _tag: "RemoveGroup", group }, TermsReply)
  }

  /** What holds for one person, before any group's; `null` takes it away. */
  setTerms(userId: UserId, terms: Terms | null): Promise<TermsReply> {
    return this.#commands.send({ _tag: "SetTerms", userId, terms }, TermsReply)
  }
}

const actionIn = (seen: ExamSeen, actionId: string): ActionView | undefined =>
  seen.audience === "proctors" && Object.hasOwn(seen.view.actions, actionId) ? seen.view.actions[actionId] : undefined

/** Attempts that an action has not reached yet. */
export const outstanding = ({ targets, done, refused, unlisted }: ActionView): number =>
  Math.max(0, targets - done - Object.keys(refused).length - (unlisted ?? 0))
