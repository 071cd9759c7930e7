/** Marks are exact: what people read must be the same number. */
import { describe, expect, it } from "vitest"
import { Schema } from "effect"
import { Exact } from "../../protocol/attempt.ts"
import { marksWords } from "../../web/parts/marks-words.ts"

const words = (exact: string): string => marksWords(Schema.decodeUnknownSync(Exact)(exact))

describe("marks in words", () => {
  it("are whole, or decimals that end", () => {
    expect(["3", "0", "7/2", "5/4", "-1/4", "1/64"].map(words)).toEqual(["3", "0", "3.5", "1.25", "−0.25", "0.015625"])
  })

  it("are fractions where a decimal would be another number", () => {
    expect(["1/3", "5/3", "-5/3"].map(words)).toEqual(["1/3", "1 2/3", "−1 2/3"])
  })
})
