/** The routes of `../accounts.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { text } from "../../text.ts"
import { Authenticated } from "../caller.ts"
import { refusing, success } from "../envelope.ts"
import { ByMail, Credentials, LoggedIn, Me, MfaRequired, MyCourse, Registration, TokenSet } from "../accounts.ts"

export const AuthGroup = HttpApiGroup.make("auth")
  .add(
    HttpApiEndpoint.post("register", "/register", {
      payload: Registration,
      // 201 where addresses need not be confirmed, 202 where they do and a mail is on its way.
      success: [success(LoggedIn).pipe(HttpApiSchema.status(201)), success(ByMail).pipe(HttpApiSchema.status(202))],
      error: refusing("email_taken", "weak_password", "registration_closed", "overloaded")
    }),
    HttpApiEndpoint.post("login", "/login", {
      payload: Credentials,
      success: success(Schema.Union([LoggedIn, MfaRequired])),
      error: refusing("bad_credentials", "overloaded")
    }),
    HttpApiEndpoint.post("refresh", "/refresh", {
      payload: Schema.Struct({ refresh_token: text(500) }),
      success: success(TokenSet),
      error: refusing("unauthenticated", "token_expired")
    }),
    HttpApiEndpoint.post("logout", "/logout", {
      payload: [Schema.Struct({ everywhere: Schema.optionalKey(Schema.Boolean) }), Schema.Null],
      success: success(Schema.Struct({ ended: Schema.Int })),
      error: refusing("unauthenticated", "token_expired")
    }).middleware(Authenticated)
  )
  .prefix("/auth")
  .annotateMerge(OpenApi.annotations({ title: "Log-in", description: "Accounts and their tokens." }))

export const UsersGroup = HttpApiGroup.make("users")
  .add(
    HttpApiEndpoint.get("me", "/me", { success: success(Me), error: refusing("unauthenticated", "token_expired") }),
    HttpApiEndpoint.get("myCourses", "/me/courses", {
      success: success(Schema.Array(MyCourse)),
      error: refusing("unauthenticated", "token_expired")
    })
  )
  .middleware(Authenticated)
  .prefix("/users")
  .annotateMerge(OpenApi.annotations({ title: "People", description: "Oneself and one's courses." }))
