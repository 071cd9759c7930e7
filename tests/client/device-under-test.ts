/** A page: one client on a network and a store that outlive it, which can be reloaded at any moment. */
import { StoaClient } from "../../client/stoa-client.ts"
import { memoryStore } from "../../client/store.ts"
import { ModelServer } from "./model-server.ts"
import { Network } from "./socket-pair.ts"
import { settled, VirtualTime } from "./virtual-time.ts"

interface Setting {
  /** Another device of the same person: this one shares its server and its time, and has a network and a store of its own. */
  readonly beside?: DeviceUnderTest
  readonly shownWhenWatched?: boolean
  readonly keepAttempts?: boolean
}

export class DeviceUnderTest {
  readonly time: VirtualTime
  readonly server: ModelServer
  readonly network: Network
  readonly contents = new Map<string, string>()
  client: StoaClient
  readonly #setting: Setting
  #process: ReturnType<VirtualTime["process"]>
  #uuids: number

  constructor(setting: Setting = {}) {
    const time = setting.beside?.time ?? new VirtualTime()
    this.time = time
    this.server = setting.beside?.server ?? new ModelServer(() => time.now)
    this.network = new Network(this.server.accept)
    this.#process = time.process()
    this.#uuids = setting.beside === undefined ? 0 : 1_000
    this.#setting = setting
    this.client = this.#page()
  }

  #page(): StoaClient {
    return new StoaClient({
      url: "http://stoa.test",
      store: memoryStore(this.contents),
      socket: this.network.open,
      http: this.server.http,
      timers: this.#process,
      shownWhenWatched: this.#setting.shownWhenWatched ?? false,
      keepAttempts: this.#setting.keepAttempts ?? false,
      chance: { random: () => 0.5, uuid: () => `00000000-0000-4000-8000-${String(++this.#uuids).padStart(12, "0")}` }
    })
  }

  /** Logs in and connects, with a network that delivers. */
  async start(): Promise<void> {
    await this.client.login("a@b.org", "secret")
    await this.online()
  }

  async online(): Promise<void> {
    const connected = this.client.connect()
    await this.flush()
    await connected
  }

  async flush(): Promise<void> {
    for (let round = 0; round < 4; round++) {
      await this.network.flush(settled)
      this.server.commit()
    }
    await this.network.flush(settled)
  }

  /** Lets time pass on a connection that is well: the server's tide comes every 2 s. */
  async live(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 2_000) {
      await this.time.pass(Math.min(left, 2_000))
      this.server.tide()
      await this.flush()
    }
  }

  /** The page sleeps: time goes on, and its timers fire late, all at once, when it wakes. */
  async sleep(ms: number): Promise<void> {
    this.time.skip(ms)
    await this.time.pass(0)
    await this.flush()
  }

  /** The page goes without a good-bye and comes again on the same store. */
  async reload(): Promise<void> {
    this.#process.end()
    for (const pair of this.network.pairs) pair.leave()
    this.#process = this.time.process()
    this.client = this.#page()
    await this.client.restore()
    this.client.connect().catch(() => {})
    await settled()
  }
}
