/** What every record of beats and outages keeps (T13). */
import { Option } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { instant } from "../../protocol/time.ts"
import { run, type StorageUnderTest } from "./storage-under-test.ts"

export const outagesContract = (name: string, make: () => Promise<StorageUnderTest>): void => {
  describe(`outages ${name}`, () => {
    let storage: StorageUnderTest
    beforeAll(async () => {
      storage = await make()
    })

    it("T13 the newest beat of any node is what counts", async () => {
      expect(await run(storage.outages.newestBeat)).toEqual(Option.none())
      const last = instant(1_800_000_000_500)
      await run(storage.outages.beat("a", instant(1_800_000_000_000)))
      await run(storage.outages.beat("b", last))
      expect(await run(storage.outages.newestBeat)).toEqual(Option.some(last))
    })

    it("T13 who starts beside a beat that was just left begins at its time, however far the database's clock is from it", async () => {
      const later = instant(1_900_000_000_000)
      await run(storage.outages.beat("c", later))
      expect(Math.abs((await run(storage.outages.ahead)) - (later - Date.now()))).toBeLessThan(1_000)
      for (const node of ["a", "b", "c"]) await run(storage.outages.beat(node, instant(Date.now())))
      expect(await run(storage.outages.ahead)).toBe(0)
      expect(await run(storage.outages.timed)).toBe(false)
    })

    it("T13 a node is accompanied by those who left a beat in the last five seconds, on either clock, and not by itself", async () => {
      const now = instant(Date.now())
      await run(storage.outages.beat("a", now))
      expect(await run(storage.outages.accompanied("b", now))).toBe(true)
      for (const node of ["b", "c"]) await run(storage.outages.beat(node, instant(now - 60_000)))
      expect(await run(storage.outages.accompanied("a", now))).toBe(true)
      expect(await run(storage.outages.accompanied("a", instant(now + 60_000)))).toBe(true)
    })

    it("T13 an outage is recorded once and undone until it is marked done", async () => {
      const [from, until] = [instant(1_800_000_000_123), instant(1_800_000_010_456)]
      const outage = await run(storage.outages.record(from, until))
      expect(outage).toMatchObject({ from, until, length: 10_333 })
      expect(await run(storage.outages.record(from, instant(until + 1)))).toEqual(outage)
      expect(await run(storage.outages.undone)).toMatchObject([{ id: outage.id, from, until }])
      await run(storage.outages.markDone(outage.id))
      expect(await run(storage.outages.undone)).toEqual([])
      const next = await run(storage.outages.record(until, until))
      expect(next.id).toBeGreaterThan(outage.id)
    })
  })
}
