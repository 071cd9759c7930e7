/** Everything that happens to an account beside logging in, as one layer. */
import { Layer } from "effect"
import { accountChangesLayer } from "../../storage/catalogue/account-changes.ts"
import { directoryLayer } from "../../storage/catalogue/directory.ts"
import { registrationsLayer } from "../../storage/catalogue/registrations.ts"
import { administeringLayer } from "./administering.ts"
import { ownAccountLayer } from "./own-account.ts"
import { recoveringLayer } from "./recovering.ts"
import { registeringLayer } from "./registering.ts"

/** `confirmEmail`: whether an account opens only once its address was confirmed. */
export const accountLifeLayer = (settings: { readonly confirmEmail: boolean }) =>
  Layer.mergeAll(registeringLayer(settings), recoveringLayer, ownAccountLayer, administeringLayer).pipe(
    Layer.provide([registrationsLayer, accountChangesLayer, directoryLayer])
  )
