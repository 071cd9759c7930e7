/** The master key is exchanged: both open meanwhile, everything is under the new one afterwards, and nothing comes back. */
import { randomBytes } from "node:crypto"
import { ConfigProvider, Context, Effect, Exit, Layer, Logger, Scope } from "effect"
import { beforeEach, describe, expect, it } from "vitest"
import { UserId } from "../../protocol/ids.ts"
import { AuditLog } from "../../storage/audit/audit-log.ts"
import { People, peopleLayer } from "../../storage/catalogue/people.ts"
import { Database } from "../../storage/database.ts"
import { Keys } from "../../storage/keys/keys.ts"
import { masterKeyOf } from "../../storage/keys/master-key.ts"
import { KeyRotation, keyRotationLayer, type RotationStatus } from "../../storage/keys/rotation.ts"
import { type PersonalFields, personalDataLayer } from "../../storage/personal-fields.ts"
import { testDatabase } from "../postgres.ts"

const { sql, url } = await testDatabase()

type Services = Keys | People | PersonalFields | AuditLog | Database
const parts = Layer.merge(peopleLayer, keyRotationLayer("/nowhere")).pipe(
  Layer.provideMerge(personalDataLayer("/nowhere")),
  Layer.provideMerge(AuditLog.layer),
  Layer.provideMerge(Database.layer({ url, connections: 4, lanes: 1 }))
)
const secret = () => randomBytes(32).toString("hex")
const nameOf = (one: string) => masterKeyOf(Buffer.from(one, "hex")).name

/** A node with this secret and these former ones, for as long as `work` takes. */
const node = async <A>(
  current: string,
  former: ReadonlyArray<string>,
  work: (services: Context.Context<Services>) => Promise<A>
): Promise<A> => {
  const scope = Effect.runSync(Scope.make())
  const configuration = { STOA_SECRET: current, ...(former.length === 0 ? {} : { STOA_SECRET_PREVIOUS: former.join(",") }) }
  const layer = Layer.fresh(parts).pipe(
    Layer.provide([ConfigProvider.layer(ConfigProvider.fromUnknown(configuration)), Logger.layer([])])
  )
  try {
    return await work(await Effect.runPromise(Layer.buildWithScope(layer, scope)))
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

const turn = () => new Promise<void>((next) => setImmediate(next))
/** Waits until every key in the table is under this secret. */
const allUnder = async (one: string): Promise<void> => {
  for (;;) {
    const [row] = await sql<Array<{ others: number }>>`
      select count(*)::int as others from (
        select master from person_keys.person_keys where wrapped is not null union all select master from person_keys.shared_keys
      ) every_key where master is distinct from ${nameOf(one)}`
    if (row?.others === 0) return
  }
}
const settled = async (services: Context.Context<Services>): Promise<RotationStatus> => {
  const status = Context.get(services, KeyRotation)
  while (status().state === "rewrapping") await turn()
  return status()
}
const keysOf = async (services: Context.Context<Services>, people: ReadonlyArray<number>) =>
  JSON.stringify([...(await Effect.runPromise(Context.get(services, Keys).load(people)))].sort(([a], [b]) => a - b))
const add = (services: Context.Context<Services>, email: string) =>
  Effect.runPromise(
    Context.get(services, People).add({
      email,
      passwordHash: "x",
      role: "student",
      firstName: "A",
      lastName: "B",
      timeZone: "UTC"
    })
  )
const find = (services: Context.Context<Services>, email: string) =>
  Effect.runPromise(Context.get(services, People).credential(email))

/** More than a batch has. */
const people = Array.from({ length: 450 }, (_, index) => 10_000 + index)
let old: string
let before: string

beforeEach(async () => {
  await sql`truncate person_keys.person_keys, person_keys.shared_keys, person_keys.master_keys, users cascade`
  old = secret()
  before = await node(old, [], async (services) => {
    const keys = Context.get(services, Keys)
    await Effect.runPromise(keys.ensure(people))
    await Effect.runPromise(keys.erase(people[7] ?? 0))
    await add(services, "here@example.org")
    return keysOf(services, people)
  })
})

describe("the master key is exchanged", () => {
  it("KEY-1 everything opens meanwhile and afterwards, is found by the same hash, and the former secret is needed no more", async () => {
    const fresh = secret()
    await node(fresh, [old], async (services) => {
      expect(await keysOf(services, people)).toBe(before)
      expect(await find(services, "HERE@example.org")).toBeDefined()
      expect(await add(services, "here@example.org")).toBeUndefined()
      await allUnder(fresh)
      expect(await settled(services)).toEqual({ state: "settled", left: 0, unreadable: 0 })
    })
    await node(fresh, [], async (services) => {
      expect(await keysOf(services, people)).toBe(before)
      const found = await find(services, "here@example.org")
      const profile = await Effect.runPromise(Context.get(services, People).profile(found?.userId ?? UserId.make(0)))
      expect(profile?.email).toBe("here@example.org")
    })
    await expect(node(old, [], async () => {})).rejects.toThrow()
  })

  it("KEY-2 who was erased stays erased", async () => {
    const fresh = secret()
    await node(fresh, [old], () => allUnder(fresh))
    const [row] =
      await sql`select wrapped, erased_at is not null as erased from person_keys.person_keys where person_id = ${people[7] ?? 0}`
    expect(row).toEqual({ wrapped: null, erased: true })
  })

  it("KEY-3 stopped at any moment, it goes on where it was", async () => {
    const fresh = secret()
    for (let stop = 0; stop < 12; stop += 1) {
      await node(fresh, [old], async (services) => {
        for (let turns = 0; turns < stop; turns += 1) await turn()
        expect(await keysOf(services, people)).toBe(before)
      })
    }
    await node(fresh, [old], () => allUnder(fresh))
    await node(fresh, [], async (services) => expect(await keysOf(services, people)).toBe(before))
  })

  it("KEY-4 a node that still has the former secret reads and writes beside it, and undoes nothing", async () => {
    const fresh = secret()
    await node(old, [fresh], (late) =>
      node(fresh, [old], async (early) => {
        await allUnder(fresh)
        await Effect.runPromise(Context.get(late, Keys).ensure([20_001]))
        expect(await keysOf(early, [20_001])).toBe(await keysOf(late, [20_001]))
        expect(await keysOf(late, people)).toBe(before)
      })
    )
    await node(old, [fresh], async (services) => {
      const status = Context.get(services, KeyRotation)
      while (status().state !== "superseded") await turn()
      const [row] =
        await sql`select count(*)::int as n from person_keys.person_keys where wrapped is not null and master = ${nameOf(old)}`
      expect(row?.["n"]).toBe(1)
    })
  })

  it("KEY-5 without the former secret the start is refused with what to do, and nobody counts as erased", async () => {
    await expect(node(secret(), [], async () => {})).rejects.toThrow(/STOA_SECRET_PREVIOUS/)
    const fresh = secret()
    await sql`update person_keys.person_keys set master = ${nameOf(secret())}, wrapped = decode('00', 'hex') where person_id = ${people[0] ?? 0}`
    await node(fresh, [old], async (services) => {
      await sql`select 1`
      while ((await settled(services)).unreadable === 0) await turn()
      const exit = await Effect.runPromiseExit(Context.get(services, Keys).load([people[0] ?? 0]))
      expect(Exit.isFailure(exit)).toBe(true)
      expect(await keysOf(services, people.slice(1))).toBe(
        JSON.stringify(JSON.parse(before).filter(([person]: [number]) => person !== people[0]))
      )
    })
  })

  it("KEY-6 the audit log has when it began, from what to what, and how many keys", async () => {
    const fresh = secret()
    await node(fresh, [old], async (services) => {
      const log = Context.get(services, AuditLog)
      const read = () => Effect.runPromise(log.read({ type: "key" }, { limit: 2 }))
      while (
        (await read())[0]?.entry.details["to"] !== nameOf(fresh) ||
        (await read())[0]?.entry.action !== "key.rotation_finished"
      )
        await turn()
      const [finished, begun] = await read()
      // One erased, the one who is here, and the key that e-mail is found by.
      const keys = people.length - 1 + 2
      expect(begun?.entry).toMatchObject({
        action: "key.rotation_begun",
        details: { from: nameOf(old), to: nameOf(fresh), keys }
      })
      expect(finished?.entry).toMatchObject({ by: { kind: "engine" }, details: { to: nameOf(fresh), keys } })
    })
  })

  it("KEY-7 keys from before master keys had names are given theirs, and that is no exchange", async () => {
    await sql`update person_keys.person_keys set master = null`
    await sql`truncate person_keys.master_keys`
    const count = async () => (await sql`select 1 from audit_log where on_type = 'key'`).length
    const entries = await count()
    await node(old, [], async (services) => {
      await allUnder(old)
      await settled(services)
      expect(await keysOf(services, people)).toBe(before)
    })
    expect(await count()).toBe(entries)
  })
})
