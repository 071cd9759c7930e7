/** The shapes of everything that goes over the live connection, each as a hash of its JSON Schema. */
import { createHash } from "node:crypto"
import { Schema } from "effect"
import * as attempt from "../../protocol/attempt.ts"
import * as course from "../../protocol/course.ts"
import * as errors from "../../protocol/errors.ts"
import * as exam from "../../protocol/exam.ts"
import * as learner from "../../protocol/learner.ts"
import * as live from "../../protocol/live.ts"
import * as proctoring from "../../protocol/proctoring.ts"
import * as review from "../../protocol/review.ts"
import { canonicalJson as canonical } from "../../protocol/canonical-json.ts"

const modules = { attempt, course, errors, exam, learner, live, proctoring, review }

export interface Wire {
  readonly protocolVersion: number
  /** `live.CommandFrame` → base64url of sha-256, shortened. */
  readonly shapes: Readonly<Record<string, string>>
}

export const presentWire = (): Wire => {
  const shapes: Record<string, string> = {}
  for (const [file, exported] of Object.entries(modules)) {
    for (const [name, value] of Object.entries(exported)) {
      if (!Schema.isSchema(value)) continue
      const document = canonical(Schema.toJsonSchemaDocument(value, { onExcessProperty: "error" }))
      shapes[`${file}.${name}`] = createHash("sha256").update(document).digest("base64url").slice(0, 16)
    }
  }
  return { protocolVersion: live.protocolVersion, shapes }
}
