/**
 * Runs an actor's definition as a cell does, in virtual time and without an engine, and holds it to what every actor
 * owes. A step is a command at a time; alarms that fall due before it fire first, at their own instants. Checked along
 * the way, for any definition:
 *
 * - `decide`, `view` and the rest never change the state;
 * - events and states survive being stored; reactions survive being stored as commands of their target;
 * - for each audience, the view before with the rendered patches merged in is the view after, and holds no null;
 * - an alarm that fires moves the alarm forward;
 * - projected rows are whole rows of a declared table that this actor type writes.
 *
 * `checkHistory` then holds the run's history to replay: folding every event from nothing, and a snapshot taken
 * anywhere plus the rest, both give the running state.
 */
import { isDeepStrictEqual } from "node:util"
import { Effect, Result, Schema } from "effect"
import { expect } from "vitest"
import { type AnyActor, type FeedChange, type Job, type Reaction, refusalIn, type Row, type Tagged } from "../../actors/actor.ts"
import { Facts } from "../../actors/facts.ts"
import type { Refusal } from "../../protocol/errors.ts"
import { type ActorRef, Sender } from "../../protocol/ids.ts"
import { mergePatch } from "../../protocol/merge-patch.ts"
import type { Principal } from "../../protocol/principal.ts"
import { type Instant, instant } from "../../protocol/time.ts"
import { readTable } from "../../storage/tables.ts"

export interface Step {
  /** Virtual milliseconds since the step before. */
  readonly after: number
  readonly command: Tagged
  readonly principal: Principal
  /** How long before it is decided the command was received; 0 unless said. */
  readonly queuedFor?: number | undefined
  readonly claimedAt?: Instant | undefined
  /** Who counts the command; a person's one device unless said. */
  readonly sender?: string | undefined
  /** Decided before the alarms that are due have rung: a command that was quicker, or the engine's at boot. */
  readonly aheadOfAlarms?: boolean | undefined
}

/** What was reached over all runs of a property: assert on it at the end, or a generator may have missed the point. */
export class Coverage {
  readonly accepted = new Set<string>()
  readonly refused = new Set<string>()
  readonly events = new Set<string>()
  readonly reactions = new Set<string>()

  /** `Command:code` for each refusal, tags for the rest. */
  expectReached(wanted: {
    readonly commands: ReadonlyArray<string>
    readonly events: ReadonlyArray<string>
    readonly refusals: ReadonlyArray<string>
  }): void {
    expect(wanted.commands.filter((tag) => !this.accepted.has(tag))).toEqual([])
    expect(wanted.events.filter((tag) => !this.events.has(tag))).toEqual([])
    expect(wanted.refusals.filter((refusal) => !this.refused.has(refusal))).toEqual([])
  }
}

/** One accepted command, as the journal would keep it. */
export interface HistoryRow {
  readonly seq: number
  readonly at: Instant
  readonly command: Tagged
  readonly principal: Principal
  readonly encoded: ReadonlyArray<unknown>
  readonly reply: unknown
}

export type Outcome = { readonly _tag: "Done"; readonly seq: number; readonly reply: unknown } | Refusal

export interface HarnessOptions {
  readonly coverage?: Coverage
  readonly facts?: Facts["Service"]
  /** The definitions that reactions may go to. */
  readonly registry?: Partial<Record<ActorRef["type"], AnyActor>>
  readonly start?: number
  /** Called after each accepted command and alarm with the newest state. */
  readonly invariant?: (state: unknown, events: ReadonlyArray<Tagged>, now: Instant) => void
}

/** What JSON keeps of a value; anything but a plain object goes through the text itself, which takes several times as long. */
const json = (value: unknown): unknown => {
  if (typeof value === "string" || typeof value === "boolean" || value === null || value === undefined) return value
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : null
  if (typeof value !== "object") return JSON.parse(JSON.stringify(value))
  if (Array.isArray(value)) return value.map((item: unknown) => json(item) ?? null)
  const prototype: unknown = Object.getPrototypeOf(value)
  if ((prototype !== Object.prototype && prototype !== null) || "toJSON" in value) return JSON.parse(JSON.stringify(value))
  const kept: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const inner = json(Reflect.get(value, key))
    if (inner !== undefined) kept[key] = inner
  }
  return kept
}

/** What is almost always equal is compared without the assertion, whose bookkeeping was half of a run's time. */
export const expectSame = (left: unknown, right: unknown, what: string): void => {
  if (!isDeepStrictEqual(left, right)) expect(left, what).toEqual(right)
}

/** As `expectSame`, of a limit. */
export const expectAtMost = (value: number, most: number, what: string): void => {
  if (!(value <= most)) expect(value, what).toBeLessThanOrEqual(most)
}

const refuseNulls = (value: unknown, path: string): void => {
  if (value === null) throw new Error(`${path} is null: a merge patch cannot carry that`)
  if (typeof value !== "object" || Array.isArray(value)) return
  for (const [key, inner] of Object.entries(value)) refuseNulls(inner, `${path}.${key}`)
}

/** A target's commands, to and from what is stored of them. */
const commandsOf = ({ internal }: AnyActor) => ({
  encode: Schema.encodeUnknownSync(internal),
  decode: Schema.decodeUnknownSync(internal, { onExcessProperty: "error" })
})

const senderOf = (principal: Principal): string => {
  switch (principal._tag) {
    case "Person":
      return `u${principal.userId}:device:1`
    case "Actor":
      return principal.key
    case "Engine":
      return `engine:${principal.purpose}`
  }
}

const engineAlarm: Principal = { _tag: "Engine", purpose: "alarm" }

export class ActorHarness {
  readonly definition: AnyActor
  readonly self: ActorRef
  readonly history: Array<HistoryRow> = []
  readonly reactions: Array<Reaction & { readonly seq: number }> = []
  readonly feeds: Array<FeedChange> = []
  readonly jobs: Array<Job> = []
  /** Read tables as the projections left them, by table and key. */
  readonly rows = new Map<string, Row>()
  state: unknown
  now: Instant
  readonly #options: HarnessOptions
  readonly #targets = new Map<AnyActor, ReturnType<typeof commandsOf>>()
  /** The state's views since its last event, by audience: the next event asks for them again. */
  readonly #views = new Map<string, unknown>()
  /** The state as the last event made it. */
  #text: string
  readonly #encodeEvent: (event: unknown) => unknown
  readonly #decodeEvent: (encoded: unknown) => Tagged
  readonly #encodeState: (state: unknown) => unknown
  readonly #decodeState: (encoded: unknown) => unknown
  readonly #decodeCommand: (encoded: unknown) => Tagged
  readonly #encodeCommand: (command: unknown) => unknown

  constructor(definition: AnyActor, self: ActorRef, options: HarnessOptions = {}) {
    this.definition = definition
    this.self = self
    this.#options = options
    this.now = instant(options.start ?? 1_800_000_000_000)
    this.state = definition.initial(self)
    this.#encodeEvent = Schema.encodeUnknownSync(definition.event)
    this.#decodeEvent = Schema.decodeUnknownSync(definition.event)
    this.#encodeState = Schema.encodeUnknownSync(definition.state)
    this.#decodeState = Schema.decodeUnknownSync(definition.state)
    this.#decodeCommand = Schema.decodeUnknownSync(definition.internal)
    this.#encodeCommand = Schema.encodeUnknownSync(definition.internal)
    this.#text = this.#written()
  }

  get seq(): number {
    return this.history.length
  }

  /** The state as it would be stored. */
  stored(): unknown {
    return json(this.#encodeState(this.state))
  }

  view(audience: string): unknown {
    if (!this.#views.has(audience)) this.#views.set(audience, json(this.definition.view(this.state, audience)))
    return this.#views.get(audience)
  }

  /** States are plain values, whose own text tells every change; that of the stored form takes five times as long. */
  #written(): string {
    return JSON.stringify(this.state)
  }

  /** Says of everything since the last event that it left the state as that event had made it. */
  #expectUnchanged(what: string): void {
    const now = this.#written()
    if (now !== this.#text) expect(JSON.parse(now), what).toEqual(JSON.parse(this.#text))
  }

  /** For a state that no history leads to, such as one with a setting that the test does without. */
  assume(change: () => void): void {
    change()
    this.#text = this.#written()
    this.#views.clear()
  }

  /** Every event so far, decoded. */
  events(): ReadonlyArray<Tagged> {
    return this.history.flatMap((row) => row.encoded.map((event) => this.#decodeEvent(event)))
  }

  /** Lets time pass, firing the alarms that fall due on the way. */
  advance(ms: number): void {
    const until = this.now + ms
    for (;;) {
      const due = this.definition.alarm(this.state)
      if (due === undefined || due > until) break
      if (due > this.now) this.now = due
      const outcome = this.#submit({ after: 0, command: { _tag: "Alarm" }, principal: engineAlarm })
      expect(outcome._tag, "an alarm is never refused").toBe("Done")
      const next = this.definition.alarm(this.state)
      if (next !== undefined && next <= due) throw new Error(`the alarm stands still at ${due}`)
    }
    this.now = instant(until)
  }

  send(step: Step): Outcome {
    if (step.aheadOfAlarms === true) this.now = instant(this.now + step.after)
    else this.advance(step.after)
    return this.#submit(step)
  }

  #submit(step: Step): Outcome {
    const { definition, self } = this
    const coverage = this.#options.coverage
    const tag = step.command._tag
    const refused = (refusal: Refusal): Refusal => {
      coverage?.refused.add(`${tag}:${refusal.code}`)
      return refusal
    }
    if (step.principal._tag === "Person") {
      const gate = definition.mayCommand(this.state, step.command, step.principal)
      if (gate !== undefined) return refused(gate)
    }
    const prepared = this.#prepare(step)
    if (prepared._tag === "Refusal") return refused(prepared as Refusal)
    const decision = definition.decide(this.state, prepared, {
      self,
      now: this.now,
      receivedAt: instant(this.now - (step.queuedFor ?? 0)),
      claimedAt: step.claimedAt,
      principal: step.principal,
      sender: Sender.make(step.sender ?? senderOf(step.principal))
    })
    this.#expectUnchanged(`${tag}: neither deciding it nor what followed from the event before may change the state`)
    if (decision._tag === "Refusal") return refused(decision)
    coverage?.accepted.add(tag)
    const seq = this.seq + 1
    const encoded = decision.events.map((event) => this.#apply(event, seq, coverage))
    this.history.push({
      seq,
      at: this.now,
      command: step.command,
      principal: step.principal,
      encoded,
      reply: json(decision.reply)
    })
    this.#options.invariant?.(this.state, decision.events, this.now)
    return refusalIn(decision.reply) ?? { _tag: "Done", seq, reply: decision.reply }
  }

  #prepare(step: Step): Tagged {
    const { self, state, now } = this
    const effect = this.definition.prepare?.(step.command, { self, state, principal: step.principal, now })
    if (effect === undefined) return step.command
    const facts = this.#options.facts
    if (facts === undefined) throw new Error(`${step.command._tag} asks for facts and the harness was given none`)
    const result = Effect.runSync(Effect.result(Effect.provideService(effect, Facts, facts)))
    return Result.isSuccess(result) ? result.success : result.failure
  }

  #apply(event: Tagged, seq: number, coverage: Coverage | undefined): unknown {
    const { definition, self } = this
    coverage?.events.add(event._tag)
    const encoded = json(this.#encodeEvent(event))
    expectSame(json(this.#encodeEvent(this.#decodeEvent(encoded))), encoded, `${event._tag}: stored and read again`)
    const views = definition.audiences.map((audience) => [audience, this.view(audience)] as const)
    this.state = definition.evolve(this.state, event)
    this.#views.clear()
    this.#text = this.#written()
    for (const [audience, view] of views) {
      const patch = json(definition.render(event, this.state, audience))
      const expected = this.view(audience)
      refuseNulls(expected, `${audience}'s view`)
      expectSame(patch === undefined ? view : mergePatch(view, patch), expected, `${event._tag} as ${audience} see it`)
    }
    for (const row of definition.project(event, this.state, self)) this.#keep(row)
    for (const reaction of definition.react(event, this.state, self, seq)) this.#react(reaction, seq, coverage)
    for (const feed of definition.feeds(event, this.state, self))
      this.feeds.push({ ...feed, row: json(feed.row) as FeedChange["row"] })
    for (const job of definition.jobs(event, this.state, self)) this.jobs.push({ ...job, input: json(job.input) })
    return encoded
  }

  #keep(row: Row): void {
    const table = readTable(row.table)
    if (table === undefined) throw new Error(`there is no read table ${row.table}`)
    expectSame(table.writer, this.definition.type, `the writer of ${row.table}`)
    expectSame(Object.keys(row.key), table.key, `the key of ${row.table}`)
    if (row.row !== null) {
      expectSame(Object.keys(row.row).sort(), Object.keys(table.columns).sort(), `the columns of ${row.table}`)
      expectSame({ ...row.row, ...row.key }, row.row, `a row of ${row.table} under its key`)
    }
    this.rows.set(`${row.table} ${JSON.stringify(row.key)}`, json(row) as Row)
  }

  #react(reaction: Reaction, seq: number, coverage: Coverage | undefined): void {
    coverage?.reactions.add(reaction.command._tag)
    const target = this.#options.registry?.[reaction.to.type]
    if (target !== undefined) {
      const commands = this.#targets.get(target) ?? commandsOf(target)
      this.#targets.set(target, commands)
      const decoded = commands.decode(json(commands.encode(reaction.command)))
      expectSame(decoded, reaction.command, `${reaction.command._tag}: sent and received`)
    }
    this.reactions.push({ ...reaction, seq })
  }

  /** Replays the history from nothing, and from a snapshot after row `split`, and compares with the running state. */
  checkHistory(split: number): void {
    this.#expectUnchanged("what followed from the last event may not change the state")
    const running = this.stored()
    const { definition, self } = this
    let state = definition.initial(self)
    let snapshot: unknown
    const at = this.history.length === 0 ? 0 : split % (this.history.length + 1)
    for (const [index, row] of this.history.entries()) {
      if (index === at) snapshot = json(this.#encodeState(state))
      for (const event of row.encoded) state = definition.evolve(state, this.#decodeEvent(event))
    }
    if (at === this.history.length) snapshot = json(this.#encodeState(state))
    expect(json(this.#encodeState(state)), "folding the events").toEqual(running)
    expect(definition.alarm(state)).toBe(definition.alarm(this.state))

    let restored = this.#decodeState(snapshot)
    for (const row of this.history.slice(at)) {
      for (const event of row.encoded) restored = definition.evolve(restored, this.#decodeEvent(event))
    }
    expect(json(this.#encodeState(restored)), `snapshot after row ${at} and the rest`).toEqual(running)
    for (const audience of definition.audiences) {
      expect(json(definition.view(restored, audience)), `${audience}'s view after a restart`).toEqual(this.view(audience))
    }
  }

  /** A command through its stored form, as a reaction or a retry would arrive. */
  viaStorage(command: Tagged): Tagged {
    return this.#decodeCommand(json(this.#encodeCommand(command)))
  }
}
