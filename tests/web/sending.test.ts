import { describe, expect, it } from "vitest"
import type { AttemptState } from "../../protocol/attempt.ts"
import { instant } from "../../protocol/time.ts"
import { givenAt, isOvertaken, isSentNow, waitFor } from "../../web/exam/sending.ts"

const pause = { kind: "pause", since: instant(1) } as const

describe("an answer given in the exam room", () => {
  it("waits for a standstill and for another device, and for nothing else", () => {
    const running = { state: "in_progress" } as const
    expect(isSentNow(running, "Here")).toBe(true)
    expect(isSentNow(running, "NobodyYet")).toBe(true)
    expect(isSentNow(running, "Elsewhere")).toBe(false)
    expect(isSentNow({ ...running, standstill: [pause] }, "Here")).toBe(false)
    expect(isSentNow({ state: "paused", standstill: [pause] }, "Here")).toBe(false)
    expect(isSentNow({ state: "waiting" }, "Here")).toBe(false)
  })

  it("is sent after the end, where the server decides (T7)", () => {
    const over: ReadonlyArray<AttemptState> = ["ended", "submitted", "terminated", "graded", "under_review", "voided"]
    for (const state of over) {
      expect(isSentNow({ state }, "Here")).toBe(true)
      expect(isSentNow({ state }, "Elsewhere")).toBe(true)
    }
  })

  it("goes out in a pause of the typing, and after two seconds without one", () => {
    expect(waitFor(10_000, 10_000)).toBe(600)
    expect(waitFor(10_000, 11_400)).toBe(600)
    expect(waitFor(10_000, 11_900)).toBe(100)
    expect(waitFor(10_000, 13_000)).toBe(0)
  })

  it("is overtaken by what was saved after it, never by what it was put in place of", () => {
    const saved = { savedAt: instant(5_000) }
    expect(isOvertaken(instant(4_999), saved)).toBe(true)
    expect(isOvertaken(instant(5_001), saved)).toBe(false)
    expect(isOvertaken(instant(1), undefined)).toBe(false)
    // This device's idea of the server's time is behind.
    expect(isOvertaken(givenAt(instant(4_900), saved), saved)).toBe(false)
    expect(givenAt(instant(6_000), saved)).toBe(6_000)
    expect(givenAt(instant(6_000), undefined)).toBe(6_000)
  })
})
