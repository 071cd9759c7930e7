/** An exam is as long as it is, whatever the database's clock is set to while somebody sits it. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { instant } from "../../protocol/time.ts"
import { judge } from "./hall-judge.ts"
import { handsOf, limitMs } from "./hall-people.ts"
import { Sitting } from "./hall-sitting.ts"

const hour = 3_600_000
const learner = 101

const sat = async (compensate = true): Promise<Sitting> => {
  const sitting = new Sitting(1, compensate)
  await sitting.begin()
  sitting.learner(handsOf(learner)[0], learner, { _tag: "Begin" })
  await sitting.hall.world.pass(1_000)
  return sitting
}

const stateOf = ({ hall, attempts }: Sitting) =>
  hall.storage.table("attempts").find(({ id }) => id === attempts.get(learner))?.["status"]

const crash = async ({ hall }: Sitting, ms: number): Promise<void> => {
  await hall.crash(0)
  await hall.crash(1)
  await hall.world.pass(ms)
  hall.boot(0)
  hall.boot(1)
}

describe("a database's clock that is set while an exam runs", () => {
  for (const set of [hour, -hour]) {
    it(`T6 by ${set / hour} h ends nobody's time early and gives nobody an hour`, async () => {
      const sitting = await sat()
      sitting.hall.databaseAhead = set
      await sitting.hall.world.pass(limitMs - 3_000)
      expect(stateOf(sitting)).toBe("in_progress")
      await sitting.hall.world.pass(4_000)
      expect(stateOf(sitting)).toBe("ended")
      await sitting.rest()
      expect(judge(sitting.hall)).toEqual([])
    })

    it(`T13 by ${set / hour} h neither takes nor gives an hour when the engine is killed then and is back soon`, async () => {
      const sitting = await sat()
      sitting.hall.databaseAhead = set
      await sitting.hall.world.pass(3_000)
      await crash(sitting, 2_000)
      await sitting.hall.world.pass(limitMs - 8_000)
      expect(stateOf(sitting)).toBe("in_progress")
      await sitting.hall.world.pass(5_000)
      expect(["ended", "submitted", "grading", "under_review", "graded"]).toContain(stateOf(sitting))
      await sitting.rest()
      expect(judge(sitting.hall)).toEqual([])
    })
  }

  it("T13 by +1 h while nobody serves is an outage like any other, and given back", async () => {
    const sitting = await sat()
    await sitting.hall.crash(0)
    await sitting.hall.crash(1)
    sitting.hall.databaseAhead = hour
    await crash(sitting, 20_000)
    await sitting.hall.world.pass(limitMs - 5_000)
    expect(stateOf(sitting)).toBe("in_progress")
    await sitting.rest()
    expect(judge(sitting.hall)).toEqual([])
  })

  const aheadIn = ({ hall }: Sitting) => hall.aliveNodes.map((node) => Math.round((node.now() - hall.world.now()) / hour))
  const outagesIn = ({ hall }: Sitting): number => Effect.runSync(hall.storage.outages.record(instant(1), instant(6_000))).id - 1

  it("is followed forward by a node that serves alone, once nobody's time runs, and that is no outage", async () => {
    const sitting = await sat()
    await sitting.hall.crash(1)
    sitting.hall.databaseAhead = hour
    await sitting.hall.world.pass(limitMs / 2)
    expect(aheadIn(sitting)).toEqual([0])
    await sitting.hall.world.pass(limitMs)
    expect(aheadIn(sitting)).toEqual([1])
    sitting.hall.boot(1)
    await sitting.hall.world.pass(3_000)
    expect(aheadIn(sitting)).toEqual([1, 1])
    expect(outagesIn(sitting)).toBe(0)
  })

  it("T6 is followed by none of several nodes, which would be an hour apart meanwhile, but when they begin anew together", async () => {
    const sitting = await sat()
    sitting.hall.databaseAhead = hour
    await sitting.hall.world.pass(3 * limitMs)
    expect(aheadIn(sitting)).toEqual([0, 0])
    await crash(sitting, 6_000)
    await sitting.hall.world.pass(1_000)
    expect(aheadIn(sitting)).toEqual([1, 1])
  })
})

describe("an outage", () => {
  it("T13 is given back also to who began after the last beat before it", async () => {
    const sitting = new Sitting(1, true)
    await sitting.begin()
    sitting.learner(handsOf(learner)[0], learner, { _tag: "Begin" })
    await sitting.hall.world.pass(100)
    expect(stateOf(sitting)).toBe("in_progress")
    await crash(sitting, 90_000)
    await sitting.hall.world.pass(limitMs - 5_000)
    expect(stateOf(sitting)).toBe("in_progress")
    await sitting.rest()
    expect(judge(sitting.hall)).toEqual([])
  })
})
