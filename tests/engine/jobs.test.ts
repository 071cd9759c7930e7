/** What an actor hears of a job that came to nothing (S6). */
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { AttemptInternal } from "../../actors/attempt/contract.ts"
import { failure } from "../../engine/jobs.ts"

describe("a job that failed", () => {
  it("S6 is told to its attempt in the attempt's own words, for the paper that was to be graded", () => {
    const told = failure({ name: "grade", input: { attemptId: 7, paperHash: "ab", passMark: "50", responses: {} } }, "no thread")
    expect(Schema.decodeUnknownSync(AttemptInternal)(told)).toEqual({
      _tag: "GradingFailed",
      paperHash: "ab",
      message: "no thread"
    })
  })

  it("S6 whose input nobody can read has nobody to tell but the operator", () => {
    expect(failure({ name: "grade", input: { paper: 1 } }, "unreadable")).toBeUndefined()
  })
})
