/** A migrated database of one's own for a test file, dropped when the file is done. */
import { randomBytes } from "node:crypto"
import { afterAll, inject } from "vitest"
import { connect, type Sql } from "../storage/sql.ts"
import { templateName } from "./postgres-setup.ts"

export interface TestDatabase {
  readonly url: string
  /** A few connections for looking at and disturbing the database from outside. */
  readonly sql: Sql
}

/** Call at a file's or a suite's top level. `empty`: without any table, as an operator's fresh database is. */
export const testDatabase = async (kind: "migrated" | "empty" = "migrated"): Promise<TestDatabase> => {
  const url = new URL(inject("postgresUrl"))
  const server = connect(url.href, 1)
  const name = `test_${randomBytes(6).toString("hex")}`
  // Two files copying at the same moment would find the template in use.
  await server`select 1`
  const connection = await server.reserve()
  await connection`select pg_advisory_lock(1)`
  await connection.unsafe(`create database ${name} template ${kind === "migrated" ? templateName : "template0"}`)
  await connection`select pg_advisory_unlock(1)`
  connection.release()
  url.pathname = `/${name}`
  const sql = connect(url.href, 4)
  afterAll(async () => {
    await sql.end({ timeout: 1 })
    await server.unsafe(`drop database ${name} with (force)`)
    await server.end({ timeout: 1 })
  })
  return { url: url.href, sql }
}
