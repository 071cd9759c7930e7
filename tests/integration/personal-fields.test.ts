/** What is sealed of a person: nothing readable in any table, found all the same, and gone with the key. */
import { randomBytes } from "node:crypto"
import { ConfigProvider, Context, Effect, Exit, Layer, Logger, Scope } from "effect"
import { describe, expect, it } from "vitest"
import { UserId } from "../../protocol/ids.ts"
import { People, peopleLayer } from "../../storage/catalogue/people.ts"
import { Database } from "../../storage/database.ts"
import type { Keys } from "../../storage/keys/keys.ts"
import { PersonalFields, personalDataLayer } from "../../storage/personal-fields.ts"
import { testDatabase } from "../postgres.ts"

const { sql, url } = await testDatabase()
const secret = randomBytes(32).toString("hex")

type Services = People | PersonalFields | Keys | Database
const node = peopleLayer.pipe(
  Layer.provideMerge(personalDataLayer("/nowhere")),
  Layer.provideMerge(Database.layer({ url, connections: 4, lanes: 1 })),
  Layer.provide([ConfigProvider.layer(ConfigProvider.fromUnknown({ STOA_SECRET: secret })), Logger.layer([])])
)
/** A node that starts, does this and stops. */
const onNode = async <A>(work: (services: Context.Context<Services>) => Promise<A>): Promise<A> => {
  const scope = Effect.runSync(Scope.make())
  try {
    return await work(await Effect.runPromise(Layer.buildWithScope(Layer.fresh(node), scope)))
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

const somebody = (email: string) =>
  ({ email, passwordHash: "x", role: "student", firstName: "Ada", lastName: "Ito", timeZone: "UTC" }) as const
const add = (services: Context.Context<Services>, email: string): Promise<UserId | undefined> =>
  Effect.runPromise(Context.get(services, People).add(somebody(email)))

/** Every row of the tables that know people, as text. */
const everyRow = async (): Promise<string> => {
  const users = await sql<Array<{ row: string }>>`select u::text as row from users u`
  const profiles = await sql<Array<{ row: string }>>`select p::text as row from user_profiles p`
  return [...users, ...profiles].map(({ row }) => row).join("\n")
}

describe("what is sealed of a person", () => {
  it("SEAL-1 no address stands in a table; its owner is found by it, however it is written, and reads it", async () => {
    await onNode(async (services) => {
      const people = Context.get(services, People)
      const id = await add(services, " Grace.Hopper@Example.org ")
      if (id === undefined) throw new Error("the address was taken")
      expect(await everyRow()).not.toMatch(/hopper|example\.org/i)
      expect((await Effect.runPromise(people.credential("grace.hopper@example.ORG")))?.userId).toBe(id)
      expect((await Effect.runPromise(people.profile(id)))?.email).toBe("grace.hopper@example.org")
    })
  })

  it("SEAL-2 of many who register one address at once, on two nodes, one gets it", async () => {
    await onNode((one) =>
      onNode(async (two) => {
        const ids = await Promise.all(
          Array.from({ length: 12 }, (_, n) =>
            add(n % 2 === 0 ? one : two, n % 3 === 0 ? "Race@example.org" : "race@EXAMPLE.org")
          )
        )
        expect(ids.filter((id) => id !== undefined)).toHaveLength(1)
      })
    )
  })

  it("SEAL-3 a box does not open in another person's row or another column", async () => {
    await onNode(async (services) => {
      const fields = Context.get(services, PersonalFields)
      const [seal, open] = await Promise.all([
        Effect.runPromise(fields.sealing([501, 502])),
        Effect.runPromise(Effect.andThen(fields.sealing([501, 502]), fields.opening([501, 502])))
      ])
      const box = seal(501, "phone", "+49 30 1234") ?? ""
      expect(open(501, "phone", box)).toBe("+49 30 1234")
      expect(() => open(502, "phone", box)).toThrow()
      expect(() => open(501, "bio", box)).toThrow()
      expect(open(501, "phone", null)).toBeNull()
    })
  })

  it("SEAL-4 who is erased leaves no address, and it is free for somebody else", async () => {
    await onNode(async (services) => {
      const people = Context.get(services, People)
      const id = await add(services, "gone@example.org")
      if (id === undefined) throw new Error("the address was taken")
      const [before] = await sql<Array<{ box: string }>>`select email_sealed as box from users where id = ${id}`
      await Effect.runPromise(people.erase(id))
      expect(await Effect.runPromise(people.profile(id))).toBeUndefined()
      expect(await Effect.runPromise(people.credential("gone@example.org"))).toBeUndefined()
      const [row] = await sql`
        select u.email_hash, u.email_sealed, u.is_active, p.first_name, p.bio_sealed, p.phone_sealed
        from users u join user_profiles p on p.user_id = u.id where u.id = ${id}`
      expect(row).toEqual({
        email_hash: null,
        email_sealed: null,
        is_active: false,
        first_name: "",
        bio_sealed: null,
        phone_sealed: null
      })
      // What a backup of the tables still has is of no use to anybody.
      const open = await Effect.runPromise(Context.get(services, PersonalFields).opening([id]))
      expect(open(id, "email", before?.box ?? "")).toBeNull()
      expect(await add(services, "gone@example.org")).not.toBe(id)
    })
  })

  it("SEAL-5 rows from before are sealed when a node starts, once, whoever starts beside it", async () => {
    const count = 1_203
    await sql`
      insert into users (unsealed_email, password_hash, role)
      select 'old' || n || '@example.org', 'x', 'student' from generate_series(1, ${count}) n`
    await sql`
      insert into user_profiles (user_id, first_name, last_name, unsealed_bio, unsealed_phone)
      select id, 'O', 'L', 'I am ' || unsealed_email, '+1 ' || id from users where unsealed_email is not null`
    const [gone] = await sql<Array<{ id: number }>>`select id from users where unsealed_email = 'old7@example.org'`
    await sql`insert into person_keys.person_keys (person_id, wrapped, erased_at) values (${gone?.id ?? 0}, null, now())`
    await onNode((one) =>
      onNode(async (two) => {
        expect(await everyRow()).not.toContain("example.org")
        const [left] = await sql<Array<{ sealed: number }>>`
          select count(*) filter (where email_sealed is not null)::int as sealed from users where password_hash = 'x' and id in (
            select user_id from user_profiles where last_name = 'L')`
        expect(left?.sealed).toBe(count - 1)
        for (const services of [one, two]) {
          const people = Context.get(services, People)
          const found = await Effect.runPromise(people.credential("OLD1203@example.org"))
          const profile = await Effect.runPromise(people.profile(found?.userId ?? UserId.make(0)))
          expect(profile).toMatchObject({ email: "old1203@example.org", bio: "I am old1203@example.org" })
          expect(await add(services, "old1@example.org")).toBeUndefined()
          expect(await Effect.runPromise(people.credential("old7@example.org"))).toBeUndefined()
        }
      })
    )
  })
})
