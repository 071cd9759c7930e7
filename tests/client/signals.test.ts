/** What a page tells about itself while an attempt is sat, and what it does not claim to have seen. On virtual time. */
import { describe, expect, it } from "vitest"
import { AttemptId, QuestionId } from "../../protocol/ids.ts"
import type { ReportSignals } from "../../protocol/proctoring.ts"
import { DeviceUnderTest } from "./device-under-test.ts"
import { ahead, attemptId } from "./model-views.ts"
import { PageUnderTest } from "./page-under-test.ts"

const id = AttemptId.make(attemptId)

const observed = async () => {
  const device = new DeviceUnderTest()
  await device.start()
  const attempt = device.client.attempt(id)
  const page = new PageUnderTest()
  attempt.showing(QuestionId.make("q1"))
  const observation = attempt.observe(page)
  await device.flush()
  return { device, attempt, page, observation }
}

const reports = (device: DeviceUnderTest): ReadonlyArray<ReportSignals> =>
  device.server.journal.flatMap(({ command }) => (command._tag === "ReportSignals" ? [command] : []))
const kinds = (device: DeviceUnderTest) => reports(device).flatMap(({ signals }) => signals.map(({ kind }) => kind))
/** What is claimed, stretches that touch made one, from the start of the test. */
const coverage = (device: DeviceUnderTest): ReadonlyArray<readonly [number, number]> =>
  reports(device).reduce((covered: ReadonlyArray<readonly [number, number]>, { from, to }) => {
    const [begin, end] = [from - ahead, to - ahead]
    const last = covered.at(-1)
    return last !== undefined && last[1] === begin ? [...covered.slice(0, -1), [last[0], end]] : [...covered, [begin, end]]
  }, [])
/** Somebody is there, so that nobody is idle. */
const at = async (device: DeviceUnderTest, page: PageUnderTest, ms: number) => {
  for (let left = ms; left > 0; left -= 10_000) {
    page.happen("keydown")
    await device.live(Math.min(left, 10_000))
  }
}

describe("signals", () => {
  it("LP-38 that the focus or the full screen is lost is told at once, the rest with the next report", async () => {
    const { device, page } = await observed()
    page.blur()
    await device.flush()
    expect(reports(device)).toEqual([
      { _tag: "ReportSignals", from: ahead, to: ahead, signals: [{ kind: "focus_lost", at: ahead, question: "q1" }] }
    ])
    await device.live(4_000)
    page.focus()
    page.happen("copy")
    page.happen("paste")
    page.resize()
    page.resize()
    page.extended = true
    await device.flush()
    expect(kinds(device)).toEqual(["focus_lost"])
    await device.live(12_000)
    expect(kinds(device)).toEqual(["focus_lost", "focus_back", "copy", "paste", "resize", "second_display"])
    page.fullScreen(false)
    await device.flush()
    expect(kinds(device).at(-1)).toBe("fullscreen_left")
    page.fullScreen(true)
    page.hide(true)
    await device.flush()
    expect(kinds(device).slice(-2)).toEqual(["fullscreen_back", "focus_lost"])
    const back = reports(device).flatMap(({ signals }) => signals.filter(({ kind }) => kind === "focus_back"))
    expect(back).toEqual([{ kind: "focus_back", at: ahead + 4_000, ms: 4_000, question: "q1" }])
  })

  it("LP-38 nobody's hand on it for a minute is idle since the last sign of life, and active says for how long", async () => {
    const { device, page } = await observed()
    await device.live(20_000)
    page.happen("keydown")
    await device.live(80_000)
    page.happen("pointermove")
    page.happen("pointermove")
    await device.live(12_000)
    const signals = reports(device).flatMap((report) => report.signals)
    expect(signals).toEqual([
      { kind: "idle", at: ahead + 20_000, question: "q1" },
      { kind: "active", at: ahead + 100_000, ms: 80_000, question: "q1" }
    ])
  })

  it("LP-38 a lost connection is told when it is back: since when, and for how long", async () => {
    const { device, page } = await observed()
    await at(device, page, 10_000)
    device.network.pairs[0]?.cutClient()
    await device.time.pass(250)
    await device.flush()
    await at(device, page, 20_000)
    const gaps = reports(device).flatMap(({ signals }) => signals.filter(({ kind }) => kind === "network_gap"))
    expect(gaps).toMatchObject([{ at: ahead + 10_000, ms: expect.any(Number) }])
    expect(gaps[0]?.ms).toBeGreaterThan(0)
    expect(gaps[0]?.ms).toBeLessThan(1_000)
  })
})

describe("coverage", () => {
  it("LP-38 without signals a report every 30 s says that nothing happened, without a seam", async () => {
    const { device, page, observation } = await observed()
    await at(device, page, 120_000)
    expect(reports(device)).toHaveLength(4)
    expect(kinds(device)).toEqual([])
    observation.stop()
    await device.flush()
    expect(coverage(device)).toEqual([[0, 120_000]])
    expect(page.listeners).toBe(0)
    expect(await observation.ended).toBeUndefined()
  })

  it("LP-38 while a page sleeps nothing is observed, and nothing is claimed", async () => {
    const { device, page } = await observed()
    await at(device, page, 60_000)
    // A sleeping page's timers do not run, while the world's time goes on.
    await device.sleep(600_000)
    page.happen("keydown")
    await at(device, page, 60_000)
    const covered = coverage(device)
    expect(covered).toHaveLength(2)
    expect(covered[0]).toEqual([0, 60_000])
    expect(covered[1]?.[0]).toBeGreaterThanOrEqual(660_000)
    expect(covered[1]?.[0]).toBeLessThan(670_000)
  })

  it("LP-38 what was observed without a connection is told afterwards, whole, in pieces of a minute at most", async () => {
    const { device, page } = await observed()
    await at(device, page, 30_000)
    for (const pair of device.network.pairs) pair.cutServer()
    for (let second = 0; second < 900; second += 10) {
      page.happen("keydown")
      if (second === 300) page.happen("paste")
      await device.time.pass(10_000)
    }
    expect(device.client.unsettled.length).toBeLessThanOrEqual(8)
    await at(device, page, 120_000)
    expect(coverage(device)).toHaveLength(1)
    expect(coverage(device)[0]?.[1]).toBeGreaterThan(1_000_000)
    for (const { from, to } of reports(device)) expect(to - from).toBeLessThanOrEqual(60_000)
    expect(kinds(device)).toEqual(expect.arrayContaining(["paste", "network_gap"]))
  })

  it("LP-38 of a flood without a connection the newest is kept, and the time of what is gone is not claimed", async () => {
    const { device, page } = await observed()
    for (const pair of device.network.pairs) pair.cutServer()
    for (let second = 0; second < 300; second++) {
      for (let copy = 0; copy < 50; copy++) page.happen("copy")
      await device.time.pass(1_000)
    }
    expect(device.client.unsettled.length).toBeLessThanOrEqual(8)
    await at(device, page, 60_000)
    const told = kinds(device).filter((kind) => kind === "copy").length
    expect(told).toBeGreaterThan(900)
    expect(told).toBeLessThanOrEqual(1_000 + 8 * 100)
    expect(coverage(device).length).toBeGreaterThan(1)
    for (const { signals } of reports(device)) expect(signals.length).toBeLessThanOrEqual(100)
  })

  it("LP-34 LP-38 ends when another device has taken over, and says why", async () => {
    const { device, page, observation, attempt } = await observed()
    const begun = attempt.begin()
    await device.flush()
    await begun
    const other = new DeviceUnderTest({ beside: device })
    await other.start()
    void other.client.attempt(id).takeOver(1)
    await other.flush()
    page.blur()
    await device.flush()
    expect(await observation.ended).toMatchObject({ code: "superseded" })
    expect(page.listeners).toBe(0)
    await device.live(60_000)
    expect(device.client.unsettled).toEqual([])
  })
})
