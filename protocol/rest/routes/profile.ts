/** The routes of `../profile.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { UserId } from "../../ids.ts"
import { ByMail, Email, Me, MyCourse, Password } from "../accounts.ts"
import { Authenticated, Once } from "../caller.ts"
import { asking, editing, refusing, storing, success } from "../envelope.ts"
import { inPath } from "../request.ts"
import { OwnSession, ProfileEdit } from "../profile.ts"

const person = { id: inPath(UserId) }

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
