/** Who may fetch which media. An address is given out with a module, to whom its course lets see it; this holds while it plays. */
import type { Rule } from "./rule.ts"

export const mediaKinds = ["lesson"] as const
export type MediaKind = (typeof mediaKinds)[number]

export const media: Readonly<Record<MediaKind, Rule>> = { lesson: ["course:read"] }
