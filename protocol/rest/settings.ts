/** System settings, for administrators. Every change is in the audit log, with what it was before. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { UserId } from "../ids.ts"
import { SettingName } from "../settings.ts"
import { Authenticated, Once } from "./caller.ts"
import { asking, refusing, storing, success } from "./envelope.ts"

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

const named = { name: SettingName }

export const SettingsGroup = HttpApiGroup.make("settings")
  .add(
    HttpApiEndpoint.get("list", "/settings", { success: success(Schema.Array(ShownSetting)), error: refusing(...asking) }),
    HttpApiEndpoint.put("change", "/settings/:name", {
      params: named,
      payload: Schema.Struct({ value: Schema.Unknown }),
      success: success(ShownSetting),
      error: refusing(...storing)
    }),
    HttpApiEndpoint.delete("reset", "/settings/:name", {
      params: named,
      success: success(ShownSetting),
      error: refusing(...storing)
    })
  )
  .middleware(Once)
  .middleware(Authenticated)
  .annotateMerge(
    OpenApi.annotations({ title: "Settings", description: "What can be set while the program runs; each change is audited." })
  )
