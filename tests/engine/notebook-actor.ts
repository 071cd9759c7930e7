/**
 * An actor for the engine's own tests: it adds numbers up, tells other notebooks, wakes itself, and goes wrong in every
 * way in which an actor can, each when it is told to.
 */
import { Schema } from "effect"
import { accept, type ActorDefinition, type AnyActor } from "../../actors/actor.ts"
import { refuse } from "../../protocol/errors.ts"
import { actorRef } from "../../protocol/ids.ts"
import { Instant, instant } from "../../protocol/time.ts"

const Add = Schema.TaggedStruct("Add", { amount: Schema.Int })
/** As `Add`, and urgent. */
const Answer = Schema.TaggedStruct("Answer", { amount: Schema.Int })
/** As `Add`, after facts from outside were fetched. */
const Draw = Schema.TaggedStruct("Draw", { amount: Schema.Int })
/** Settling: adds to another notebook by a reaction, which that one refuses when the amount is negative. */
const Tell = Schema.TaggedStruct("Tell", { to: Schema.Int, amount: Schema.Int })
/** Wakes at each of these instants; with `stuck` it never notices that it did. */
const Wake = Schema.TaggedStruct("Wake", { at: Schema.Array(Instant), stuck: Schema.Boolean })
/** Leads to a row that no database takes. */
const Spoil = Schema.TaggedStruct("Spoil", {})
const Break = Schema.TaggedStruct("Break", { where: Schema.Literals(["access", "prepare", "decide"]) })
const Wire = Schema.Union([Add, Answer, Draw, Tell, Wake, Spoil, Break])
type Wire = typeof Wire.Type

const Hear = Schema.TaggedStruct("Hear", { amount: Schema.Int })
const Alarm = Schema.TaggedStruct("Alarm", {})
/** An outage moves what is due by its length. */
const Compensate = Schema.TaggedStruct("Compensate", { outageId: Schema.Int, ms: Schema.Int, from: Instant, until: Instant })
const Command = Schema.Union([Wire, Hear, Alarm, Compensate])
type Command = typeof Command.Type

const Event = Schema.Union([
  Schema.TaggedStruct("Added", { amount: Schema.Int }),
  Schema.TaggedStruct("Told", { to: Schema.Int, amount: Schema.Int }),
  Schema.TaggedStruct("WakingSet", { at: Schema.Array(Instant), stuck: Schema.Boolean }),
  Schema.TaggedStruct("Woke", { due: Instant, at: Instant }),
  Schema.TaggedStruct("Spoiled", {}),
  Schema.TaggedStruct("Compensated", { outageId: Schema.Int, ms: Schema.Int })
])
type Event = typeof Event.Type

const Notebook = Schema.Struct({
  total: Schema.Int,
  notes: Schema.Array(Schema.Int),
  waking: Schema.Array(Instant),
  stuck: Schema.Boolean,
  woke: Schema.Int
})
type Notebook = typeof Notebook.Type

export type NotebookWire = Wire

/** The sitting on whose wall notebooks are shown. */
export const wall = { feed: "wall", id: 7 } as const

export const notebookOf = (
  more: Partial<Pick<ActorDefinition<Notebook, Wire, Command, Event>, "prepare" | "stateVersion" | "upcastState" | "state">> = {}
) => {
  const definition: ActorDefinition<Notebook, Wire, Command, Event> = {
    type: "attempt",
    eventVersion: 1,
    stateVersion: 1,
    wire: Wire,
    internal: Command,
    event: Event,
    state: Notebook,
    initial: () => ({ total: 0, notes: [], waking: [], stuck: false, woke: 0 }),
    decide: (state, command, { now }) => {
      switch (command._tag) {
        case "Add":
        case "Answer":
        case "Draw":
          return command.amount < 0
            ? refuse("invalid", { field: "amount" })
            : accept([{ _tag: "Added", amount: command.amount }], { total: state.total + command.amount })
        case "Hear":
          return command.amount < 0 ? refuse("illegal_transition") : accept([{ _tag: "Added", amount: command.amount }])
        case "Tell":
          return accept([{ _tag: "Told", to: command.to, amount: command.amount }])
        case "Wake":
          return accept([{ _tag: "WakingSet", at: command.at, stuck: command.stuck }])
        case "Alarm": {
          const [due] = state.waking
          return accept(due === undefined || due > now || state.stuck ? [] : [{ _tag: "Woke", due, at: now }])
        }
        case "Spoil":
          return accept([{ _tag: "Spoiled" }])
        case "Compensate":
          return accept([{ _tag: "Compensated", outageId: command.outageId, ms: command.ms }])
        case "Break":
          throw new Error("decide broke")
      }
    },
    evolve: (state, event) => {
      switch (event._tag) {
        case "Added":
          return { ...state, total: state.total + event.amount, notes: [...state.notes, event.amount] }
        case "WakingSet":
          return { ...state, waking: event.at, stuck: event.stuck }
        case "Woke":
          return { ...state, waking: state.waking.slice(1), woke: state.woke + 1 }
        case "Compensated":
          return { ...state, waking: state.waking.map((at) => instant(at + event.ms)) }
        case "Told":
        case "Spoiled":
          return state
      }
    },
    alarm: ({ waking: [next] }) => next,
    mayCommand: (_state, command) => {
      if (command._tag === "Break" && "where" in command && command.where === "access") throw new Error("access broke")
      return undefined
    },
    audienceOf: (_state, person) => (person.role === "student" ? "readers" : undefined),
    audiences: ["readers"],
    view: ({ total, notes }) => ({ total, count: notes.length }),
    render: (event, { total, notes }) => (event._tag === "Added" ? { total, count: notes.length } : undefined),
    project: (event) => (event._tag === "Spoiled" ? [{ table: "no_such_table", key: { id: 1 }, row: { id: 1 } }] : []),
    react: (event) =>
      event._tag === "Told" ? [{ to: actorRef("attempt", event.to), command: { _tag: "Hear", amount: event.amount } }] : [],
    feeds: (event, { total }, self) => (event._tag === "Added" ? [{ feed: wall, key: String(self.id), row: { total } }] : []),
    jobs: () => [],
    presence: () => ({ feed: wall, key: "1" }),
    settling: new Set(["Tell"]),
    urgent: new Set(["Answer"]),
    ...more
  }
  return definition satisfies AnyActor
}
