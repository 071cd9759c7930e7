/** When heads are written, under virtual time: within ten seconds, at once where a result hangs on it, none ever lost. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Heads } from "../../storage/integrity/heads-format.ts"
import { HeadsWriter } from "../../storage/integrity/heads-writer.ts"
import { type Head, isWeighty } from "../../storage/integrity/witness.ts"
import { World } from "../simulation/world.ts"

const head = (actor: string, seq: number, weighty = false) => ({ actor, seq, chain: `${actor} ${seq}`, weighty })

class Disk {
  readonly lines: Array<{ readonly at: number; readonly heads: Heads }> = []
  readonly told: Array<string> = []
  broken = false
  readonly world: World
  readonly writer: HeadsWriter

  constructor(seed = 1, leftBehind: Promise<ReadonlyArray<Head>> = Promise.resolve([])) {
    this.world = new World(seed)
    this.writer = new HeadsWriter({
      append: async (_at, heads) => {
        if (this.broken) throw new Error("no space left on device")
        this.lines.push({ at: this.world.now(), heads })
      },
      leftBehind,
      timers: this.world.timers(() => true),
      failing: () => this.told.push("failing"),
      working: () => this.told.push("working")
    })
  }
}

describe("heads are written", () => {
  it("after ten seconds, the newest of each actor, and not again without anything new", async () => {
    const { lines, world, writer } = new Disk()
    const from = world.now()
    writer.note(head("attempt/1", 1))
    await world.pass(4_000)
    writer.note(head("attempt/1", 2))
    writer.note(head("exam/1", 7))
    await world.pass(5_999)
    expect(lines).toEqual([])
    await world.pass(60_000)
    expect(lines).toEqual([{ at: from + 10_000, heads: { "attempt/1": [2, "attempt/1 2"], "exam/1": [7, "exam/1 7"] } }])
  })

  it("within a tenth of a second after an exam was handed in, with everything that waits", async () => {
    const { lines, world, writer } = new Disk()
    writer.note(head("attempt/1", 1))
    await world.pass(3_000)
    const from = world.now()
    writer.note(head("attempt/2", 9, true))
    writer.note(head("attempt/3", 9, true))
    await world.pass(60_000)
    expect(lines.map(({ at, heads }) => [at - from, Object.keys(heads)])).toEqual([
      [100, ["attempt/1", "attempt/2", "attempt/3"]]
    ])
  })

  it("at once when the program ends", async () => {
    const { lines, writer } = new Disk()
    writer.note(head("attempt/1", 1))
    await writer.flush()
    await writer.flush()
    expect(lines).toHaveLength(1)
  })

  it("after those that a crash left behind, in the same line, and at once when there are any", async () => {
    let tell: (heads: ReadonlyArray<Head>) => void = () => {}
    const { lines, world, writer } = new Disk(1, new Promise((resolve) => (tell = resolve)))
    writer.note(head("attempt/1", 9, true))
    writer.note(head("attempt/2", 4))
    await world.pass(60_000)
    expect(lines).toEqual([])
    tell([head("attempt/2", 3, true), head("attempt/3", 7, true)])
    await writer.flush()
    expect(lines.map(({ heads }) => Object.values(heads).map(([seq]) => seq))).toEqual([[9, 4, 7]])
    const quiet = new Disk(1, Promise.resolve([head("attempt/3", 7, true)]))
    await quiet.world.pass(0)
    await quiet.world.pass(100)
    expect(quiet.lines).toHaveLength(1)
  })

  it("when the disk works again, after being told of once, and once when it is over", async () => {
    const disk = new Disk()
    disk.broken = true
    disk.writer.note(head("attempt/1", 1, true))
    await disk.world.pass(5_000)
    disk.writer.note(head("attempt/1", 2))
    disk.writer.note(head("attempt/2", 1))
    await disk.world.pass(60_000)
    expect(disk.told).toEqual(["failing"])
    disk.broken = false
    await disk.world.pass(10_000)
    expect(disk.told).toEqual(["failing", "working"])
    expect(disk.lines.map(({ heads }) => heads)).toEqual([{ "attempt/1": [2, "attempt/1 2"], "attempt/2": [1, "attempt/2 1"] }])
  })

  it("of every actor up to its last row within ten seconds, whatever comes when and whenever the disk fails", async () => {
    const event = fc.record({
      after: fc.integer({ min: 0, max: 8_000 }),
      actor: fc.integer({ min: 1, max: 3 }),
      weighty: fc.boolean(),
      broken: fc.boolean()
    })
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(event, { maxLength: 20 }), async (seed, events) => {
        const disk = new Disk(seed)
        const last = new Map<string, number>()
        for (const { after, actor, weighty, broken } of events) {
          await disk.world.pass(after)
          disk.broken = broken
          const name = `attempt/${actor}`
          const seq = (last.get(name) ?? 0) + 1
          last.set(name, seq)
          disk.writer.note(head(name, seq, weighty))
        }
        disk.broken = false
        await disk.world.pass(10_000)
        const written = new Map<string, number>()
        for (const { heads } of disk.lines) {
          for (const [actor, [seq]] of Object.entries(heads)) {
            expect(seq).toBeGreaterThan(written.get(actor) ?? 0)
            written.set(actor, seq)
          }
        }
        expect(written).toEqual(last)
      }),
      { numRuns: 200 }
    )
  })
})

describe("a result may hang on", () => {
  it("handing in, ending and judging, and on nothing else", () => {
    const of = (...tags: ReadonlyArray<string>) => isWeighty(tags.map((_tag) => ({ _tag })))
    expect(["Submitted", "Terminated", "VerdictGiven"].map((tag) => of("AnswerSaved", tag))).toEqual([true, true, true])
    expect(of("AnswerSaved", "Begun")).toBe(false)
    expect(isWeighty([null, "Submitted", 7, []])).toBe(false)
  })
})
