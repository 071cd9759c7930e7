/**
 * Any interleaving of duplicates, losses, connections cut at either end, crashes of the server, ended tokens and reloads
 * of the page: each command takes effect once, in its order, and what is watched is only ever what was durable at some
 * moment, moments in order, and in the end what the server has.
 */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Schema } from "effect"
import { AttemptTakerView } from "../../protocol/attempt.ts"
import { CourseMemberView } from "../../protocol/course.ts"
import { AttemptId, CourseId, QuestionId, SittingId } from "../../protocol/ids.ts"
import { attemptId, courseId, sittingId } from "../client/model-views.ts"
import { DeviceUnderTest } from "../client/device-under-test.ts"
import { settled } from "../client/virtual-time.ts"

const course = CourseId.make(courseId)
const attempt = AttemptId.make(attemptId)
const sitting = SittingId.make(sittingId)

type Action =
  | { readonly do: "announce" | "commit" | "crash" | "tide" | "end" | "refresh" | "expire" | "reload" | "overload" }
  | { readonly do: "answer"; readonly question: number }
  | {
      readonly do:
        | "up"
        | "up twice"
        | "down"
        | "down twice"
        | "lose answer"
        | "lose publication"
        | "lose feed"
        | "lose tide"
        | "cut client"
        | "cut server"
      readonly pair: number
    }
  | { readonly do: "flush" }
  | { readonly do: "pass"; readonly ms: number }

const pairs = fc.nat({ max: 3 })
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ do: "announce" } as const) },
  { weight: 6, arbitrary: fc.nat({ max: 2 }).map((question) => ({ do: "answer", question }) as const) },
  {
    weight: 10,
    arbitrary: fc.constantFrom("up" as const, "down" as const).chain((what) => pairs.map((pair) => ({ do: what, pair })))
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(
        "up twice" as const,
        "down twice" as const,
        "lose answer" as const,
        "cut client" as const,
        "cut server" as const
      )
      .chain((what) => pairs.map((pair) => ({ do: what, pair })))
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom("lose publication" as const, "lose feed" as const, "lose tide" as const)
      .chain((what) => pairs.map((pair) => ({ do: what, pair })))
  },
  { weight: 8, arbitrary: fc.constant({ do: "flush" } as const) },
  { weight: 6, arbitrary: fc.constant({ do: "commit" } as const) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom("crash" as const, "tide" as const, "end" as const, "refresh" as const, "overload" as const)
      .map((what) => ({ do: what }))
  },
  { weight: 1, arbitrary: fc.constantFrom("expire" as const, "reload" as const).map((what) => ({ do: what })) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 20_000 }).map((ms) => ({ do: "pass", ms }) as const) }
)

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right)
const memberView = Schema.decodeUnknownSync(CourseMemberView)
const takerView = Schema.decodeUnknownSync(AttemptTakerView)

/** What was seen of one actor, each as the number of rows it showed. */
class Witness {
  readonly #versionOf: (view: unknown) => number
  last = 0
  shown: unknown
  live = false

  constructor(versionOf: (view: unknown) => number) {
    this.#versionOf = versionOf
  }

  see(view: unknown, live: boolean): void {
    const version = this.#versionOf(view)
    expect(version, "a view that was never durable").toBeGreaterThanOrEqual(0)
    expect(version, "a view older than one seen before").toBeGreaterThanOrEqual(this.last)
    this.last = version
    this.shown = view
    this.live = live
  }
}

class Run {
  readonly device = new DeviceUnderTest()
  readonly announced: Array<string> = []
  readonly answers = new Map<string, Array<string>>()
  readonly confirmed: Array<string> = []
  course = this.#courseWitness()
  attempt = this.#attemptWitness()
  wall = { counts: new Map<string, number>(), live: false }

  #courseWitness(): Witness {
    return new Witness((view) => this.#versionIn(`course/${courseId}`, (raw) => same(memberView(raw), view)))
  }
  #attemptWitness(): Witness {
    return new Witness((view) => this.#versionIn(`attempt/${attemptId}`, (raw) => same(takerView(raw), view)))
  }
  #versionIn(actor: string, is: (raw: unknown) => boolean): number {
    const rows = this.device.server.journal.filter((row) => row.actor === actor).length
    for (let seq = rows; seq >= 0; seq--) if (is(this.device.server.viewOf(actor, seq))) return seq
    return -1
  }

  watch(): void {
    const { client } = this.device
    this.course = this.#courseWitness()
    this.attempt = this.#attemptWitness()
    this.wall = { counts: new Map(), live: false }
    client.course(course).view.watch((seen) => {
      if (seen._tag === "Refused") throw seen.error
      if (seen._tag === "Shown") this.course.see(seen.view, seen.live)
    })
    client.attempt(attempt).view.watch((seen) => {
      if (seen._tag === "Refused") throw seen.error
      if (seen._tag === "Shown") this.attempt.see(seen.view, seen.live)
    })
    client.wall(sitting).watch((seen) => {
      if (seen._tag === "Refused") throw seen.error
      if (seen._tag !== "Shown") return
      const counts = new Map([...seen.rows].map(([question, row]) => [question, row.answered]))
      for (const [question, count] of this.wall.counts) expect(counts.get(question)).toBeGreaterThanOrEqual(count)
      this.wall = { counts, live: seen.live }
    })
  }

  async act(action: Action): Promise<void> {
    const { device } = this
    const { server, network, time, client } = device
    const usable = network.pairs.filter((pair) => pair.serverOpen || pair.clientOpen)
    const pair = "pair" in action ? usable[usable.length - 1 - (action.pair % Math.max(1, usable.length))] : undefined
    switch (action.do) {
      case "announce": {
        const text = `announcement ${this.announced.length + 1}`
        this.announced.push(text)
        client
          .course(course)
          .announce(text)
          .then(
            () => this.confirmed.push(text),
            () => {}
          )
        break
      }
      case "answer": {
        const question = `q${action.question}`
        const given = this.answers.get(question) ?? []
        const text = `answer ${given.length + 1}`
        this.answers.set(question, [...given, text])
        client
          .attempt(attempt)
          .answer(QuestionId.make(question), { kind: "text", text })
          .catch(() => {})
        break
      }
      case "up":
        pair?.deliverUp()
        break
      case "up twice":
        pair?.deliverUp(true)
        break
      case "down":
        pair?.deliverDown()
        break
      case "down twice":
        pair?.deliverDown(true)
        break
      case "lose publication":
        pair?.loseDown(["publication", "ended"])
        break
      case "lose feed":
        pair?.loseDown(["feed", "snapshot"])
        break
      case "lose tide":
        pair?.loseDown(["tide"])
        break
      case "lose answer":
        pair?.loseDown(["answer"])
        break
      case "cut client":
        pair?.cutClient()
        break
      case "cut server":
        pair?.cutServer()
        break
      case "flush":
        await network.flush(settled)
        break
      case "commit":
        server.commit()
        break
      case "crash":
        server.crash()
        for (const one of network.pairs) one.cutServer()
        break
      case "tide":
        server.tide()
        break
      case "end":
        server.endSubscriptions()
        break
      case "refresh":
        server.refresh()
        break
      case "expire":
        server.expireTokens()
        break
      case "overload":
        server.refuseNext = 2
        break
      case "reload":
        await device.reload()
        this.watch()
        break
      case "pass":
        await time.pass(action.ms)
        break
    }
    await settled()
  }

  /** The network is whole again: within a minute and a half everything has to be as it should; a dead connection shows by its silence. */
  async heal(): Promise<void> {
    const { server, network, time, client } = this.device
    server.refuseNext = 0
    for (let second = 0; second < 90; second++) {
      await this.device.flush()
      if (client.unsettled.length === 0 && this.course.live && this.attempt.live && this.wall.live && second > 20) break
      await time.pass(1_000)
      if (second % 2 === 0) server.tide()
    }
    server.tide()
    await this.device.flush()
    expect(network.busy).toEqual([])
  }

  check(): void {
    const { server, client } = this.device
    expect(client.unsettled).toEqual([])
    const effects = server.journal.map(({ command }) => command)
    expect(effects.flatMap((command) => (command._tag === "Announce" ? [command.text] : []))).toEqual(this.announced)
    for (const text of this.confirmed) expect(this.announced).toContain(text)
    for (const [question, given] of this.answers) {
      const taken = effects.flatMap((command) =>
        command._tag === "SaveAnswer" && command.question === question ? [command.response] : []
      )
      const places = taken.map((response) => given.findIndex((text) => same(response, { kind: "text", text })))
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b))
      expect(places.at(-1)).toBe(given.length - 1)
    }
    expect(this.course).toMatchObject({ live: true, shown: memberView(server.viewOf(`course/${courseId}`)) })
    expect(this.attempt).toMatchObject({ live: true, shown: takerView(server.viewOf(`attempt/${attemptId}`)) })
    const rows = server.wallRows().map(({ key, row }) => [key, row.answered] as const)
    expect(this.wall).toEqual({ counts: new Map(rows), live: true })
  }
}

describe("whatever happens to connections, server and page", () => {
  it(
    "LP-24 LP-28 LP-44 LP-87 each command takes effect once and in order, and every view is a durable prefix and ends whole",
    { timeout: 300_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 60, size: "max" }), async (actions) => {
          const run = new Run()
          await run.device.start()
          run.watch()
          for (const one of actions) await run.act(one)
          await run.heal()
          run.check()
        }),
        { numRuns: Number(process.env["STOA_RUNS"] ?? 1_000) }
      )
    }
  )
})
