/**
 * Whose rooms and courses are whose changes while staff are connected, and a connection is proved for as long as its token lives.
 * So theirs are looked at again: at once when this node has assigned or unassigned somebody, and every few seconds for what
 * other nodes did.
 */
import { Effect, Exit } from "effect"
import { Assignments } from "../auth/assignments.ts"
import { Tokens } from "../auth/tokens.ts"
import type { LiveConnection } from "./connection.ts"
import type { Roster } from "./roster.ts"

const againAfter = "5 seconds"

export const proveStaff = Effect.fnUntraced(function* (roster: Roster) {
  const tokens = yield* Tokens
  const assignments = yield* Assignments
  const run = Effect.runForkWith(yield* Effect.context<never>())

  const prove = (connection: LiveConnection) => {
    run(tokens.personOf(connection.person.session)).addObserver((exit) => {
      // Who cannot be looked up just now stays who they were.
      if (!Exit.isSuccess(exit)) return
      if (exit.value === undefined) connection.close("logged_out")
      else connection.provedAgain(exit.value)
    })
  }
  const proveAll = () => {
    for (const connection of roster.all()) if (connection.person.role !== "student") prove(connection)
  }

  yield* Effect.acquireRelease(
    Effect.sync(() => assignments.onChanged(proveAll)),
    (off) => Effect.sync(off)
  )
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(againAfter), Effect.sync(proveAll))))
})
