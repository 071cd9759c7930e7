/** What every store of keys keeps. */
import { beforeAll, describe, expect, it } from "vitest"
import { freshSlot as freshPerson, run, type StorageUnderTest } from "./storage-under-test.ts"

export const keysContract = (name: string, make: () => Promise<StorageUnderTest>): void => {
  describe(`keys ${name}`, () => {
    let storage: StorageUnderTest
    beforeAll(async () => {
      storage = await make()
    })

    it("a key is made at its first use and is the same from then on", async () => {
      const [one, two] = [freshPerson(), freshPerson()]
      expect(storage.keys.at(one)).toBeUndefined()
      expect((await run(storage.keys.load([one]))).size).toBe(0)
      const made = await run(storage.keys.ensure([one, two]))
      expect(await run(storage.keys.ensure([one]))).toEqual(new Map([[one, made.get(one)]]))
      expect(storage.keys.at(one)).toEqual(made.get(one))
      expect(made.get(one)).not.toEqual(made.get(two))
    })

    it("made by several at once, it is one key", async () => {
      const person = freshPerson()
      const made = await Promise.all([1, 2, 3].map(() => run(storage.keys.ensure([person]))))
      expect(new Set(made.map((keys) => JSON.stringify(keys.get(person)))).size).toBe(1)
    })

    it("erased, it stays erased and no other is made", async () => {
      const [known, never] = [freshPerson(), freshPerson()]
      await run(storage.keys.ensure([known]))
      for (const person of [known, never]) {
        await run(storage.keys.erase(person))
        expect((await run(storage.keys.ensure([person]))).get(person)).toEqual({ _tag: "ErasedKey" })
        expect(storage.keys.at(person)).toEqual({ _tag: "ErasedKey" })
      }
    })
  })
}
