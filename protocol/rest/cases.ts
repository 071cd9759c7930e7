/** What staff do with one attempt, while it is sat and afterwards, down to the verdict. */
import { Schema } from "effect"
import { ConfirmVerdict, ProposeVerdict, ReturnVerdict } from "../review.ts"

/** Of the steps to a verdict, in the live protocol's form. */
export const VerdictStep = Schema.Union([ProposeVerdict, ConfirmVerdict, ReturnVerdict])
