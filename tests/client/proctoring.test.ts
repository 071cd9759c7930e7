/** Staff in the SDK's hands: the room and its actions, one attempt, and what the learner's own device makes of it. */
import { describe, expect, it } from "vitest"
import { outstanding } from "../../client/index.ts"
import { AttemptId, QuestionId, SittingId, UserId } from "../../protocol/ids.ts"
import { millis } from "../../protocol/time.ts"
import { DeviceUnderTest } from "./device-under-test.ts"
import { ahead, attemptId, sittingId } from "./model-views.ts"

const id = AttemptId.make(attemptId)
const started = async () => {
  const device = new DeviceUnderTest()
  await device.start()
  return { device, room: device.client.exam(SittingId.make(sittingId)), attempt: device.client.proctoredAttempt(id) }
}
/** One after the other: actions of a kind wait for each other's answers. */
const delivered = async <Answer>(device: DeviceUnderTest, answer: Promise<Answer>): Promise<Answer> => {
  for (let round = 0; round < 5; round++) await device.flush()
  return answer
}
const tags = (device: DeviceUnderTest) => device.server.journal.map(({ command }) => command._tag)

describe("an action on the room", () => {
  it("LP-39 is accepted when it is stored, and its receipts tell when every attempt has carried it out", async () => {
    const { device, room } = await started()
    const actionId = room.newActionId()
    const receipts = room.receipts(actionId)
    const reached: Array<number> = []
    room.view.watch((seen) => {
      const action = seen._tag === "Shown" && seen.audience === "proctors" ? seen.view.actions[actionId] : undefined
      if (action !== undefined) reached.push(outstanding(action))
    })
    await device.flush()
    const accepted = room.act("room", { _tag: "Pause", reason: "fire alarm" }, actionId)
    await device.flush()
    expect(await accepted).toEqual({ actionId, targets: 1 })
    expect(await receipts).toMatchObject({ what: "Pause", room: true, targets: 1, done: 1, refused: {} })
    expect(reached).toEqual([1, 0])
    expect(tags(device)).toEqual(["Act", "Pause", "Reached"])
  })

  it("LP-39 an attempt that cannot carry it out is named with the refusal's code", async () => {
    const { device, room, attempt } = await started()
    void attempt.terminate("somebody else sat it")
    await device.flush()
    const actionId = room.newActionId()
    const receipts = room.receipts(actionId)
    void room.act([id], { _tag: "Extend", ms: millis(60_000), reason: "a late start" }, actionId)
    await device.flush()
    expect(await receipts).toMatchObject({ done: 0, refused: { [attemptId]: "attempt_over" } })
  })

  it("LP-39 LP-24 takes effect once, however often its order has to be sent", async () => {
    const { device, room } = await started()
    const accepted = room.act("room", { _tag: "Warn", text: "five minutes" })
    await device.network.flush(() => Promise.resolve())
    device.network.pairs[0]?.loseDown(["answer"])
    device.server.commit()
    device.network.pairs[0]?.loseDown(["answer"])
    await device.time.pass(16_000)
    await device.flush()
    await device.live(20_000)
    await accepted
    expect(device.server.arrived.length).toBeGreaterThan(1)
    expect(tags(device)).toEqual(["Act", "Warn", "Reached"])
  })
})

describe("the room", () => {
  it("W5 opens, pauses, is handed over and goes on, each with its answer", async () => {
    const { device, room } = await started()
    const answers = Promise.all([
      room.open(),
      room.beginShift(),
      room.pauseRoom("fire alarm"),
      room.resumeRoom(),
      room.handOver(UserId.make(91), "row 3 needs an eye"),
      room.endShift(),
      room.close()
    ])
    const at = { at: ahead }
    expect(await delivered(device, answers)).toEqual([
      { openedAt: ahead },
      at,
      { pausedAt: ahead },
      { resumedAt: ahead },
      at,
      at,
      { closedAt: ahead }
    ])
    const { view } = await delivered(
      device,
      room.view.until(() => true)
    )
    expect(view).toMatchObject({ handover: { to: 91, note: "row 3 needs an eye" }, phase: "closed" })
  })

  it("T2 sets and removes a group's and a person's terms", async () => {
    const { device, room } = await started()
    const ada = UserId.make(7)
    const answers = Promise.all([
      room.setGroup("longer", [ada], { extra: millis(600_000) }),
      room.removeGroup("longer"),
      room.setTerms(ada, { closesAt: null }),
      room.setTerms(ada, null),
      room.assignProctor(UserId.make(91)),
      room.unassignProctor(UserId.make(91))
    ])
    expect(await delivered(device, answers)).toHaveLength(6)
    const { view } = await delivered(
      device,
      room.view.until(() => true)
    )
    expect(view).toMatchObject({ groups: {}, terms: {}, proctors: {} })
  })
})

describe("an attempt in a proctor's hands", () => {
  it("T8 T11 S2 is paused, extended, locked, cleared and ended, with a reason each", async () => {
    const { device, attempt } = await started()
    const taker = device.client.attempt(id)
    taker.view.watch(() => {})
    await device.flush()
    const done = Promise.all([
      attempt.pause("a question"),
      attempt.extend(millis(60_000), "the answer took a minute"),
      attempt.resume(),
      attempt.lock("another voice in the room"),
      attempt.clear({ returnTime: true })
    ])
    await delivered(device, done)
    expect(taker.timeLeft()).toBe(1_860_000)
    void attempt.terminate("somebody else sat it")
    await device.flush()
    expect(taker.timeLeft()).toBeUndefined()
    expect(tags(device)).toEqual(["Pause", "Extend", "Resume", "Lock", "Clear", "Terminate"])
  })

  it("LP-37 W2 messages are numbered, and what is said waits for no pause", async () => {
    const { device, attempt } = await started()
    device.server.refuseNext = 1
    void attempt.pause("fire alarm")
    await device.flush()
    const said = Promise.all([
      attempt.message("leave your things"),
      attempt.warn("do not run"),
      attempt.say("we will wait for you")
    ])
    await device.flush()
    expect((await said).map(({ message }) => message)).toEqual([1, 2, 3])
    expect(tags(device)).toEqual(["Message", "Warn", "Say"])
  })

  it("S7 is flagged, reviewed by two and decided, and its learner hears the verdict and may appeal", async () => {
    const { device, attempt } = await started()
    const steps = [
      () => attempt.flag("looks at a telephone"),
      () => attempt.unflag(1, "it was a calculator"),
      () => attempt.decideLate(QuestionId.make("q1"), true, "the network of the room was down"),
      () => attempt.requestReview("a second look"),
      () => attempt.proposeVerdict("rejected", "a telephone after all"),
      () => attempt.returnVerdict("which minute?"),
      () => attempt.proposeVerdict("rejected", "at 10:32"),
      () => attempt.confirmVerdict("rejected", "seen twice"),
      () => device.client.attempt(id).appeal("it was my calculator"),
      () => attempt.reopen(millis(60_000), "by mistake"),
      () => attempt.void("by mistake")
    ]
    const done = Promise.all(steps.map((step) => step()))
    await delivered(device, done)
    const taker = await delivered(
      device,
      device.client.attempt(id).view.until(() => true)
    )
    expect(taker.view).toMatchObject({ verdict: { verdict: "rejected", reason: "seen twice" }, appeal: { decision: "awaiting" } })
  })

  it("LP-40 shares one subscription with the handle of who sits it", async () => {
    const { device, attempt } = await started()
    const [one, other] = [device.client.attempt(id), attempt]
    const stop = one.view.watch(() => {})
    await device.flush()
    let told = 0
    other.view.watch((seen) => void (seen._tag === "Shown" && told++))
    stop()
    void attempt.message("still there?")
    await device.flush()
    expect(told).toBe(2)
    expect(device.network.busy).toEqual([])
  })
})
