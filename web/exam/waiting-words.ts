/** What was said to the proctors and has not reached them yet. */
import { Option, Schema } from "effect"
import type { Unsettled } from "../../client/index.ts"
import type { AttemptId } from "../../protocol/ids.ts"
import { Say } from "../../protocol/proctoring.ts"
import { isFor } from "./waiting-answers.ts"

const asWords = Schema.decodeUnknownOption(Say)

export const waitingWords = (unsettled: ReadonlyArray<Unsettled>, attempt: AttemptId): ReadonlyArray<string> =>
  unsettled.flatMap((waiting) => {
    const said = isFor(attempt, waiting) ? asWords(waiting.command) : Option.none()
    return Option.isSome(said) ? [said.value.text] : []
  })
