/** System settings, for administrators. Every change is in the audit log, with what it was before. */
import { Schema } from "effect"
import { UserId } from "../ids.ts"
import { SettingName } from "../settings.ts"

/** `source`: who said so. `schema`: what values it takes, as JSON Schema. */
export const ShownSetting = Schema.Struct({
  name: SettingName,
  value: Schema.Unknown,
  default: Schema.Unknown,
  source: Schema.Literals(["default", "environment", "administrator"]),
  description: Schema.String,
  schema: Schema.Unknown,
  changed_at: Schema.NullOr(Schema.String),
  changed_by: Schema.NullOr(UserId)
})
export type ShownSetting = typeof ShownSetting.Type
