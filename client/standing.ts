/** Which device holds an attempt: this one, another, or none before it has begun. */
import type { DeviceView } from "../protocol/attempt.ts"
import type { Sender } from "../protocol/ids.ts"
import type { Instant } from "../protocol/time.ts"

export type Standing =
  | { readonly _tag: "Here"; readonly epoch: number }
  /** Answers from here are refused until `takeOver(epoch)`. */
  | { readonly _tag: "Elsewhere"; readonly epoch: number; readonly since: Instant }
  /** Not begun yet; quizzes and practice stay so, since they are bound to no device. */
  | { readonly _tag: "NobodyYet" }

export const standingOf = (view: { readonly device?: DeviceView }, sender: Sender): Standing => {
  const { device } = view
  if (device === undefined) return { _tag: "NobodyYet" }
  const { epoch, name, since } = device
  return name === sender ? { _tag: "Here", epoch } : { _tag: "Elsewhere", epoch, since }
}
