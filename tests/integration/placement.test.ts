import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { Effect, Exit, Layer, Schedule, Scope } from "effect"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { NodeName, Placement, type Unplaced } from "../../engine/placement/placement.ts"
import { slotCount } from "../../engine/slot-of.ts"
import { embeddedPostgres } from "../../storage/embedded/embedded-postgres.ts"
import { compiled } from "../compiled.ts"
import { placementNode } from "./fixtures/placement-node.ts"

/** A server of this file's own, because one of its rules is about killing it. */
const folder = mkdtempSync(join(tmpdir(), "stoa-placement-"))
const serverScope = Scope.makeUnsafe()
let database = ""

beforeAll(async () => {
  database = await Effect.runPromise(Scope.provide(embeddedPostgres({ folder }), serverScope))
})
afterAll(async () => {
  await Effect.runPromise(Scope.close(serverScope, Exit.void))
  rmSync(folder, { recursive: true, force: true })
})

const slots = Array.from({ length: slotCount }, (_, id) => id)
const network = { host: "127.0.0.1", port: 0 }

/** A node in this process, until the scope ends. */
const startNode = (options: typeof network | undefined) =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const context = yield* Layer.buildWithScope(placementNode(database, options), scope)
    const placement = yield* Effect.provide(Placement, context)
    yield* placement.ready
    return { name: yield* Effect.provide(NodeName, context), placement }
  })

const until = (condition: () => boolean) =>
  Effect.repeat(Effect.sync(condition), { schedule: Schedule.spaced("10 millis"), until: (met) => met })

const askAll = (placement: Placement["Service"]): Effect.Effect<ReadonlyArray<string>, Unplaced> =>
  Effect.forEach(slots, (id) => placement.forward(id, `slot ${id}`), { concurrency: "unbounded" })

const run = <A, E>(program: Effect.Effect<A, E, Scope.Scope>): Promise<A> => Effect.runPromise(Effect.scoped(program))

describe("placement on a database", () => {
  it("a solitary node has every slot, again and again", async () => {
    for (let start = 0; start < 3; start++) {
      await run(
        Effect.gen(function* () {
          const { name, placement } = yield* startNode(undefined)
          expect(name).toBe("solitary")
          expect(placement.openSlots()).toBe(slotCount)
        })
      )
    }
  })

  it("each slot is open on one of two nodes, and either node reaches it", () =>
    run(
      Effect.gen(function* () {
        const one = yield* startNode(network)
        const two = yield* startNode(network)
        yield* until(() => two.placement.openSlots() > 0 && one.placement.openSlots() + two.placement.openSlots() === slotCount)
        for (const id of slots) expect(one.placement.local(id) === undefined).toBe(two.placement.local(id) !== undefined)
        const expected = slots.map((id) => `${one.placement.local(id) === undefined ? two.name : one.name} slot ${id}`)
        expect(yield* askAll(one.placement)).toEqual(expected)
        expect(yield* askAll(two.placement)).toEqual(expected)
      })
    ))

  it("a node that leaves hands its slots over, and no call fails meanwhile", () =>
    run(
      Effect.gen(function* () {
        const leaving = yield* Scope.make()
        const one = yield* Scope.provide(startNode(network), leaving)
        const two = yield* startNode(network)
        yield* until(() => two.placement.openSlots() > 0 && one.placement.openSlots() + two.placement.openSlots() === slotCount)
        const [answers] = yield* Effect.all([askAll(two.placement), Scope.close(leaving, Exit.void)], { concurrency: 2 })
        expect(answers).toHaveLength(slotCount)
        yield* until(() => two.placement.openSlots() === slotCount)
        expect(new Set(yield* askAll(two.placement)).size).toBe(slotCount)
      })
    ))

  it("a killed node's slots open elsewhere", () =>
    run(
      Effect.gen(function* () {
        const one = yield* startNode(network)
        const child = yield* Effect.acquireRelease(
          Effect.sync(() =>
            spawn(process.execPath, [compiled("tests/integration/fixtures/placement-node.ts"), database], {
              stdio: ["ignore", "pipe", "inherit"]
            })
          ),
          (child) => Effect.sync(() => child.kill("SIGKILL"))
        )
        yield* Effect.promise(() => firstLine(child))
        yield* until(() => one.placement.openSlots() < slotCount)
        child.kill("SIGKILL")
        yield* until(() => one.placement.openSlots() === slotCount)
        expect(yield* askAll(one.placement)).toEqual(slots.map((id) => `${one.name} slot ${id}`))
      })
    ))

  it("a killed database closes slots at most until it is back", () =>
    run(
      Effect.gen(function* () {
        const { placement } = yield* startNode(undefined)
        const slot = placement.local(0)
        process.kill(yield* Effect.promise(serverProcess), "SIGKILL")
        yield* until(() => placement.local(0) !== slot)
        yield* until(() => placement.openSlots() === slotCount)
        expect(yield* askAll(placement)).toEqual(slots.map((id) => `solitary slot ${id}`))
      })
    ))
})

const serverProcess = async (): Promise<number> => {
  const sql = postgres(database, { max: 1 })
  const [row] = await sql<ReadonlyArray<{ data_directory: string }>>`show data_directory`
  await sql.end()
  return Number.parseInt(readFileSync(join(row?.data_directory ?? "", "postmaster.pid"), "utf8"), 10)
}

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error("the node's output is not read")
    createInterface({ input: child.stdout }).once("line", resolve)
    child.once("exit", (code) => reject(new Error(`the node ended with ${code} before it was ready`)))
  })
