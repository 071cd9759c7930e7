import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Tagged } from "../../actors/actor.ts"
import type { WallRow } from "../../protocol/attempt.ts"
import type { MessageView, Say, Warn } from "../../protocol/proctoring.ts"
import { Sender } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { converse } from "../../actors/attempt/conversation.ts"
import { inRoom, refused, type Sat, sitting, submit } from "./attempt-world.ts"
import { attemptRef, internal, minute, person, proctor, sittingId, taker } from "./exam-room.ts"

const day = 24 * 60 * minute
const say = (text: string): Tagged => internal({ _tag: "Say", text })
const message = (text: string): Tagged => internal({ _tag: "Message", text })
const warn = (text: string): Tagged => internal({ _tag: "Warn", text })
const confirm = (number: number): Tagged => internal({ _tag: "ConfirmMessage", message: number })
const hand = (raised: boolean): Tagged => internal({ _tag: "RaiseHand", raised })
const colleague = person(22, "proctor", { sittings: [sittingId] })

const messagesOf = (sat: Sat, audience = "taker"): Readonly<Record<string, MessageView>> =>
  sat.view(audience).messages as Readonly<Record<string, MessageView>>
const onTheWall = (sat: Sat): WallRow => sat.harness.feeds.at(-1)?.row as unknown as WallRow

describe("W2 messages and warnings", () => {
  it("W2 stand in the learner's view, unconfirmed, until the learner's client says that it showed them", () => {
    const sat = sitting()
    expect(sat.staff(message("Doors are closed."))).toMatchObject({ reply: { message: 1, at: sat.harness.now } })
    sat.staff(warn("Eyes on your own screen."))
    expect(messagesOf(sat)).toMatchObject({
      1: { kind: "message", from: "staff", text: "Doors are closed." },
      2: { kind: "warning", from: "staff", text: "Eyes on your own screen." }
    })
    expect(onTheWall(sat)).toMatchObject({ unconfirmed: 2, lastAct: { what: "Warn", by: proctor.userId } })

    sat.send(confirm(1), 700)
    expect(messagesOf(sat)["1"]?.confirmedAt).toBe(sat.harness.now)
    expect(messagesOf(sat, "proctors")["1"]?.confirmedAt).toBe(sat.harness.now)
    expect(messagesOf(sat)["2"]).not.toHaveProperty("confirmedAt")
    expect(onTheWall(sat).unconfirmed).toBe(1)
  })

  it("W2 a confirmation that comes again changes nothing, and one of nothing is refused", () => {
    const sat = sitting()
    sat.staff(message("Five minutes."))
    sat.send(confirm(1), 700)
    const shown = messagesOf(sat)["1"]?.confirmedAt
    const events = sat.tags().length
    expect(sat.send(confirm(1), 900)._tag).toBe("Done")
    expect(sat.tags()).toHaveLength(events)
    expect(messagesOf(sat)["1"]?.confirmedAt).toBe(shown)
    for (const number of [0, 2, -1]) expect(sat.send(confirm(number))).toMatchObject(refused("message_unknown"))
  })

  it("W2 a message of an action on the whole room says which", () => {
    const sat = sitting()
    sat.directed("five-minutes", message("Five minutes are left."))
    expect(messagesOf(sat)["1"]).toMatchObject({ kind: "message", text: "Five minutes are left." })
    expect(sat.view("proctors").acts).toMatchObject({ 1: { what: "Message", by: proctor.userId, action: "five-minutes" } })
    expect(sat.tags().at(-1)).toBe("Answered")
  })

  it("one whose words were erased on the way is answered as that", () => {
    const sat = sitting()
    const erased = { _tag: "Message", text: { _tag: "Erased", by: proctor.userId } }
    sat.inside(internal({ _tag: "Directed", actionId: "a1", action: erased, by: proctor.userId, at: sat.harness.now }))
    expect(sat.harness.events().at(-1)).toMatchObject({ _tag: "Answered", actionId: "a1", outcome: "erased" })
    expect(messagesOf(sat)).toEqual({})
  })

  it("a learner sees that staff spoke, and not who", () => {
    const sat = sitting()
    sat.staff(message("Hello."))
    sat.staff(say("Hello again."), 0, colleague)
    sat.send(say("Hello yourself."))
    expect(messagesOf(sat)["1"]).not.toHaveProperty("by")
    expect(messagesOf(sat)["2"]).not.toHaveProperty("by")
    expect(messagesOf(sat)["3"]?.by).toBe(taker.userId)
    expect(Object.values(messagesOf(sat, "proctors")).map(({ by }) => by)).toEqual([20, 22, 7])
  })
})

describe("W2 chat", () => {
  it("W2 goes both ways, and what the learner said waits for an answer in chat", () => {
    const sat = sitting()
    sat.send(say("The third question has no figure."))
    sat.send(say("Hello?"))
    expect(onTheWall(sat).unanswered).toBe(2)
    sat.staff(message("The room closes at five."))
    expect(onTheWall(sat).unanswered).toBe(2)
    sat.staff(say("It needs none."))
    expect(onTheWall(sat)).toMatchObject({ unanswered: 0, unconfirmed: 1 })
    expect(Object.values(messagesOf(sat)).map(({ from, kind }) => `${from} ${kind}`)).toEqual([
      "learner chat",
      "learner chat",
      "staff message",
      "staff chat"
    ])
  })

  it("W2 holds a thousand, the last fifth of them the staff's: a flood of chat keeps no warning out", () => {
    const { state, harness } = sitting()
    const { now } = harness
    const after = (messageCount: number, by: Person, command: typeof Say.Type | typeof Warn.Type) =>
      converse(
        { ...state, messageCount },
        command,
        { by: by.userId },
        {
          self: attemptRef,
          now,
          receivedAt: now,
          principal: by,
          sender: Sender.make("device:1")
        }
      )
    expect(after(799, taker, { _tag: "Say", text: "800" })).toMatchObject({ reply: { message: 800 } })
    expect(after(800, taker, { _tag: "Say", text: "801" })).toMatchObject(refused("too_many"))
    expect(after(999, proctor, { _tag: "Warn", text: "1000" })).toMatchObject({ reply: { message: 1_000 } })
    expect(after(1_000, proctor, { _tag: "Warn", text: "1001" })).toMatchObject(refused("too_many"))
  })

  it("begins in the waiting room", () => {
    const sat = inRoom()
    expect(sat.send(say("Am I in the right place?"))._tag).toBe("Done")
    expect(sat.staff(message("You are."))._tag).toBe("Done")
  })

  it("goes on for a day after the end", () => {
    const sat = sitting()
    sat.send(submit, minute)
    expect(sat.send(say("Was that all?"), day)._tag).toBe("Done")
    expect(sat.staff(say("It was."))._tag).toBe("Done")
    expect(sat.send(say("Thank you."), 1)).toMatchObject(refused("attempt_over"))
    expect(sat.staff(message("You're welcome."))).toMatchObject(refused("attempt_over"))
  })
})

describe("a raised hand", () => {
  it("is raised and lowered by its learner, however often they say so", () => {
    const sat = sitting()
    sat.send(hand(true))
    const since = sat.harness.now
    sat.send(hand(true), 500)
    expect(sat.view("proctors").handRaised).toBe(since)
    expect(onTheWall(sat).handRaised).toBe(since)
    sat.send(hand(false))
    sat.send(hand(false))
    expect(sat.view()).not.toHaveProperty("handRaised")
    expect(sat.tags().filter((tag) => tag.startsWith("Hand"))).toEqual(["HandRaised", "HandLowered"])
  })

  it("is lowered by the staff's answer in chat, and by no message or warning", () => {
    const sat = sitting()
    sat.send(hand(true))
    sat.staff(message("Ten minutes."))
    sat.staff(warn("Quiet, please."))
    expect(onTheWall(sat).handRaised).not.toBeNull()
    sat.staff(say("Yes?"))
    expect(onTheWall(sat).handRaised).toBeNull()
  })
})

type Turn = { readonly who: "learner" | "staff"; readonly command: Tagged }

const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ minLength: 1 }).map((text): Turn => ({ who: "learner", command: say(`l ${text}`) })) },
  { weight: 2, arbitrary: fc.string({ minLength: 1 }).map((text): Turn => ({ who: "staff", command: say(`s ${text}`) })) },
  { weight: 2, arbitrary: fc.string({ minLength: 1 }).map((text): Turn => ({ who: "staff", command: message(`m ${text}`) })) },
  { weight: 1, arbitrary: fc.string({ minLength: 1 }).map((text): Turn => ({ who: "staff", command: warn(`w ${text}`) })) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 12 }).map((n): Turn => ({ who: "learner", command: confirm(n) })) },
  { weight: 2, arbitrary: fc.boolean().map((raised): Turn => ({ who: "learner", command: hand(raised) })) }
)

describe("any conversation", () => {
  it("W2 keeps every word in order, and knows what is unconfirmed and unanswered", () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 30 }), fc.nat(), (turns, split) => {
        const sat = sitting()
        const said: Array<{ readonly text: unknown; readonly kind: string; readonly staff: boolean; confirmed: boolean }> = []
        for (const { who, command } of turns) {
          const outcome = who === "staff" ? sat.staff(command, 10) : sat.send(command, 10)
          if (outcome._tag === "Refusal") {
            expect(outcome.code).toBe("message_unknown")
            continue
          }
          if ("text" in command) said.push({ text: command.text, kind: command._tag, staff: who === "staff", confirmed: false })
          const shown = "message" in command ? said[Number(command.message) - 1] : undefined
          if (shown !== undefined) shown.confirmed = shown.staff
        }
        const kept = Object.entries(messagesOf(sat))
        expect(kept.map(([number, { text }]) => [Number(number), text])).toEqual(said.map(({ text }, index) => [index + 1, text]))
        expect(kept.map(([, { confirmedAt }]) => confirmedAt !== undefined)).toEqual(said.map(({ confirmed }) => confirmed))
        const row = onTheWall(sat)
        expect(row.unconfirmed).toBe(said.filter((each) => each.staff && each.kind !== "Say" && !each.confirmed).length)
        const answered = said.findLastIndex((each) => each.staff && each.kind === "Say")
        expect(row.unanswered).toBe(said.slice(answered + 1).filter((each) => !each.staff).length)
        sat.harness.checkHistory(split)
      }),
      { numRuns: 1000 }
    )
  })
})
