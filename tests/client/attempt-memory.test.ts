/** What a device remembers of an attempt under way: enough to go on by when a page is loaded without a connection. */
import { describe, expect, it } from "vitest"
import { Schema } from "effect"
import type { AttemptSeen, Watched } from "../../client/index.ts"
import { AttemptMemory, forgetAttempts } from "../../client/attempt-memory.ts"
import { ServerClock } from "../../client/server-clock.ts"
import { StoaError } from "../../client/stoa-error.ts"
import { memoryStore } from "../../client/store.ts"
import { Paper } from "../../protocol/assessment.ts"
import { AttemptTakerView } from "../../protocol/attempt.ts"
import { AttemptId, QuestionId, UserId } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import { DeviceUnderTest } from "./device-under-test.ts"
import { ahead, atFirst, attempt as attemptKey, attemptId, userId } from "./model-views.ts"
import { settled, VirtualTime } from "./virtual-time.ts"

const id = AttemptId.make(attemptId)
const q1 = QuestionId.make("q1")
const said = { kind: "text", text: "an answer" } as const

/** A device that has begun its attempt and saved an answer. */
const sitting = async (keepAttempts: boolean) => {
  const device = new DeviceUnderTest({ keepAttempts })
  await device.start()
  const attempt = device.client.attempt(id)
  attempt.view.watch(() => {})
  await device.flush()
  const done = [attempt.begin(), attempt.answer(q1, said)]
  await device.flush()
  await Promise.all(done)
  await settled()
  return { device, attempt }
}
const kept = ({ contents }: DeviceUnderTest) => [...contents.keys()].filter((key) => key.startsWith("attempts/"))

describe("a page loaded without a connection", () => {
  it("shows the attempt as it was seen last, whose it is and how much time it has, and says that it is not live", async () => {
    const { device } = await sitting(true)
    await device.reload()
    const seen: Array<Watched<AttemptSeen>> = []
    const attempt = device.client.attempt(id)
    attempt.view.watch((watched) => seen.push(watched))
    await settled()
    expect(seen.map(({ _tag }) => _tag)).toEqual(["Loading", "Shown"])
    expect(seen[1]).toMatchObject({ live: false, audience: "taker", view: { answers: { q1: { response: said } } } })
    expect(attempt.standing).toEqual({ _tag: "Here", epoch: 1 })
    expect(attempt.timeLeft()).toBeGreaterThan(1_700_000)
    await device.flush()
    expect(seen.at(-1)).toMatchObject({ _tag: "Shown", live: true })
  })

  it("has nothing to show where nobody asked to remember, after the end, and after a log-out", async () => {
    const forgetful = await sitting(false)
    expect(kept(forgetful.device)).toEqual([])
    const over = await sitting(true)
    expect(kept(over.device)).toEqual([`attempts/${userId}/${attemptId}/view`])
    void over.attempt.submit()
    await over.device.flush()
    await settled()
    expect(kept(over.device)).toEqual([])
    const out = await sitting(true)
    await out.device.client.logout()
    expect(kept(out.device)).toEqual([])
  })
})

describe("what is remembered", () => {
  const paper = Schema.decodeUnknownSync(Paper)({
    locale: "en",
    questions: [{ kind: "text", id: "q1", prompt: "Why?", marks: "1" }]
  })
  const view = Schema.decodeUnknownSync(AttemptTakerView)(atFirst[attemptKey])
  const remembering = (contents: Map<string, string>, deviceClock: () => number) => {
    const clock = new ServerClock(new VirtualTime().process())
    return {
      clock,
      memory: new AttemptMemory(id, { store: memoryStore(contents), user: UserId.make(userId), clock, deviceClock })
    }
  }
  const live = {
    until: () => Promise.reject(new Error("nobody waits")),
    watch: (watcher: (watched: Watched<AttemptSeen>) => void) => {
      watcher({ _tag: "Shown", live: true, audience: "taker", view })
      return () => {}
    }
  }
  const silent = { ...live, watch: () => () => {} }

  it("is the paper of an attempt under way, which is not asked for again", async () => {
    const contents = new Map<string, string>()
    const first = remembering(contents, () => 0)
    first.memory.remembering(live).watch(() => {})
    expect(await first.memory.paper(() => Promise.resolve(paper))).toEqual(paper)
    const unreachable = () => Promise.reject(StoaError.own("network"))
    expect(await remembering(contents, () => 0).memory.paper(unreachable)).toEqual(paper)
    await expect(remembering(new Map(), () => 0).memory.paper(unreachable)).rejects.toMatchObject({ code: "network" })
  })

  it("is the server's time, carried on by the device's clock until the server is heard of", async () => {
    const contents = new Map<string, string>()
    const first = remembering(contents, () => 5_000)
    first.clock.heard(instant(ahead))
    first.memory.remembering(live).watch(() => {})
    await settled()
    const second = remembering(contents, () => 65_000)
    second.memory.remembering(silent).watch(() => {})
    await settled()
    expect(second.clock.now()).toBe(ahead + 60_000)
    second.clock.heard(instant(ahead + 1))
    expect(second.clock.now()).toBe(ahead + 1)
  })

  it("is nothing where the store fails, and nobody is the worse for it", async () => {
    const fail = () => Promise.reject(new Error("forbidden"))
    const store = { get: fail, set: fail, delete: fail, entries: fail }
    const clock = new ServerClock(new VirtualTime().process())
    const memory = new AttemptMemory(id, { store, user: UserId.make(userId), clock, deviceClock: () => 0 })
    const seen: Array<Watched<AttemptSeen>> = []
    memory.remembering(live).watch((watched) => seen.push(watched))
    await settled()
    expect(seen).toMatchObject([{ _tag: "Shown", live: true }])
    expect(await memory.paper(() => Promise.resolve(paper))).toEqual(paper)
    await forgetAttempts(store, UserId.make(userId))
  })
})
