/** What is done by mail, by who need not be logged in: confirming an address, and choosing a new password. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { text } from "../../text.ts"
import { ByMail, Email, Password } from "../accounts.ts"
import { refusing, success } from "../envelope.ts"

/** What stands behind `#` in a mailed link. */
const Link = text(200)
const byMail = success(ByMail).pipe(HttpApiSchema.status(202))

export const RecoveryGroup = HttpApiGroup.make("recovery")
  .add(
    HttpApiEndpoint.post("confirm", "/confirm-email", {
      payload: Schema.Struct({ token: Link }),
      success: success(Schema.Struct({ email: Schema.String })),
      error: refusing("link_over", "email_taken")
    }),
    HttpApiEndpoint.post("resend", "/resend-confirmation", {
      payload: Schema.Struct({ email: Email }),
      success: byMail,
      error: refusing()
    }),
    HttpApiEndpoint.post("forgot", "/forgot-password", {
      payload: Schema.Struct({ email: Email }),
      success: byMail,
      error: refusing()
    }),
    HttpApiEndpoint.post("reset", "/reset-password", {
      payload: Schema.Struct({ token: Link, password: Password }),
      success: success(Schema.Struct({ email: Schema.String, ended: Schema.Int })),
      error: refusing("link_over", "weak_password", "overloaded")
    })
  )
  .prefix("/auth")
  .annotateMerge(
    OpenApi.annotations({
      title: "By mail",
      description: "Confirming an address and choosing a new password, with links that are good once."
    })
  )
