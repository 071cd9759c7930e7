/**
 * One PostgreSQL server per run, started by the product's own launcher in a folder of its own, with one migrated
 * database that every test file copies: copying takes a few tens of milliseconds, migrating a few hundreds.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Exit, Scope } from "effect"
import type { TestProject } from "vitest/node"
import { embeddedPostgres } from "../storage/embedded/embedded-postgres.ts"
import { migrate } from "../storage/migrations/migrate.ts"
import { connect } from "../storage/sql.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** The server's URL, on its maintenance database. */
    postgresUrl: string
  }
}

/** What test files copy. */
export const templateName = "stoa_template"

const smallMemory = 512 * 1024 * 1024

export default async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = mkdtempSync(join(tmpdir(), "stoa-test-"))
  // Run as root, the server's own user has to get in.
  chmodSync(folder, 0o755)
  const scope = Effect.runSync(Scope.make())
  const url = new URL(
    await Effect.runPromise(
      Effect.provideService(embeddedPostgres({ folder: join(folder, "postgres"), memory: smallMemory }), Scope.Scope, scope)
    )
  )
  url.pathname = "/postgres"
  const server = connect(url.href, 1)
  await server.unsafe(`create database ${templateName}`)
  await server.end({ timeout: 1 })
  url.pathname = `/${templateName}`
  const template = connect(url.href, 1)
  await migrate(template)
  await template.end({ timeout: 1 })
  url.pathname = "/postgres"
  project.provide("postgresUrl", url.href)
  return async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    rmSync(folder, { recursive: true, force: true })
  }
}
