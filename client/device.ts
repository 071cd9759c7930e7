/**
 * This device as a sender of commands: its name, made once and kept, and the count of its commands. The server knows a
 * repeat by both, so the same count must never be given out twice, whatever happens between giving and sending.
 *
 * Writing the count down before each command would cost a write each. Counts are reserved in blocks instead: what is
 * stored is always beyond what was given out, and a reload skips the rest of a block. Counts rise; they need not be dense.
 *
 * Several tabs of one browser are several devices, each in a slot of its own, since two of them counting as one sender
 * would give one id to two commands. A slot whose commands still wait is taken up first: nobody else would send them.
 */
import { Schema } from "effect"
import { Sender, type UserId } from "../protocol/ids.ts"
import type { Exclusive } from "./exclusive.ts"
import { forgiving, within, type Store } from "./store.ts"
import type { Chance } from "./timers.ts"

/** Where waiting commands lie within a device's store. */
export const waitingFolder = "waiting"

const block = 64

export class Device {
  readonly sender: Sender
  readonly store: Store
  /** Lets the next client on this store take up this device. Count no more after it. */
  readonly giveBack: () => void
  #next: number
  #reserved: number
  #reservation = Promise.resolve()

  private constructor(sender: Sender, store: Store, next: number, giveBack: () => void) {
    this.giveBack = giveBack
    this.sender = sender
    this.store = store
    this.#next = next
    this.#reserved = next
  }

  /** Takes up a free slot of this person's on this device. */
  static async open(all: Store, exclusive: Exclusive, userId: UserId, chance: Chance): Promise<Device> {
    const own = within(all, `devices/${userId}/`)
    const slot = await freeSlot(own, exclusive, userId)
    const store = within(own, `${slot.name}/`)
    const [name, count] = await Promise.all([store.get("sender"), store.get("next")])
    const kept = Schema.decodeUnknownOption(Sender)(name)
    const next = Number(count)
    if (kept._tag === "Some" && Number.isSafeInteger(next) && next >= 1) return new Device(kept.value, store, next, slot.giveBack)
    const sender = Sender.make(`device:${chance.uuid()}`)
    await store.set("next", "1") // first, so that a sender is never found without its count
    await store.set("sender", sender)
    return new Device(sender, store, 1, slot.giveBack)
  }

  /** The next count. It may be sent once `reserved` has resolved. */
  next(): { readonly n: number; readonly reserved: Promise<void> } {
    const n = this.#next++
    if (n >= this.#reserved) {
      this.#reserved = n + block
      this.#reservation = this.#reserve(this.#reserved)
    }
    return { n, reserved: this.#reservation }
  }

  async #reserve(upTo: number): Promise<void> {
    try {
      await this.store.set("next", String(upTo))
    } catch {
      // A full store: without the name no later page can count on from a number that was given out. It may take neither; so
      // every command from here on tries again.
      this.#reserved = 0
      await forgiving(this.store).delete("sender")
    }
  }
}

interface Slot {
  readonly name: string
  readonly giveBack: () => void
}

const freeSlot = async (own: Store, exclusive: Exclusive, userId: UserId): Promise<Slot> => {
  const take = async (name: string): Promise<Slot | undefined> => {
    const claim = await exclusive.claim(`device/${userId}/${name}`)
    return claim === "taken" ? undefined : { name, giveBack: claim }
  }
  const found = await own.entries("")
  for (const [key] of found) {
    const [slot, kind] = key.split("/")
    const taken = slot !== undefined && kind === waitingFolder ? await take(slot) : undefined
    if (taken !== undefined) return taken
  }
  for (let slot = 0; ; slot++) {
    const taken = await take(String(slot))
    if (taken !== undefined) return taken
  }
}
