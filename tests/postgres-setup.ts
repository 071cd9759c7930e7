/**
 * One PostgreSQL server per run, started by the product's own launcher in a folder of its own, with one migrated
 * database that every test file copies: copying takes a few tens of milliseconds, migrating a few hundreds.
 */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { Effect, Exit, Scope } from "effect"
import type { TestProject } from "vitest/node"
import { isAlive } from "../storage/embedded/processes.ts"
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

/** A clean stop takes less than one; what it would keep is thrown away anyway. */
const stoppedWithinMs = 20_000

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
  const discard = (): void => {
    const note = join(folder, "postgres", "data", "postmaster.pid")
    const pid = existsSync(note) ? Number(readFileSync(note, "utf8").split("\n")[0]) : undefined
    if (pid !== undefined && isAlive(pid)) process.kill(pid, "SIGQUIT")
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  // However the run ends: the server has a process group of its own and would outlive it.
  process.once("exit", discard)
  for (const [signal, code] of [
    ["SIGTERM", 143],
    ["SIGHUP", 129]
  ] as const) {
    process.once(signal, () => process.exit(code))
  }
  return async () => {
    await Promise.race([Effect.runPromise(Scope.close(scope, Exit.void)), delay(stoppedWithinMs, undefined, { ref: false })])
    discard()
  }
}
