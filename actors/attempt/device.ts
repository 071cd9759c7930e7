/**
 * One device at a time (S9): an exam is bound to the device that began it, until another takes it over by naming the epoch
 * that it ends. Epochs only rise, and what an earlier device still sends is refused, whenever it was received.
 */
import type { TakeOver, TakeOverReply } from "../../protocol/attempt.ts"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Context, type Decision } from "../actor.ts"
import { isInside } from "./addresses.ts"
import type { Attempt, AttemptEvent } from "./contract.ts"
import { rulesOf } from "./terms.ts"

type Event<Tag extends AttemptEvent["_tag"]> = Extract<AttemptEvent, { readonly _tag: Tag }>

const kept = 20

/** Over REST every request has a sender of its own: there the log-in stands for the device. */
const deviceOf = ({ sender, principal }: Context): string =>
  principal._tag === "Person" && sender.startsWith(`u${principal.userId}:rest:`)
    ? `u${principal.userId}:session:${principal.session}`
    : sender

const sessionOf = ({ principal }: Context): string | undefined => (principal._tag === "Person" ? principal.session : undefined)

type Spoke = Pick<Event<"Begun">, "device" | "session" | "address">
export const spokenFrom = (context: Context): Spoke => {
  const session = sessionOf(context)
  return { device: deviceOf(context), ...(session === undefined ? {} : { session }), address: addressOf(context) }
}

const addressOf = ({ principal }: Context): string | null => (principal._tag === "Person" ? (principal.address ?? null) : null)

export const outside = (state: Attempt, context: Context): Refusal | undefined =>
  isInside(rulesOf(state).addresses, addressOf(context) ?? undefined) ? undefined : refuse("address_outside")

const isLogIn = (device: string): boolean => /^u\d+:session:/.test(device)

/** REST is the other way in of the same log-in: what falls back to it, or comes back from it, is no other device. */
const isHere = (holder: NonNullable<Attempt["holder"]>, context: Context): boolean => {
  const device = deviceOf(context)
  if (holder.name === device) return true
  return (isLogIn(holder.name) || isLogIn(device)) && holder.session !== undefined && holder.session === sessionOf(context)
}

/** Quizzes and practice are bound to nothing. */
export const superseded = ({ holder }: Attempt, context: Context): Refusal | undefined =>
  holder === null || isHere(holder, context) ? undefined : heldBy(holder.epoch)

const heldBy = (epoch: number): Refusal =>
  refuse("superseded", { message: `The attempt goes on at another device (epoch ${epoch}). Take it over to go on at this one.` })

export const takeOver = (state: Attempt, { epoch }: typeof TakeOver.Type, context: Context): Decision<AttemptEvent> => {
  const { holder } = state
  if (holder === null) return refuse("not_bound")
  if (epoch !== holder.epoch) return heldBy(holder.epoch)
  const held: TakeOverReply = { epoch }
  if (deviceOf(context) === holder.name) return accept([], held)
  const barred = outside(state, context)
  if (barred !== undefined) return barred
  const reply: TakeOverReply = { epoch: epoch + 1 }
  return accept([{ _tag: "TakenOver", ...spokenFrom(context), epoch: epoch + 1, at: context.now }], reply)
}

/** Recorded, never blocked: networks change under people's feet (W3). */
export const moved = ({ holder, state }: Attempt, context: Context): ReadonlyArray<AttemptEvent> => {
  if (holder === null || (state !== "in_progress" && state !== "paused" && state !== "ended")) return []
  const address = addressOf(context)
  if (address === null || address === holder.address || !isHere(holder, context)) return []
  return [{ _tag: "AddressChanged", address, at: context.now }]
}

export const bound = (state: Attempt, { device, session, address }: Spoke, epoch: number, at: Instant): void => {
  if (state.type !== "exam") return
  state.holder = { name: device, ...(session === undefined ? {} : { session }), epoch, since: at, address }
  seen(state, at)
}

export const addressChanged = (state: Attempt, { address, at }: Event<"AddressChanged">): void => {
  if (state.holder === null) return
  state.holder = { ...state.holder, address }
  seen(state, at)
}

/** To another device, or to another address. */
export const movesOf = ({ moves, devices }: Attempt): number => moves ?? Math.max(0, devices.length - 1)

const seen = (state: Attempt, since: Instant): void => {
  if (state.holder === null) return
  state.moves = state.devices.length === 0 ? 0 : movesOf(state) + 1
  const { name, epoch, address } = state.holder
  state.devices = [...state.devices.slice(1 - kept), { name, epoch, since, ...(address === null ? {} : { address }) }]
}
