/** The second factor: the second step of a log-in, one's own device and recovery codes, and their reset. */
import { Schema } from "effect"

export const MfaState = Schema.Struct({
  enabled: Schema.Boolean,
  /** The role needs one: until then the log-in may do nothing else. */
  required: Schema.Boolean,
  recovery_codes_left: Schema.Int
})

/** Told once. `otpauth_uri` is what a QR code holds, `secret` the same to type, in base32. */
export const MfaSecret = Schema.Struct({ secret: Schema.String, otpauth_uri: Schema.String })

/** Told once; each is good once. */
export const RecoveryCodes = Schema.Struct({ recovery_codes: Schema.Array(Schema.String) })
