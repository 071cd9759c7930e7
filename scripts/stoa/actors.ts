/** A look into the running engine: actors in a node's memory, and reactions that got stuck. */
import { Schema } from "effect"
import { ActorKey, ActorType, actorTypes, parseActorKey } from "../../protocol/ids.ts"
import { ask } from "./api.ts"
import { type Area, numbered, Trouble } from "./verb.ts"

const isType = Schema.is(ActorType)
const isKey = Schema.is(ActorKey)

const typeOf = (given: string): ActorType => {
  if (!isType(given)) throw new Trouble(`${given} is no kind of actor. There are: ${actorTypes.join(", ")}.`, 2)
  return given
}
/** The parameters of `attempt/42`. */
const named = (given: string | undefined) => {
  if (!isKey(given)) throw new Trouble(`${given ?? "nothing"} names no actor. Write attempt/42.`, 2)
  return parseActorKey(given)
}

export const actors: Area = {
  list: {
    summary: "lists the actors that the node which answers has in memory, the last used first",
    usage: "[--type attempt] [--page <n>]",
    options: { type: { type: "string" }, page: { type: "string" } },
    run: async ({ text }) => {
      const type = text("type")
      const query = { page: numbered(text("page") ?? "1"), per_page: 100, ...(type === undefined ? {} : { type: typeOf(type) }) }
      const { data, meta } = await ask((client) => client.actors.list({ query }))
      return { data: { actors: data, pagination: meta.pagination }, rows: data }
    }
  },
  parked: {
    summary: "lists reactions that their targets refused, of the whole installation",
    usage: "[--page <n>]",
    options: { page: { type: "string" } },
    run: async ({ text }) => {
      const query = { page: numbered(text("page") ?? "1"), per_page: 100 }
      const { data, meta } = await ask((client) => client.actors.parked({ query }))
      return { data: { parked: data, pagination: meta.pagination }, rows: data }
    }
  },
  show: {
    summary: "shows one: how it stands, without anybody's words, and what got stuck from it or to it",
    usage: "<attempt/42>",
    arguments: ["actor"],
    run: async ({ arguments: [actor] }) => {
      const { data } = await ask((client) => client.actors.read({ params: named(actor) }))
      const { live, state, parked, node } = data
      const standing = Object.entries({ ...live, ...state }).map(([name, value]) => `${name}: ${String(value)}`)
      const lines = [
        live === null ? `${data.actor} is not in the memory of ${node}.` : `${data.actor} on ${node}`,
        ...standing.map((line) => `  ${line}`),
        ...parked.map(
          ({ source, seq, index, target, code }) => `  parked: ${source} ${seq} ${index}, for ${target}, refused as ${code}`
        )
      ]
      return { data, lines }
    }
  },
  retry: {
    summary: "tries a parked reaction again, once what stood in its way is mended",
    usage: "<source> <row> <index>",
    arguments: ["source", "row", "index"],
    run: async ({ arguments: [source, row, place] }) => {
      const params = { ...named(source), seq: numbered(row), index: Number(place) }
      if (!Number.isSafeInteger(params.index) || params.index < 0) throw new Trouble(`${place ?? "nothing"} is no index.`, 2)
      const { data } = await ask((client) => client.actors.retry({ params }))
      const said = data.applied ? "It was applied." : `It was refused again, as ${data.code ?? "unknown"}, and stays parked.`
      return { data, lines: [said], failed: !data.applied }
    }
  }
}
