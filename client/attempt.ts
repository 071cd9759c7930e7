/**
 * An attempt at a quiz or an exam, for who sits it. Staff have `proctored-attempt.ts`.
 *
 * Answers and what depends on them share a lane that starts with the attempt's name; talk, acknowledgements and signals
 * run beside it, so that none of them ever stands between an answer and the deadline.
 */
import { Option, Schema } from "effect"
import type { Paper, Response } from "../protocol/assessment.ts"
import {
  AttemptCommand,
  type AttemptTakerView,
  BeginReply,
  SaveAnswer,
  SaveAnswerReply,
  SubmitReply,
  TakeOverReply
} from "../protocol/attempt.ts"
import { actorKey, type AttemptId, type QuestionId, type Sender } from "../protocol/ids.ts"
import { SayReply, type ReportCheck } from "../protocol/proctoring.ts"
import type { Instant } from "../protocol/time.ts"
import { Acknowledgements } from "./acknowledgements.ts"
import type { AttemptMemory } from "./attempt-memory.ts"
import type { AttemptSeen, AttemptSight } from "./attempt-seen.ts"
import type { Beat } from "./beat.ts"
import { examine, type Surroundings } from "./check.ts"
import { Commands } from "./commands.ts"
import type { Connection } from "./connection.ts"
import type { Outbox } from "./outbox.ts"
import type { Page } from "./page.ts"
import type { Rest } from "./rest.ts"
import type { ServerClock } from "./server-clock.ts"
import { Observation } from "./signals.ts"
import { standingOf, type Standing } from "./standing.ts"
import { StoaError } from "./stoa-error.ts"
import type { Watchable } from "./subscriptions.ts"
import { timeKeptIn, timeLeftAt } from "./time-left.ts"
import type { Timers } from "./timers.ts"

export interface AttemptParts {
  readonly outbox: Outbox
  readonly connection: Connection
  readonly rest: Rest
  readonly beat: Beat
  readonly clock: ServerClock
  readonly timers: Timers
  readonly sender: Sender
  /** What a watcher was handed counts as shown. */
  readonly shownWhenWatched: boolean
  /** Where attempts under way are remembered on the device. */
  readonly memory?: AttemptMemory | undefined
}

/** What `Begin` may ask for: see `needs` in the view. */
export interface Beginning {
  readonly password?: string
  readonly consented?: boolean
}

/** An answer that will never be stored: given on a device that another took over from, say. */
export interface LostAnswer {
  readonly question: QuestionId
  readonly response: Response | null
  readonly error: StoaError
}

const readAnswer = Schema.decodeUnknownOption(SaveAnswer)

export class Attempt {
  readonly id: AttemptId
  readonly view: Watchable<AttemptSeen>
  readonly #sight: AttemptSight
  readonly #parts: AttemptParts
  readonly #lane: string
  readonly #commands: Commands<AttemptCommand>
  readonly #acknowledgements: Acknowledgements
  #showing: QuestionId | undefined

  constructor(id: AttemptId, sight: AttemptSight, parts: AttemptParts) {
    this.id = id
    this.#sight = sight
    this.#parts = parts
    this.#lane = actorKey(sight.ref)
    this.#commands = new Commands(parts.outbox, sight.ref, AttemptCommand)
    this.#acknowledgements = new Acknowledgements(this.#commands, this.#lane)
    const view = parts.shownWhenWatched ? this.#acknowledged(sight.view) : sight.view
    this.view = parts.memory?.remembering(view) ?? view
  }

  // Sitting it

  begin(beginning: Beginning = {}): Promise<BeginReply> {
    return this.#commands.send({ _tag: "Begin", ...beginning }, BeginReply)
  }

  /** Before the start: "I will not sit this." Uses no attempt up. */
  decline(): Promise<void> {
    return this.#commands.order({ _tag: "Decline" })
  }

  /** The questions, once begun. They do not change, so they are read once and over REST. */
  paper(): Promise<Paper> {
    const { rest, memory } = this.#parts
    const read = () => rest.paper(this.id)
    return memory === undefined ? read() : memory.paper(read)
  }

  /**
   * Saves an answer; `null` clears it. Resolves when it is stored: until then show it as not saved yet. Answers to one
   * question keep their order, and of those not sent yet only the last is sent; all then resolve with it.
   */
  answer(question: QuestionId, response: Response | null): Promise<SaveAnswerReply> {
    return this.#commands.send({ _tag: "SaveAnswer", question, response }, SaveAnswerReply, {
      lane: `${this.#lane}/${question}`,
      replaces: true
    })
  }

  /** Hands in, after every answer that is still on its way. */
  submit(): Promise<SubmitReply> {
    return this.#commands.send({ _tag: "Submit" }, SubmitReply)
  }

  /** Against a rejection, once. */
  appeal(text: string): Promise<void> {
    return this.#commands.order({ _tag: "Appeal", text })
  }

  /** Answers refused for good, those included that an earlier page left behind. */
  onLostAnswer(listener: (lost: LostAnswer) => void): () => void {
    return this.#parts.outbox.onSettled(({ to, command, outcome }) => {
      if (!(outcome instanceof StoaError) || actorKey(to) !== this.#lane) return
      const answer = readAnswer(command)
      if (Option.isSome(answer)) listener({ question: answer.value.question, response: answer.value.response, error: outcome })
    })
  }

  // The device

  /** Which device holds the attempt, as far as `view` has told; `undefined` while nobody watches it. */
  get standing(): Standing | undefined {
    const view = this.#taken
    return view === undefined ? undefined : standingOf(view, this.#parts.sender)
  }

  /**
   * Goes on here; the device with this epoch is told that it is superseded, and refused from then on. What was still to be
   * sent from here is settled first: it was given when another device held the attempt, and must not count after it.
   */
  takeOver(epoch: number): Promise<TakeOverReply> {
    return this.#commands.send({ _tag: "TakeOver", epoch }, TakeOverReply)
  }

  // Time

  /** Milliseconds until the deadline by the server's clock; `undefined` where no time runs, and before `view` has told. */
  timeLeft(now: Instant | undefined = this.#parts.clock.now()): number | undefined {
    const view = this.#taken
    return view === undefined || now === undefined ? undefined : timeLeftAt(view, now)
  }

  /** The time kept while it stands still, in ms. */
  timeKept(): number | undefined {
    const view = this.#taken
    return view === undefined ? undefined : timeKeptIn(view)
  }

  /** The change of time with this number was shown. */
  timeShown(change: number): Promise<void> {
    return this.#acknowledgements.time(change)
  }

  // Talk

  /** To the proctors. */
  say(text: string): Promise<SayReply> {
    return this.#commands.send({ _tag: "Say", text }, SayReply, { lane: `${this.#lane}:chat` })
  }

  /** The message or warning with this number was shown. It comes again until then. */
  messageShown(message: number): Promise<void> {
    return this.#acknowledgements.message(message)
  }

  raiseHand(raised = true): Promise<void> {
    return this.#commands.order({ _tag: "RaiseHand", raised }, { lane: `${this.#lane}:hand`, replaces: true })
  }

  // What proctors see

  /** Looks at the surroundings, the connection and the clock. Takes a second or two; changes nothing. */
  check(surroundings: Surroundings): Promise<ReportCheck> {
    return examine(surroundings, this.#parts)
  }

  /** Sends what `check` found. */
  reportCheck(found: ReportCheck): Promise<void> {
    return this.#commands.order(found)
  }

  /** Collects and reports what happens around the page until it is stopped or the attempt takes no more of it. */
  observe(page: Page): Observation {
    const { connection, clock, timers } = this.#parts
    const lane = `${this.#lane}:signals`
    return new Observation(page, {
      connection,
      clock,
      timers,
      report: (signals) => this.#commands.order(signals, { lane }),
      question: () => this.#showing
    })
  }

  /** Tells the proctors' wall which question is on screen. */
  showing(question?: QuestionId): void {
    this.#showing = question
    this.#parts.beat.showing(this.id, question)
  }

  /** The attempt is no longer on screen. */
  leave(): void {
    this.#showing = undefined
    this.#parts.beat.left(this.id)
  }

  get #taken(): AttemptTakerView | undefined {
    return this.#sight.taken ?? this.#parts.memory?.recalled
  }

  #acknowledged(view: Watchable<AttemptSeen>): Watchable<AttemptSeen> {
    return {
      until: view.until,
      watch: (watcher) =>
        view.watch((watched) => {
          watcher(watched)
          if (watched._tag !== "Shown" || !watched.live || watched.audience !== "taker") return
          // What a superseded device shows is not where the learner looks.
          if (standingOf(watched.view, this.#parts.sender)._tag !== "Elsewhere") this.#acknowledgements.all(watched.view)
        })
    }
  }
}
