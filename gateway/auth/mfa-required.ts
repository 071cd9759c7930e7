/**
 * Whose log-in needs a second factor. Who has none yet, in a role that needs one, may do nothing but enrol it: tokens of such a
 * log-in are refused everywhere but at the few routes that say otherwise. That holds within a second for who is connected when
 * their role comes to need one; but in the middle of an exam nobody is sent to enrol anything: they are once it has ended.
 */
import { Context, Effect, Layer } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { Person, Role } from "../../protocol/principal.ts"
import { SecondFactors } from "../../storage/catalogue/second-factors.ts"
import { SystemSettings } from "../../storage/settings/system-settings.ts"
import { remember } from "./remember.ts"
import { StandingChanges } from "./standing-news.ts"
import { stored } from "./stored.ts"

/** The roles that need one at this moment. A reference: what only signs tokens, as benches do, has no settings. */
export const MfaRoles = Context.Reference<() => ReadonlyArray<Role>>("stoa/gateway/MfaRoles", { defaultValue: () => () => [] })

export const mfaRolesLayer = Layer.effect(
  MfaRoles,
  Effect.gen(function* () {
    const settings = yield* SystemSettings
    const standing = yield* StandingChanges
    let known = settings.get("mfa_roles")
    const changed = () => {
      const roles = settings.get("mfa_roles")
      const added = roles.filter((role) => !known.includes(role))
      known = roles
      for (const role of added) standing.changed({ role })
    }
    yield* Effect.acquireRelease(
      Effect.sync(() => settings.onChanged(changed)),
      (stop) => Effect.sync(stop)
    )
    return () => settings.get("mfa_roles")
  })
)

/** Log-ins that passed one do not lose it again but by ending. */
const most = 20_000

export class MfaRequired extends Context.Service<
  MfaRequired,
  {
    readonly of: (role: Role) => boolean
    /** `mfa_enrolment_required` for who has to enrol first. */
    readonly met: (person: Person) => Effect.Effect<void, Refusal>
  }
>()("stoa/gateway/MfaRequired") {
  static readonly layer = Layer.effect(
    MfaRequired,
    Effect.gen(function* () {
      const factors = yield* SecondFactors
      const roles = yield* MfaRoles
      const passed = new Map<string, true>()
      return MfaRequired.of({
        of: (role) => roles().includes(role),
        met: Effect.fnUntraced(function* (person) {
          if (!roles().includes(person.role) || passed.has(person.session)) return
          if (yield* stored(factors.hasPassed(person.session))) return remember(passed, person.session, true, most)
          if (!(yield* stored(factors.isSitting(person.userId)))) yield* Effect.fail(refuse("mfa_enrolment_required"))
        })
      })
    })
  )
}
