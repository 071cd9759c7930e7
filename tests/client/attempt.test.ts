/** An attempt in the SDK's hands: which device it is at, how much time it has, what was shown. On virtual time. */
import { describe, expect, it } from "vitest"
import type { LostAnswer } from "../../client/index.ts"
import { standingOf } from "../../client/standing.ts"
import { timeKeptIn, timeLeftAt } from "../../client/time-left.ts"
import { AttemptId, QuestionId, Sender } from "../../protocol/ids.ts"
import { instant, millis } from "../../protocol/time.ts"
import { ahead, attemptId } from "./model-views.ts"
import { DeviceUnderTest } from "./device-under-test.ts"
import { settled } from "./virtual-time.ts"

const id = AttemptId.make(attemptId)
const q = (name: string) => QuestionId.make(name)
const text = (value: string) => ({ kind: "text", text: value }) as const
const limit = 1_800_000

/** A device whose attempt has begun on it and is watched. */
const begun = async (setting: ConstructorParameters<typeof DeviceUnderTest>[0] = {}) => {
  const device = new DeviceUnderTest(setting)
  await device.start()
  const attempt = device.client.attempt(id)
  attempt.view.watch(() => {})
  await device.flush()
  if (setting.beside === undefined) {
    const started = attempt.begin()
    await device.flush()
    await started
  }
  return { device, attempt }
}
const refusal = (promise: Promise<unknown>) => promise.then(() => undefined).catch((error: unknown) => error)
const commands = (device: DeviceUnderTest) => device.server.journal.map(({ command }) => command)

describe("one device at a time", () => {
  it("LP-32 the device that begins holds the attempt, and every device is told which one does", async () => {
    const { device, attempt } = await begun()
    const other = await begun({ beside: device })
    expect(attempt.standing).toEqual({ _tag: "Here", epoch: 1 })
    expect(other.attempt.standing).toEqual({ _tag: "Elsewhere", epoch: 1, since: ahead })
    expect(standingOf({}, Sender.make("device:x"))).toEqual({ _tag: "NobodyYet" })
  })

  it("LP-33 taking over names the epoch that was shown, and is refused when it is no longer so", async () => {
    const { device } = await begun()
    const one = await begun({ beside: device })
    const late = refusal(one.attempt.takeOver(0))
    const taken = one.attempt.takeOver(1)
    await one.device.flush()
    expect(await late).toMatchObject({ code: "superseded" })
    expect(await taken).toEqual({ epoch: 2 })
    expect(one.attempt.standing).toEqual({ _tag: "Here", epoch: 2 })
  })

  it("LP-34 S9 a superseded device learns it; its answers and its handing in are refused, once each, and told", async () => {
    const { device, attempt } = await begun()
    const lost: Array<LostAnswer> = []
    attempt.onLostAnswer((one) => lost.push(one))
    for (const pair of device.network.pairs) pair.cutServer()
    const refused = [
      refusal(attempt.answer(q("q1"), text("old"))),
      refusal(attempt.answer(q("q2"), null)),
      refusal(attempt.submit())
    ]
    const other = await begun({ beside: device })
    void other.attempt.takeOver(1)
    await other.device.flush()
    await device.time.pass(10_000)
    await device.flush()
    for (const error of await Promise.all(refused)) expect(error).toMatchObject({ code: "superseded" })
    expect(attempt.standing).toMatchObject({ _tag: "Elsewhere", epoch: 2 })
    expect(lost.map(({ question, response, error }) => [question, response, error.code])).toEqual([
      ["q1", text("old"), "superseded"],
      ["q2", null, "superseded"]
    ])
    const sent = device.server.arrived.length
    for (let minute = 0; minute < 5; minute++) {
      await device.time.pass(60_000)
      await device.flush()
    }
    expect(device.client.unsettled).toEqual([])
    expect(device.server.arrived).toHaveLength(sent)
    expect(commands(device).map(({ _tag }) => _tag)).toEqual(["Begin", "TakeOver"])
  })

  it("LP-34 what an earlier page left is refused and told likewise, though nobody waits for it", async () => {
    const { device, attempt } = await begun()
    for (const pair of device.network.pairs) pair.cutServer()
    void refusal(attempt.answer(q("q1"), text("old")))
    await device.time.pass(1)
    const other = await begun({ beside: device })
    void other.attempt.takeOver(1)
    await other.device.flush()
    await device.reload()
    const lost: Array<LostAnswer> = []
    device.client.attempt(id).onLostAnswer((one) => lost.push(one))
    await device.flush()
    expect(lost).toMatchObject([{ question: "q1", response: text("old"), error: { code: "superseded" } }])
    expect(device.client.unsettled).toEqual([])
  })

  it("LP-33 coming back, a device settles what it had left before it takes over: nothing old counts afterwards", async () => {
    const { device, attempt } = await begun()
    const other = await begun({ beside: device })
    void other.attempt.takeOver(1)
    await other.device.flush()
    await device.flush()
    device.server.refuseNext = 1
    const old = refusal(attempt.answer(q("q1"), text("old")))
    const taken = attempt.takeOver(2)
    await device.flush()
    expect(device.client.unsettled).toHaveLength(2)
    await device.time.pass(5_000)
    await device.flush()
    expect(await old).toMatchObject({ code: "superseded" })
    expect(await taken).toEqual({ epoch: 3 })
    expect(commands(device).map(({ _tag }) => _tag)).toEqual(["Begin", "TakeOver", "TakeOver"])
  })
})

describe("time left", () => {
  it("T1 is the deadline minus the server's clock, whatever this device's clock says", async () => {
    const { device, attempt } = await begun()
    expect(attempt.timeLeft()).toBe(limit)
    await device.time.pass(61_500)
    expect(attempt.timeLeft()).toBe(limit - 61_500)
    expect(attempt.timeLeft(instant(ahead + limit - 1))).toBe(1)
    expect(attempt.timeLeft(instant(ahead + limit + 1))).toBe(0)
  })

  it("T8 stands still to the millisecond and goes on with exactly what was left", async () => {
    const { device, attempt } = await begun()
    await device.time.pass(1_234)
    device.server.order({ _tag: "Pause", reason: "fire alarm" })
    await device.flush()
    expect(attempt.timeLeft()).toBeUndefined()
    expect(attempt.timeKept()).toBe(limit - 1_234)
    await device.live(300_000)
    expect(attempt.timeKept()).toBe(limit - 1_234)
    device.server.order({ _tag: "Resume" })
    await device.flush()
    expect(attempt.timeLeft()).toBe(limit - 1_234)
    await device.live(15_000)
    expect(attempt.timeKept()).toBeUndefined()
    expect(attempt.timeLeft()).toBe(limit - 1_234 - 15_000)
  })

  it("T11 a lock inside a pause stands still once, and longer", async () => {
    const { device, attempt } = await begun()
    device.server.order({ _tag: "Pause", reason: "a question" })
    device.server.order({ _tag: "Lock", reason: "another person in the room" })
    device.server.order({ _tag: "Resume" })
    await device.flush()
    expect(attempt.timeLeft()).toBeUndefined()
    expect(attempt.timeKept()).toBe(limit)
    device.server.order({ _tag: "Clear" })
    await device.flush()
    expect(attempt.timeLeft()).toBe(limit)
  })

  it("T8 what is kept follows from the deadline that the standstill took away, where the server does not say it", () => {
    const since = instant(ahead + 1_000)
    const standstill = [{ kind: "pause", since } as const]
    const timeChange = { n: 1, old: instant(ahead + 61_000), reason: "pause", at: since } as const
    expect(timeKeptIn({ state: "paused", standstill, timeChange })).toBe(60_000)
    expect(timeKeptIn({ state: "paused", standstill, timeChange, leftMs: millis(90_000) })).toBe(90_000)
    expect(timeKeptIn({ state: "paused", standstill })).toBeUndefined()
  })

  it("T1 there is none before, after, and where nothing limits the attempt", () => {
    const deadline = instant(ahead)
    for (const state of ["waiting", "ended", "submitted", "graded"] as const) {
      expect(timeLeftAt({ state, deadline }, deadline)).toBeUndefined()
    }
    expect(timeLeftAt({ state: "in_progress" }, deadline)).toBeUndefined()
  })
})

describe("what was shown", () => {
  const extended = async (setting: { readonly shownWhenWatched?: boolean }) => {
    const { device, attempt } = await begun(setting)
    device.server.order({ _tag: "Extend", ms: millis(60_000), reason: "a late start" })
    device.server.order({ _tag: "Warn", text: "please look at your own screen" })
    await device.flush()
    await device.flush()
    return { device, attempt, said: () => commands(device).filter(({ _tag }) => /Acknowledge|Confirm/.test(_tag)) }
  }

  it("LP-35 a change of time comes as the deadline before and after, with its reason", async () => {
    const { device } = await extended({})
    const seen = await device.client.attempt(id).view.until(({ view }) => view.timeChange !== undefined)
    expect(seen.view.timeChange).toMatchObject({
      n: 1,
      old: ahead + limit,
      new: ahead + limit + 60_000,
      reason: "extension",
      note: "a late start"
    })
    expect(seen.view.deadline).toBe(seen.view.timeChange?.new)
  })

  it("LP-36 LP-37 nothing is acknowledged that the application has not shown", async () => {
    const { device, attempt, said } = await extended({})
    expect(said()).toEqual([])
    void attempt.timeShown(1)
    void attempt.timeShown(1)
    void attempt.messageShown(1)
    await device.flush()
    expect(said()).toEqual([
      { _tag: "AcknowledgeTime", change: 1 },
      { _tag: "ConfirmMessage", message: 1 }
    ])
  })

  it("LP-36 LP-37 what a watcher was handed is acknowledged once, where the application wants it so", async () => {
    const { device, said } = await extended({ shownWhenWatched: true })
    for (let round = 0; round < 5; round++) {
      device.server.refresh()
      await device.flush()
    }
    expect(said()).toEqual([
      { _tag: "AcknowledgeTime", change: 1 },
      { _tag: "ConfirmMessage", message: 1 }
    ])
  })

  it("LP-36 a superseded device acknowledges nothing: nobody looks at it", async () => {
    const { device } = await begun({ shownWhenWatched: true })
    const other = await begun({ beside: device, shownWhenWatched: true })
    void other.attempt.takeOver(1)
    await other.device.flush()
    await device.flush()
    device.server.order({ _tag: "Extend", ms: millis(60_000), reason: "a late start" })
    device.server.commit()
    await device.network.flush(() => Promise.resolve())
    await device.flush()
    const [first] = device.server.arrived
    expect(device.server.arrived.filter(({ id: { sender } }) => sender === first?.id.sender)).toHaveLength(1)
    await other.device.flush()
    expect(commands(device).at(-1)).toEqual({ _tag: "AcknowledgeTime", change: 1 })
  })

  it("LP-37 W2 a message is there again after a reload, until it is confirmed", async () => {
    const { device } = await extended({})
    const unconfirmed = async () => {
      const found = device.client.attempt(id).view.until(() => true)
      await device.flush()
      const { audience, view } = await found
      return audience === "taker" ? Object.values(view.messages).filter(({ confirmedAt }) => confirmedAt === undefined).length : 0
    }
    expect(await unconfirmed()).toBe(1)
    await device.reload()
    await device.flush()
    expect(await unconfirmed()).toBe(1)
    void device.client.attempt(id).messageShown(1)
    await device.flush()
    expect(await unconfirmed()).toBe(0)
  })

  it("LP-36 talk and acknowledgements never stand between an answer and its deadline", async () => {
    const { device, attempt } = await begun()
    device.server.refuseNext = 3
    void refusal(attempt.say("is question 3 right?"))
    void refusal(attempt.raiseHand())
    void refusal(attempt.timeShown(1))
    await device.flush()
    void attempt.answer(q("q1"), text("in time"))
    void attempt.submit()
    await device.flush()
    expect(commands(device).map(({ _tag }) => _tag)).toEqual(["Begin", "SaveAnswer", "Submit"])
  })
})

describe("before the start", () => {
  it("S1 what the room asks for goes along with the beginning", async () => {
    const device = new DeviceUnderTest()
    device.server.attemptAtFirst = {
      state: "waiting",
      canBegin: true,
      startedAt: null,
      deadline: null,
      needs: { password: true }
    }
    await device.start()
    const attempt = device.client.attempt(id)
    const without = refusal(attempt.begin())
    await device.flush()
    expect(await without).toMatchObject({ code: "password_wrong", field: "password" })
    const started = attempt.begin({ password: "sesame", consented: true })
    await device.flush()
    expect(await started).toEqual({ startedAt: ahead, deadline: ahead + limit })
  })

  it("S1 the check measures the round trip and the clock's offset itself, and is stored before the attempt begins", async () => {
    const device = new DeviceUnderTest()
    await device.start()
    const attempt = device.client.attempt(id)
    const surroundings = {
      browser: "Browser 1.0",
      clock: () => ahead + device.time.now + 90_000,
      fullScreen: true,
      displays: 1,
      online: true
    }
    const found = attempt.check(surroundings)
    const [pair] = device.network.pairs
    for (const trip of [80, 40, 2_000, 60, 50]) {
      await device.time.pass(trip)
      while ((pair?.up.length ?? 0) > 0) pair?.deliverUp()
      while ((pair?.down.length ?? 0) > 0) pair?.deliverDown()
      await settled()
    }
    expect(await found).toEqual({
      _tag: "ReportCheck",
      browser: "Browser 1.0",
      roundTripMs: 60,
      clockOffsetMs: 90_000,
      fullScreen: true,
      displays: 1,
      online: true
    })
    void attempt.reportCheck(await found)
    void attempt.begin()
    await device.flush()
    expect(commands(device).map(({ _tag }) => _tag)).toEqual(["ReportCheck", "Begin"])
  })

  it("S1 without a connection the check says so and does not wait for ever", async () => {
    const device = new DeviceUnderTest()
    await device.start()
    device.network.pairs[0]?.cutClient()
    const found = device.client
      .attempt(id)
      .check({ browser: "\u0000", clock: () => 0, fullScreen: false, displays: 40, online: true })
    await device.time.pass(5_000)
    expect(await found).toMatchObject({ browser: "unknown", roundTripMs: 5_000, online: false, displays: 16 })
  })
})
