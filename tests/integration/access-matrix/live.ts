/** Rows of the live protocol: commands, subscriptions, feeds and the other events, asked over a bare socket. */
import type { ActorType } from "../../../protocol/ids.ts"
import type { Answer } from "./rest.ts"
import { type PersonName, type Row, table } from "./table.ts"
import type { World } from "./world.ts"

export type LiveAsk =
  | { readonly to: { readonly type: ActorType; readonly id: number }; readonly command: { readonly [field: string]: unknown } }
  | { readonly subscribe: { readonly type: ActorType; readonly id: number } }
  | { readonly feed: { readonly feed: string; readonly id: number } }
  /** The course's video, by the address that comes with its module, or by one that somebody made up who got none. */
  | { readonly media: "lesson" }
  | { readonly event: string; readonly body: unknown }
type Asks = Readonly<Record<string, (world: World, who: PersonName) => LiveAsk | Promise<LiveAsk>>>
export type LiveRow = Row<Asks[string]>

export const live = (text: string, asks: Asks): ReadonlyArray<LiveRow> => table(text, asks)

/** Where no answer comes (`beat`), what is asked next is answered, or the connection is closed. */
const unanswered: ReadonlySet<string> = new Set(["beat"])

export const askLive = async (world: World, who: PersonName, ask: LiveAsk, absent: boolean): Promise<Answer> => {
  const answer = await said(world, who, ask, absent)
  const code = answer["_tag"] === "Refusal" ? String(answer["code"]) : ""
  return { status: code === "" ? 200 : 400, code, trace: JSON.stringify(answer) }
}

const said = async (world: World, who: PersonName, ask: LiveAsk, absent: boolean): Promise<Readonly<Record<string, unknown>>> => {
  if ("media" in ask) return world.lesson(who, absent)
  if (who === "nobody") return world.strangersHandshake()
  const client = await world.socketOf(who)
  const id = <R extends { readonly id: number }>(ref: R): R => (absent ? { ...ref, id: world.noId } : ref)
  if ("to" in ask) {
    client.commands += 1
    const frame = { to: id(ask.to), id: { sender: client.sender, n: client.commands }, command: ask.command }
    return client.raw.ask("command", frame)
  }
  if ("subscribe" in ask) return client.raw.ask("subscribe", { _tag: "Actor", ref: id(ask.subscribe) })
  if ("feed" in ask) return client.raw.ask("subscribe", { _tag: "Feed", ref: id(ask.feed) })
  if (!unanswered.has(ask.event)) return client.raw.ask(ask.event, ask.body)
  client.raw.send(`42${JSON.stringify([ask.event, ask.body])}`)
  return client.raw.ask("unsubscribe", { _tag: "Actor", ref: { type: "course", id: world.noId } })
}
