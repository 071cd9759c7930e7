/** One's own account: profile, password, address, and the devices one is logged in on. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { UserId } from "../ids.ts"
import { line, text } from "../text.ts"
import { ByMail, Email, Me, MyCourse, Password } from "./accounts.ts"
import { Authenticated, Once } from "./caller.ts"
import { asking, editing, refusing, storing, success } from "./envelope.ts"
import { inPath } from "./request.ts"

const person = { id: inPath(UserId) }

/** A device's log-in. Times are ISO 8601. */
export const OwnSession = Schema.Struct({
  id: Schema.String,
  /** The one that asks. */
  current: Schema.Boolean,
  address: Schema.NullOr(Schema.String),
  user_agent: Schema.NullOr(Schema.String),
  opened_at: Schema.String,
  renewed_at: Schema.String,
  expires_at: Schema.String
})
export type OwnSession = typeof OwnSession.Type

/** What is left out stays as it is; `null` takes it away. */
export const ProfileEdit = Schema.Struct({
  first_name: Schema.optionalKey(line(100)),
  last_name: Schema.optionalKey(line(100)),
  bio: Schema.optionalKey(Schema.NullOr(text(5_000))),
  phone: Schema.optionalKey(Schema.NullOr(text(20).check(Schema.isPattern(/^\+?[0-9 ()/.-]{3,20}$/)))),
  /** IANA name. */
  time_zone: Schema.optionalKey(line(64)),
  /** By administrators only: it decides who may see somebody's progress. */
  organization: Schema.optionalKey(Schema.NullOr(line(255)))
})
export type ProfileEdit = typeof ProfileEdit.Type

export const ProfileGroup = HttpApiGroup.make("profile")
  .add(
    HttpApiEndpoint.get("sessions", "/me/sessions", {
      success: success(Schema.Array(OwnSession)),
      error: refusing("unauthenticated", "token_expired")
    }),
    HttpApiEndpoint.delete("endSession", "/me/sessions/:session", {
      params: { session: Schema.String.check(Schema.isUUID()) },
      success: success(Schema.Struct({ ended: Schema.Int })),
      error: refusing(...storing)
    }),
    HttpApiEndpoint.put("password", "/me/password", {
      payload: Schema.Struct({ old_password: Password, new_password: Password }),
      success: success(Schema.Struct({ ended: Schema.Int })),
      error: refusing(...storing, "old_password_wrong", "weak_password", "overloaded")
    }),
    HttpApiEndpoint.post("email", "/me/email", {
      payload: Schema.Struct({ email: Email, password: Password }),
      success: success(ByMail).pipe(HttpApiSchema.status(202)),
      error: refusing(...storing, "old_password_wrong", "overloaded")
    }),
    HttpApiEndpoint.get("read", "/:id", { params: person, success: success(Me), error: refusing(...asking) }),
    HttpApiEndpoint.put("change", "/:id", {
      params: person,
      payload: ProfileEdit,
      success: success(Me),
      error: refusing(...editing)
    }),
    HttpApiEndpoint.get("courses", "/:id/courses", {
      params: person,
      success: success(Schema.Array(MyCourse)),
      error: refusing(...asking)
    })
  )
  .middleware(Once)
  .middleware(Authenticated)
  .prefix("/users")
  .annotateMerge(
    OpenApi.annotations({
      title: "Profiles",
      description: "One's own account and devices. Administrators read and correct others'."
    })
  )
