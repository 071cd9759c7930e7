/**
 * Whose log-in needs a second factor. Who has none yet, in a role that needs one, may do nothing but enrol it: tokens of such a
 * log-in are refused everywhere but at the few routes that say otherwise.
 */
import { Config, Context, Effect, Layer, Schema } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { type Person, Role } from "../../protocol/principal.ts"
import { SecondFactors } from "../../storage/catalogue/second-factors.ts"
import { remember } from "./remember.ts"
import { stored } from "./stored.ts"

const decodeRoles = Schema.decodeUnknownEffect(Schema.Array(Role))

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
      const listed = yield* Config.String("STOA_MFA_REQUIRED").pipe(Config.withDefault(""))
      const named = listed
        .split(",")
        .map((role) => role.trim())
        .filter((role) => role !== "")
      const roles = new Set(
        yield* decodeRoles(named).pipe(
          Effect.mapError(() => new Error("STOA_MFA_REQUIRED lists roles, separated by commas: admin,proctor,instructor"))
        )
      )
      const passed = new Map<string, true>()
      return MfaRequired.of({
        of: (role) => roles.has(role),
        met: Effect.fnUntraced(function* (person) {
          if (!roles.has(person.role) || passed.has(person.session)) return
          if (!(yield* stored(factors.hasPassed(person.session)))) return yield* Effect.fail(refuse("mfa_enrolment_required"))
          remember(passed, person.session, true, most)
        })
      })
    })
  )
}
