/**
 * One exam on two devices, whatever happens to their connections and pages while staff stop time and add to it: only who holds
 * the attempt is counted, nothing given before a take-over counts after it, and in the end both show what is so.
 */
import fc from "fast-check"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { AttemptTakerView } from "../../protocol/attempt.ts"
import { AttemptId, QuestionId } from "../../protocol/ids.ts"
import { millis } from "../../protocol/time.ts"
import { DeviceUnderTest } from "../client/device-under-test.ts"
import { attemptId } from "../client/model-views.ts"

const id = AttemptId.make(attemptId)
const readView = Schema.decodeUnknownSync(AttemptTakerView)

type Action =
  | { readonly do: "answer" | "take over" | "cut" | "lose answer" | "reload"; readonly device: 0 | 1 }
  | { readonly do: "pause" | "resume" | "extend" | "warn" | "flush" | "overload" }
  | { readonly do: "pass"; readonly ms: number }

const device = fc.constantFrom(0 as const, 1 as const)
const on = (...what: ReadonlyArray<Extract<Action, { readonly device: unknown }>["do"]>) =>
  fc.record({ do: fc.constantFrom(...what), device })
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: on("answer") },
  { weight: 4, arbitrary: on("take over", "cut") },
  { weight: 2, arbitrary: on("lose answer", "reload") },
  {
    weight: 4,
    arbitrary: fc.constantFrom("pause", "resume", "extend", "warn", "overload").map((what): Action => ({ do: what }))
  },
  { weight: 8, arbitrary: fc.constant<Action>({ do: "flush" }) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 20_000 }).map((ms) => ({ do: "pass", ms }) as const) }
)

class Run {
  readonly devices: readonly [DeviceUnderTest, DeviceUnderTest]
  /** By answer: how many take-overs its device had asked for when it was given. */
  readonly given = new Map<string, number>()
  readonly asked = [0, 0]
  #answers = 0

  constructor() {
    const first = new DeviceUnderTest({ shownWhenWatched: true })
    this.devices = [first, new DeviceUnderTest({ beside: first, shownWhenWatched: true })]
  }

  async start(): Promise<void> {
    for (const one of this.devices) {
      await one.start()
      this.watch(one)
    }
    const begun = this.devices[0].client.attempt(id).begin()
    await this.flush()
    await begun
  }

  watch(one: DeviceUnderTest): void {
    one.client.attempt(id).view.watch(() => {})
  }

  async flush(): Promise<void> {
    for (const one of this.devices) await one.flush()
  }

  async act(action: Action): Promise<void> {
    const { server, time } = this.devices[0]
    switch (action.do) {
      case "answer": {
        const text = `${action.device}:${++this.#answers}`
        this.given.set(text, this.asked[action.device] ?? 0)
        const attempt = this.devices[action.device].client.attempt(id)
        attempt.answer(QuestionId.make(`q${this.#answers % 3}`), { kind: "text", text }).catch(() => {})
        return
      }
      case "take over": {
        const attempt = this.devices[action.device].client.attempt(id)
        const { standing } = attempt
        if (standing?._tag !== "Elsewhere") return
        this.asked[action.device] = (this.asked[action.device] ?? 0) + 1
        attempt.takeOver(standing.epoch).catch(() => {})
        return
      }
      case "cut":
        this.devices[action.device].network.pairs.at(-1)?.cutClient()
        return
      case "lose answer":
        this.devices[action.device].network.pairs.at(-1)?.loseDown(["answer"])
        return
      case "reload":
        await this.devices[action.device].reload()
        this.watch(this.devices[action.device])
        return
      case "pause":
        return void server.order({ _tag: "Pause", reason: "a pause" })
      case "resume":
        return void server.order({ _tag: "Resume" })
      case "extend":
        return void server.order({ _tag: "Extend", ms: millis(60_000), reason: "more time" })
      case "warn":
        return void server.order({ _tag: "Warn", text: "a word" })
      case "overload":
        server.refuseNext = 2
        return
      case "flush":
        return this.flush()
      case "pass":
        return time.pass(action.ms)
    }
  }

  async heal(): Promise<void> {
    const { server } = this.devices[0]
    server.refuseNext = 0
    for (let second = 0; second < 60; second += 2) {
      await this.flush()
      await this.devices[0].time.pass(2_000)
      server.tide()
    }
    await this.flush()
  }

  check(): void {
    const [one, other] = this.devices
    const { server } = one
    expect([one.client.unsettled, other.client.unsettled]).toEqual([[], []])
    let holder = ""
    const takeOvers = new Map<string, number>()
    const shown = new Map<string, number>()
    for (const { id: name, command } of server.journal) {
      const sender = name.slice(0, name.lastIndexOf(":"))
      if (command._tag === "Begin") holder = sender
      if (command._tag === "TakeOver") {
        holder = sender
        takeOvers.set(sender, (takeOvers.get(sender) ?? 0) + 1)
      }
      if (command._tag === "AcknowledgeTime") {
        expect(command.change).toBeGreaterThanOrEqual(shown.get(sender) ?? 0)
        shown.set(sender, command.change)
      }
      if (command._tag !== "SaveAnswer" || command.response?.kind !== "text") continue
      expect(sender).toBe(holder)
      // Of those asked for, some may have been refused; none accepted may stand between an answer's giving and its counting.
      expect(takeOvers.get(sender) ?? 0).toBeLessThanOrEqual(this.given.get(command.response.text) ?? 0)
    }
    const standings = this.devices.map(({ client }) => client.attempt(id).standing?._tag)
    expect([...standings].sort()).toEqual(["Elsewhere", "Here"])
    const [mine, others] = [one.client.attempt(id), other.client.attempt(id)]
    expect(mine.timeKept()).toBe(others.timeKept())
    expect(mine.timeLeft() === undefined).toBe(others.timeLeft() === undefined)
    expect(Math.abs((mine.timeLeft() ?? 0) - (others.timeLeft() ?? 0))).toBeLessThan(2_000)
    const { timeChange, messages } = readView(server.viewOf(`attempt/${attemptId}`))
    expect(timeChange === undefined || timeChange.acknowledgedAt !== undefined).toBe(true)
    expect(Object.values(messages).filter(({ confirmedAt }) => confirmedAt === undefined)).toEqual([])
  }
}

describe("one exam on two devices", () => {
  it(
    "LP-32 LP-33 LP-34 LP-36 LP-37 only the holder counts, nothing given before a take-over counts after it, and all that was shown is said",
    { timeout: 300_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 40, size: "max" }), async (actions) => {
          const run = new Run()
          await run.start()
          for (const one of actions) await run.act(one)
          await run.heal()
          run.check()
        }),
        { numRuns: Number(process.env["STOA_RUNS"] ?? 1_000) }
      )
    }
  )
})
