import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { FeedHub } from "../../engine/feed-hub.ts"
import { FeedFrame } from "../../protocol/live.ts"
import { World } from "../simulation/world.ts"
import { EngineUnderTest } from "./engine-under-test.ts"
import { wall } from "./notebook-actor.ts"
import { Effect } from "effect"
import { CommitFailed } from "../../engine/journal.ts"

const decodeFrame = Schema.decodeUnknownSync(Schema.fromJsonString(FeedFrame))

const hubIn = (world: World) => {
  const frames: Array<FeedFrame> = []
  let generation = 0
  const hub = new FeedHub(
    world.timers(() => true),
    (_room, frame) => {
      frames.push(decodeFrame(frame))
    },
    () => `generation ${++generation}`
  )
  return { hub, frames }
}
const row = (key: string, seq: number) => ({ key, seq, row: { seq } })

describe("a group's live table", () => {
  it("sends what changed within a tick as one frame, and of each row the newest", async () => {
    const world = new World(1)
    const { hub, frames } = hubIn(world)
    hub.watch(wall)
    hub.change(wall, row("a", 1))
    hub.change(wall, row("b", 4))
    hub.change(wall, row("a", 2))
    expect(frames).toEqual([])
    await world.pass(100)
    expect(frames.map(({ rows }) => rows)).toEqual([[row("a", 2), row("b", 4)]])
  })

  it("sends a hundred rows and what changes in the same commit at once, and nothing twice", async () => {
    const world = new World(1)
    const { hub, frames } = hubIn(world)
    hub.watch(wall)
    for (let n = 1; n <= 250; n++) hub.change(wall, row(`a${n}`, 1))
    expect(frames).toEqual([])
    await world.pass(0)
    expect(frames.map(({ rows, prev, rev }) => [rows.length, prev, rev])).toEqual([[250, 0, 1]])
    hub.change(wall, row("a1", 2))
    await world.pass(0)
    expect(frames).toHaveLength(1)
    await world.pass(200)
    expect(frames.slice(1).map(({ rows, prev, rev }) => [rows, prev, rev])).toEqual([[[row("a1", 2)], 1, 2]])
  })

  it("of one row that a commit changes twice sends how it stands afterwards", async () => {
    const world = new World(1)
    const { hub, frames } = hubIn(world)
    hub.watch(wall)
    hub.change(wall, { key: "a", seq: 5, row: { hand: true } })
    hub.change(wall, { key: "a", seq: 5, row: { hand: false } })
    await world.pass(100)
    expect(frames.map(({ rows }) => rows)).toEqual([[{ key: "a", seq: 5, row: { hand: false } }]])
  })

  it("ignores an older row that comes after a newer one", async () => {
    const world = new World(1)
    const { hub, frames } = hubIn(world)
    hub.watch(wall)
    hub.change(wall, row("a", 5))
    hub.change(wall, row("a", 3))
    await world.pass(100)
    expect(frames.map(({ rows }) => rows)).toEqual([[row("a", 5)]])
  })

  it("numbers its frames without a gap within a generation, from the answered revision on", async () => {
    const world = new World(1)
    const { hub, frames } = hubIn(world)
    const { generation, rev } = hub.watch(wall)
    for (let seq = 1; seq <= 5; seq++) {
      hub.change(wall, row("a", seq))
      hub.renew(wall)
      await world.pass(150)
    }
    expect(frames.map((frame) => [frame.generation, frame.prev, frame.rev])).toEqual(
      [0, 1, 2, 3, 4].map((prev) => [generation, rev + prev, rev + prev + 1])
    )
    expect(hub.renew(wall)).toEqual({ generation, rev: rev + 5 })
  })

  it("is kept for nobody: 10 s after the last watch it is forgotten, and the next begins another generation", async () => {
    const world = new World(1)
    const { hub, frames } = hubIn(world)
    const first = hub.watch(wall).generation
    await world.pass(10_001)
    hub.change(wall, row("a", 1))
    await world.pass(200)
    expect(frames).toEqual([])
    expect(hub.renew(wall)).toBeUndefined()
    expect(hub.watch(wall).generation).not.toBe(first)
  })

  it("does not remember groups that nobody asks about any more", async () => {
    const world = new World(1)
    const { hub } = hubIn(world)
    for (let id = 1; id <= 100; id++) {
      hub.watch({ feed: "board", id })
      await world.pass(1_000)
    }
    expect(hub.watched).toBeLessThanOrEqual(11)
  })

  it("is taken anew when rows may have been committed that nobody heard of", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    const { generation } = engine.hub.watch(wall)
    engine.faults.afterCommit = () => Effect.fail(new CommitFailed({ kind: "ambiguous", message: "connection lost" }))
    engine.send(1, { _tag: "Add", amount: 5 }, { n: 1 })
    await engine.world.pass(0)
    delete engine.faults.afterCommit
    await engine.world.pass(200)
    expect(engine.rows(1)).toHaveLength(1)
    expect(engine.hub.renew(wall)?.generation).not.toBe(generation)
  })
})
