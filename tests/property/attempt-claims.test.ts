/** What a client says of time admits nothing: only when the server received it does (T5, T12). */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { deadlineMs, done, right, timed } from "./attempt-world.ts"
import { at, save } from "./exam-room.ts"

describe("T12 a claim about time", () => {
  it("T12 made in time does not admit an answer that was received a millisecond late, be the attempt ended or not", () => {
    for (const aheadOfAlarms of [true, false]) {
      const sat = timed()
      const late = { claimedAt: at(deadlineMs - 60_000), aheadOfAlarms }
      expect(sat.send(save("s1", right.s1), deadlineMs + 1, late)).toMatchObject(
        done({ savedAt: at(deadlineMs + 1), counted: false })
      )
      expect(sat.view()).toMatchObject({ answered: 0, late: 1 })
    }
  })

  it("T12 made too late does not shut out an answer that was received in time", () => {
    const sat = timed()
    const fastClock = { claimedAt: at(deadlineMs + 3_600_000) }
    expect(sat.send(save("s1", right.s1), deadlineMs, fastClock)).toMatchObject(done({ savedAt: at(deadlineMs), counted: true }))
  })

  it("T5 T12 changes no answer's fate: received by the deadline and decided while it settles, it counts, and otherwise not", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -2_000, max: 3_000 }),
        fc.integer({ min: 0, max: 1_999 }),
        fc.option(fc.integer({ min: -3_600_000, max: 3_600_000 }), { nil: undefined }),
        fc.boolean(),
        (received, queuedFor, claimed, aheadOfAlarms) => {
          const sat = timed()
          const claim = claimed === undefined ? {} : { claimedAt: at(deadlineMs + claimed) }
          const after = deadlineMs + received + queuedFor
          expect(sat.send(save("s1", right.s1), after, { queuedFor, aheadOfAlarms, ...claim })).toMatchObject(
            done({ savedAt: at(deadlineMs + received), counted: received <= 0 })
          )
        }
      ),
      {
        numRuns: 1_000,
        examples: [
          [0, 0, undefined, false],
          [1, 0, -1, false],
          [1, 1_999, -1, true]
        ]
      }
    )
  })
})
