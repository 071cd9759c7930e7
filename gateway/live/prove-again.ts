/**
 * A connection is proved for as long as its token lives, and what its person may do changes meanwhile. So it is proved again:
 * at once where a role's permissions, somebody's role, organisation or courses have changed, or a role has come to need a second
 * factor, on whichever node; for staff also when this node has assigned or unassigned somebody to a room, and every few
 * seconds for what other nodes did.
 */
import { Effect, Exit, Result } from "effect"
import { concerns } from "../../storage/catalogue/standing.ts"
import { Assignments } from "../auth/assignments.ts"
import { StandingChanges } from "../auth/standing-news.ts"
import { Tokens } from "../auth/tokens.ts"
import type { LiveConnection } from "./connection.ts"
import type { Roster } from "./roster.ts"

const againAfter = "5 seconds"

export const proveAgain = Effect.fnUntraced(function* (roster: Roster) {
  const tokens = yield* Tokens
  const assignments = yield* Assignments
  const run = Effect.runForkWith(yield* Effect.context<never>())

  const prove = (connection: LiveConnection) => {
    run(Effect.result(tokens.personOf(connection.person.session))).addObserver((exit) => {
      // Who cannot be looked up just now stays who they were.
      if (!Exit.isSuccess(exit)) return
      if (Result.isFailure(exit.value)) {
        // Whoever comes back with another token is told what it is that their role needs.
        if (exit.value.failure.code === "mfa_enrolment_required") connection.close("token_ended")
        return
      }
      const person = exit.value.success
      if (person === undefined) connection.close("logged_out")
      else connection.provedAgain(person)
    })
  }
  const proveAll = () => {
    for (const connection of roster.all()) if (connection.person.role !== "student") prove(connection)
  }

  yield* Effect.acquireRelease(
    Effect.sync(() => assignments.onChanged(proveAll)),
    (off) => Effect.sync(off)
  )
  const standing = yield* StandingChanges
  yield* Effect.acquireRelease(
    Effect.sync(() =>
      standing.onChanged((change) => {
        for (const connection of roster.all()) if (concerns(change, connection.person)) prove(connection)
      })
    ),
    (off) => Effect.sync(off)
  )
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(againAfter), Effect.sync(proveAll))))
})
