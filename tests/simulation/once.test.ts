import { Effect } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { actorKey, actorRef, UserId } from "../../protocol/ids.ts"
import { seededPermissions } from "../../protocol/principal.ts"
import { makeMemoryStorage } from "../../storage/memory/memory-storage.ts"
import { AccountWorld } from "./account-world.ts"
import { World } from "./world.ts"

const person = {
  _tag: "Person",
  userId: UserId.make(1),
  role: "student",
  permissions: seededPermissions.student,
  session: "s",
  courses: [],
  sittings: []
} as const

interface Size {
  readonly orders: number
  readonly crashes: number
  /** How long orders come in, in milliseconds. */
  readonly during?: number
}

/** One history: orders, observers and crashes strewn over a few seconds, then calm until everything has ended. */
const live = async (seed: number, { orders, crashes, during = 4_000 }: Size) => {
  const world = new World(seed)
  const accounts = 3
  const storage = makeMemoryStorage(() => world.now())
  const accountWorld = new AccountWorld(
    world,
    storage,
    { commitFails: 0.15, lostMessage: 0.2, repeatedMessage: 0.3 },
    person,
    accounts
  )
  accountWorld.boot()
  for (const account of accountWorld.accounts) accountWorld.observe(account)
  for (let order = 0; order < orders; order++) {
    world.after(world.between(0, during), () => {
      const account = world.between(1, accounts)
      const to = (account % accounts) + 1
      accountWorld.order(
        account,
        world.happens(0.5) ? { _tag: "Deposit", amount: world.between(1, 9) } : { _tag: "Pay", to, amount: world.between(1, 5) }
      )
    })
  }
  for (let crash = 0; crash < crashes; crash++) {
    world.after(world.between(0, during), () => {
      accountWorld.crash()
      world.after(world.between(5, 400), () => {
        if (!accountWorld.running) accountWorld.boot()
      })
    })
  }
  const tide = (): void => {
    accountWorld.tide()
    world.after(2_000, tide)
  }
  tide()
  await world.pass(during + 1_000)
  accountWorld.calm()
  await world.pass(70_000)
  accountWorld.checkEnd()
  return storage
}

describe("the engine under trouble", () => {
  it("a repeat that comes in while the journal is asked about the first copy is not decided beside it", () =>
    live(0, { orders: 17, crashes: 3 }))

  it("once, durable before shown, gapless: any interleaving of repeats, losses, failed commits and crashes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 0, max: 3 }),
        async (seed, orders, crashes) => {
          await live(seed, { orders, crashes })
        }
      ),
      { numRuns: 1_000 }
    )
  })

  it("the same over states that were stored and restored, with more commands than a cell remembers", async () => {
    let restored = 0
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const storage = await live(seed, { orders: 500, crashes: 4, during: 30_000 })
        for (const account of [1, 2, 3]) {
          restored += Effect.runSync(storage.snapshots.of(actorKey(actorRef("attempt", account)))).length
        }
      }),
      { numRuns: 5 }
    )
    expect(restored).toBeGreaterThan(0)
  })
})
