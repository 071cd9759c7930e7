/** How much may be brought, by setting. */
import { resolve, join } from "node:path"
import { Config, Effect } from "effect"
import type { FilePurpose } from "../../protocol/files.ts"
import type { Quotas } from "../../storage/catalogue/uploads.ts"
import type { ExamineLimits } from "./examine.ts"

export interface IntakeSettings {
  /** An absolute path. */
  readonly folder: string
  /** Bytes of one file. */
  readonly most: (purpose: FilePurpose) => number
  readonly largest: number
  readonly quotas: Quotas
  /** How long an upload may take. */
  readonly hours: number
  readonly examine: ExamineLimits
}

const mebibytes = (name: string, otherwise: number) =>
  Config.Int(name).pipe(
    Config.withDefault(otherwise),
    Config.map((number) => Math.max(1, number) * 1024 * 1024)
  )

/** Uploads under way of one account. */
const mostUploads = 50
const mostEntries = 10_000

export const intakeSettings = Effect.gen(function* () {
  const data = yield* Config.String("STOA_DATA").pipe(Config.withDefault("./.stoa"))
  const folder = yield* Config.String("STOA_FILES").pipe(Config.withDefault(""))
  const document = yield* mebibytes("STOA_DOCUMENT_MB", 256)
  const image = yield* mebibytes("STOA_IMAGE_MB", 32)
  const account = yield* mebibytes("STOA_ACCOUNT_FILES_MB", 10_240)
  const total = yield* mebibytes("STOA_FILES_MB", 102_400)
  const settings: IntakeSettings = {
    folder: folder === "" ? join(resolve(data), "files") : resolve(folder),
    most: (purpose) => (purpose === "document" ? document : image),
    largest: Math.max(document, image),
    quotas: { account, total, uploads: mostUploads },
    hours: Math.max(1, yield* Config.Int("STOA_UPLOAD_HOURS").pipe(Config.withDefault(24))),
    examine: {
      pixels: (yield* Config.Int("STOA_IMAGE_MEGAPIXELS").pipe(Config.withDefault(50))) * 1_000_000,
      entries: mostEntries,
      bytes: yield* mebibytes("STOA_ARCHIVE_MB", 1_024)
    }
  }
  return settings
})
