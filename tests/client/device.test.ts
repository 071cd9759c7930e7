/** A device's count: the server takes a repeat for the same command, so that none may ever be given out twice. */
import { expect, it } from "vitest"
import { Device } from "../../client/device.ts"
import { withinProcess } from "../../client/exclusive.ts"
import { memoryStore, type Store } from "../../client/store.ts"
import { systemChance } from "../../client/timers.ts"
import { UserId } from "../../protocol/ids.ts"

it("never counts twice, also after a moment in which its store took nothing", async () => {
  const contents = memoryStore()
  let fails = false
  const tried = <Value>(act: () => Promise<Value>): Promise<Value> => (fails ? Promise.reject(new Error("full")) : act())
  const store: Store = {
    ...contents,
    set: (key, value) => tried(() => contents.set(key, value)),
    delete: (key) => tried(() => contents.delete(key))
  }
  const open = (): Promise<Device> => Device.open(store, withinProcess(), UserId.make(7), systemChance)
  const first = await open()
  fails = true
  const given = [first.next()]
  await given[0]?.reserved
  fails = false
  given.push(first.next())
  await given[1]?.reserved
  const second = await open()
  expect(second.sender).toBe(first.sender)
  expect(second.next().n).toBeGreaterThan(Math.max(...given.map(({ n }) => n)))
})
