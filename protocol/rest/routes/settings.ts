/** The routes of `../settings.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { SettingName } from "../../settings.ts"
import { Authenticated, Once } from "../caller.ts"
import { asking, refusing, storing, success } from "../envelope.ts"
import { ShownSetting } from "../settings.ts"

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
