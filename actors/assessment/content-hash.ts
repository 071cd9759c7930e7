/** The name of a content: sha-256 over its canonical JSON, so that equal contents have one name wherever they were made. */
import { createHash } from "node:crypto"
import { canonicalJson } from "../../protocol/canonical-json.ts"
import type { Paper } from "../../protocol/assessment.ts"
import type { AnswerKey } from "../facts.ts"

/** Lower-case hex. */
export const contentHash = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex")

/**
 * The name under which a paper is kept with its key (G9). The key is part of the name: two papers that read the same
 * but are graded differently, because an author corrected the key between them, are two papers.
 */
export const paperHash = (paper: Paper, key: AnswerKey): string => contentHash({ paper, key: contentHash(key) })
