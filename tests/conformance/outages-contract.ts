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
      await run(storage.outages.beat("a"))
      const last = await run(storage.outages.beat("b"))
      expect(await run(storage.outages.newestBeat)).toEqual(Option.some(last))
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
