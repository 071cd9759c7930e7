/** What the SDK promises, each promise by itself, on virtual time and a network in the test's hands. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { StoaError } from "../../client/index.ts"
import { localStore } from "../../client/browser-store.ts"
import { Device } from "../../client/device.ts"
import { withinProcess } from "../../client/exclusive.ts"
import { fileStore } from "../../client/file-store.ts"
import type { Http } from "../../client/http.ts"
import { ServerClock } from "../../client/server-clock.ts"
import { Session } from "../../client/session.ts"
import { memoryStore, type Store } from "../../client/store.ts"
import { touches } from "../../client/waiting-command.ts"
import { AttemptId, CourseId, QuestionId, UserId } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import { ModelServer } from "../client/model-server.ts"
import { ahead, attemptId, courseId } from "../client/model-views.ts"
import { DeviceUnderTest } from "../client/device-under-test.ts"
import { settled, VirtualTime } from "../client/virtual-time.ts"

const course = CourseId.make(courseId)
const attempt = AttemptId.make(attemptId)
const q = (name: string) => QuestionId.make(name)
const text = (value: string) => ({ kind: "text", text: value }) as const

const started = async (): Promise<DeviceUnderTest> => {
  const device = new DeviceUnderTest()
  await device.start()
  return device
}

describe("commands", () => {
  it("LP-23 are answered when their effect is durable, and not before", async () => {
    const device = await started()
    let reply: unknown
    void device.client
      .course(course)
      .announce("hello")
      .then((given) => (reply = given))
    await device.network.flush(settled)
    expect(reply).toBeUndefined()
    device.server.commit()
    await device.network.flush(settled)
    expect(reply).toEqual({ number: 1 })
    expect(device.client.unsettled).toEqual([])
  })

  it("LP-31 refused as overloaded wait for retry-after and come again under the same id with their receipt", async () => {
    const device = await started()
    device.server.refuseNext = 2
    const saved = device.client.attempt(attempt).answer(q("q1"), text("first"))
    await device.flush()
    expect(device.client.unsettled[0]?.delayedBy).toMatchObject({ code: "overloaded", retryAfterMs: 500 })
    await device.time.pass(499)
    await device.flush()
    expect(device.server.arrived).toHaveLength(1)
    for (let second = 0; second < 5; second++) {
      await device.time.pass(1_000)
      await device.flush()
    }
    await saved
    const [first, second, third] = device.server.arrived
    expect(first?.receipt).toBeUndefined()
    expect(second?.id).toEqual(first?.id)
    expect(second?.receipt).toMatchObject({ n: first?.id.n, receivedAt: ahead })
    expect(third?.receipt).toEqual(second?.receipt)
  })

  it("refused for good reject with the server's sentence and are not sent again", async () => {
    const device = await started()
    const handedIn = device.client.attempt(attempt).submit()
    await device.flush()
    await handedIn
    const late = device.client
      .attempt(attempt)
      .answer(q("q1"), text("late"))
      .catch((error: unknown) => error)
    await device.flush()
    expect(await late).toBeInstanceOf(StoaError)
    expect(await late).toMatchObject({ code: "attempt_over", message: expect.stringMatching(/\.$/) })
    expect(device.client.unsettled).toEqual([])
  })

  it("to one question keep their order; others pass them; handing in waits for all", async () => {
    const device = await started()
    const sitting = device.client.attempt(attempt)
    device.server.refuseNext = 1
    void sitting.answer(q("q1"), text("old"))
    await device.flush()
    void sitting.answer(q("q1"), text("new"))
    void sitting.answer(q("q2"), text("other"))
    void sitting.submit()
    await device.flush()
    expect(device.server.journal.map(({ command }) => command)).toEqual([
      { _tag: "SaveAnswer", question: "q2", response: text("other") }
    ])
    await device.time.pass(5_000)
    await device.flush()
    expect(device.server.journal.map(({ command }) => ("response" in command ? command.response : command._tag))).toEqual([
      text("other"),
      text("old"),
      text("new"),
      "Submit"
    ])
  })

  it("not sent yet are replaced by a newer answer to the same question, and resolve with it", async () => {
    const device = await started()
    for (const pair of device.network.pairs) pair.cutClient()
    const answers = ["a", "ab", "abc"].map((value) => device.client.attempt(attempt).answer(q("q1"), text(value)))
    await settled()
    expect(device.client.unsettled).toHaveLength(1)
    await device.time.pass(1_000)
    await device.flush()
    await Promise.all(answers)
    expect(device.server.journal.map(({ command }) => ("response" in command ? command.response : undefined))).toEqual([
      text("abc")
    ])
  })

  it("LP-24 survive a reload of the page under their ids, and their end is told though nobody waits", async () => {
    const device = await started()
    device.client
      .course(course)
      .announce("before the reload")
      .catch(() => {})
    await settled()
    const before = device.client.unsettled[0]?.id
    await device.reload()
    const ends: Array<unknown> = []
    device.client.onSettled(({ id, outcome }) => ends.push({ id, outcome }))
    expect(device.client.unsettled[0]?.id).toEqual(before)
    await device.flush()
    expect(ends).toEqual([{ id: before, outcome: expect.objectContaining({ _tag: "Accepted" }) }])
    void device.client
      .course(course)
      .announce("after")
      .catch(() => {})
    expect(device.client.unsettled[0]?.id.n).toBeGreaterThan(before?.n ?? 0)
  })

  it("past the outbox's bound are refused at once", async () => {
    const device = await started()
    for (const pair of device.network.pairs) pair.cutClient()
    for (let count = 0; count < 1_000; count++)
      device.client
        .course(course)
        .announce(`${count}`)
        .catch(() => {})
    await expect(device.client.course(course).announce("one too many")).rejects.toMatchObject({ code: "outbox_full" })
  })

  it("that do not fit their Schema are refused here", async () => {
    const device = await started()
    await expect(device.client.course(course).announce("   ")).rejects.toMatchObject({ code: "invalid" })
    expect(device.client.unsettled).toEqual([])
  })

  it("touch when one's lane contains the other's", () => {
    expect(touches("attempt/4/q1", "attempt/4/q1")).toBe(true)
    expect(touches("attempt/4", "attempt/4/q1")).toBe(true)
    expect(touches("attempt/4/q1", "attempt/4/q2")).toBe(false)
    expect(touches("attempt/4", "attempt/42")).toBe(false)
  })
})

describe("the connection", () => {
  it("LP-71 says good-bye when closed and keeps what is unsent for the next", async () => {
    const device = await started()
    for (const pair of device.network.pairs) pair.cutServer()
    const unsent = device.client
      .course(course)
      .announce("kept")
      .catch((error: unknown) => error)
    await settled()
    device.client.close()
    expect(await unsent).toMatchObject({ code: "closed" })
    await device.online()
    expect(device.server.journal.map(({ command }) => command)).toEqual([{ _tag: "Announce", text: "kept" }])
  })

  it("LP-75 renews its token in band before it ends, and is not interrupted by that", async () => {
    const device = await started()
    const pairs = device.network.pairs.length
    for (let second = 0; second < 1_800; second += 2) {
      await device.time.pass(2_000)
      device.server.tide()
      await device.network.flush(settled)
    }
    expect(device.network.pairs).toHaveLength(pairs)
    expect(device.client.state._tag).toBe("Online")
  })

  it("LP-85 comes back by itself with another token when the server has ended the one it had", async () => {
    const device = await started()
    device.server.expireTokens()
    await device.flush()
    await device.time.pass(1_000)
    await device.flush()
    expect(device.client.state._tag).toBe("Online")
  })

  it("LP-60 that has gone silent is given up and made again", async () => {
    const device = await started()
    device.network.pairs[0]?.cutServer()
    await device.time.pass(9_000)
    await device.flush()
    expect(device.client.state._tag).toBe("Online")
    expect(device.network.pairs).toHaveLength(2)
  })

  it("LP-87 that is lost is tried for again after longer and longer, up to 10 s, each time by chance", async () => {
    const device = await started()
    const waits: Array<number> = []
    device.client.onState((state) => {
      if (state._tag === "Waiting") waits.push(state.retryInMs)
    })
    device.network.pairs[0]?.cutClient()
    for (let second = 0; second < 90; second += 1) {
      await settled()
      if (device.client.state._tag === "Connecting") device.network.pairs.at(-1)?.cutClient()
      await device.time.pass(1_000)
    }
    // Three quarters of the bound, since this device's chance is always one half.
    const bounds = [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]
    expect(waits.slice(0, bounds.length)).toEqual(bounds.map((bound) => Math.round(bound * 0.75)))
    await device.flush()
    await device.time.pass(10_000)
    await device.flush()
    expect(device.client.state._tag).toBe("Online")
  })

  it("that is waited for is tried at once where somebody knows that the network is back", async () => {
    const device = await started()
    device.network.pairs[0]?.cutClient()
    await settled()
    expect(device.client.state._tag).toBe("Waiting")
    device.client.tryNow()
    await device.flush()
    expect(device.client.state._tag).toBe("Online")
    device.client.tryNow()
    await device.flush()
    expect(device.network.pairs).toHaveLength(2)
  })

  it("LP-70 beats every 2 s with the attempt and the question on screen", async () => {
    const device = await started()
    device.client.attempt(attempt).showing(q("q2"))
    await device.flush()
    device.server.beats.length = 0
    for (let second = 0; second < 10; second += 2) {
      await device.time.pass(2_000)
      device.server.tide()
      await device.flush()
    }
    expect(device.server.beats).toEqual(Array.from({ length: 5 }, () => ({ attempt: { id: attemptId, question: "q2" } })))
  })
})

describe("a subscription", () => {
  /** Watches a course and lets the server publish an announcement before its answer, which knows nothing of it or all. */
  const overtaken = async (position: "before" | "after") => {
    const device = await started()
    const shown: Array<unknown> = []
    device.client.course(course).view.watch((seen) => shown.push(seen))
    const [pair] = device.network.pairs
    if (pair === undefined) throw new Error("not connected")
    pair.deliverUp()
    if (position === "before") device.server.commit()
    void device.client.course(course).announce("overtaking")
    await settled()
    pair.deliverUp()
    device.server.commit()
    const publication = pair.down.findIndex(({ what }) => what === "publication")
    pair.down.unshift(...pair.down.splice(publication, 1))
    pair.deliverDown()
    const early = shown.length
    while (pair.down.length > 0) pair.deliverDown()
    return { early, shown, asked: pair.up.map(({ event }) => event) }
  }

  it.each(["before", "after"] as const)(
    "LP-45 holds a publication that comes before the answer, and then LP-44 decides on it: from %s it",
    async (position) => {
      const { early, shown, asked } = await overtaken(position)
      expect(early).toBe(1)
      expect(shown[0]).toMatchObject({ _tag: "Loading" })
      expect(shown.at(-1)).toMatchObject({ _tag: "Shown", live: true, view: { announcements: { 1: { text: "overtaking" } } } })
      expect(asked).toEqual([])
    }
  )
})

describe("the server's clock", () => {
  it("LP-78 is bounded by the fastest messages, whatever slow ones say", async () => {
    const time = new VirtualTime()
    const clock = new ServerClock(time.process())
    const server = () => instant(1_000_000 + time.now)
    expect(clock.now()).toBeUndefined()
    await time.pass(100)
    const sent = time.now
    await time.pass(20)
    const read = server()
    await time.pass(20)
    clock.heard(read, sent)
    expect(clock.now()).toBe(server())
    expect(clock.uncertainty()).toBe(20)
    const slow = server()
    await time.pass(3_000)
    clock.heard(slow)
    expect(clock.now()).toBe(server())
    expect(clock.timeLeft(instant(server() + 1_500))).toBe(1_500)
    expect(clock.timeLeft(instant(server() - 1))).toBe(0)
  })

  it("follows a clock that was set", async () => {
    const time = new VirtualTime()
    const clock = new ServerClock(time.process())
    clock.heard(instant(1_000), time.now)
    await time.pass(10)
    clock.heard(instant(500_000), time.now)
    expect(clock.now()).toBe(500_000)
  })
})

describe("the session", () => {
  it("refreshes once for all who need a token, since a refresh token is good once", async () => {
    const server = new ModelServer(() => 0)
    let refreshes = 0
    const http: Http = (request) => {
      if (request.path.endsWith("/refresh")) refreshes++
      return server.http(request)
    }
    const session = new Session({ http, store: memoryStore(), exclusive: withinProcess(), timers: new VirtualTime().process() })
    await session.login("a@b.org", "secret")
    const token = await session.access()
    await Promise.all([session.access(token), session.access(token), session.access(token)])
    expect(refreshes).toBe(1)
  })

  it("takes what another tab has refreshed meanwhile", async () => {
    const server = new ModelServer(() => 0)
    let refreshes = 0
    const http: Http = (request) => {
      if (request.path.endsWith("/refresh")) refreshes++
      return server.http(request)
    }
    const shared = { http, store: memoryStore(), exclusive: withinProcess(), timers: new VirtualTime().process() }
    const [one, other] = [new Session(shared), new Session(shared)]
    await one.login("a@b.org", "secret")
    await other.restore()
    server.expireTokens()
    const stale = await one.access()
    await one.access(stale)
    await other.access(stale)
    expect(refreshes).toBe(1)
  })

  it("tells when the log-in has ended, and forgets it", async () => {
    const server = new ModelServer(() => 0)
    const http: Http = (request) =>
      request.path.endsWith("/refresh") ? Promise.reject(new StoaError("unauthenticated", "Log in again.")) : server.http(request)
    const session = new Session({ http, store: memoryStore(), exclusive: withinProcess(), timers: new VirtualTime().process() })
    await session.login("a@b.org", "secret")
    const ends: Array<StoaError> = []
    session.onEnd((why) => ends.push(why))
    await expect(session.access(await session.access())).rejects.toMatchObject({ code: "unauthenticated" })
    expect(ends).toHaveLength(1)
    expect(session.account).toBeUndefined()
    expect(await session.restore()).toBeUndefined()
  })
})

describe("two tabs of one browser", () => {
  it("count as two devices, and one left with waiting commands is taken up first", async () => {
    const store = memoryStore()
    const exclusive = withinProcess()
    const chance = { random: () => 0, uuid: () => crypto.randomUUID() }
    const user = UserId.make(7)
    const one = await Device.open(store, exclusive, user, chance)
    const two = await Device.open(store, exclusive, user, chance)
    expect(one.sender).not.toBe(two.sender)
    await two.store.set("waiting/0000000000000001", "{}")
    one.giveBack()
    two.giveBack()
    expect((await Device.open(store, exclusive, user, chance)).sender).toBe(two.sender)
    expect((await Device.open(store, exclusive, user, chance)).sender).toBe(one.sender)
  })

  it("LP-22 never give out a count twice, however the page ended", async () => {
    const store = memoryStore()
    const chance = { random: () => 0, uuid: () => crypto.randomUUID() }
    let last = 0
    for (let page = 0; page < 5; page++) {
      const device = await Device.open(store, withinProcess(), UserId.make(7), chance)
      for (let count = 0; count < 70; count++) {
        const { n, reserved } = device.next()
        await reserved
        expect(n).toBeGreaterThan(last)
        last = n
      }
    }
  })
})

class Area {
  readonly #items = new Map<string, string>()
  get length(): number {
    return this.#items.size
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value)
  }
  removeItem(key: string): void {
    this.#items.delete(key)
  }
}

const folders: Array<string> = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

const stores: ReadonlyArray<readonly [name: string, open: () => Promise<() => Store>]> = [
  [
    "memory",
    async () => {
      const contents = new Map<string, string>()
      return () => memoryStore(contents)
    }
  ],
  [
    "localStorage",
    async () => {
      const area = new Area()
      return () => localStore(area)
    }
  ],
  [
    "files",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "stoa-client-"))
      folders.push(folder)
      return () => fileStore(join(folder, "store"))
    }
  ]
]

describe.each(stores)("a store in %s", (_, prepare) => {
  it("keeps, replaces, lists in order and forgets, also for who opens it later", async () => {
    const open = await prepare()
    const store = open()
    expect(await store.get("a/1")).toBeUndefined()
    expect(await store.entries("")).toEqual([])
    await store.set("a/2", "two")
    await store.set("a/1", "one ✓\n")
    await store.set("b/%2F..", "odd")
    await store.set("a/2", "second")
    const later = open()
    expect(await later.get("a/2")).toBe("second")
    expect(await later.entries("a/")).toEqual([
      ["a/1", "one ✓\n"],
      ["a/2", "second"]
    ])
    await later.delete("a/1")
    await later.delete("a/1")
    expect(await open().entries("")).toEqual([
      ["a/2", "second"],
      ["b/%2F..", "odd"]
    ])
  })
})
