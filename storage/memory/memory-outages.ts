/** Heartbeat and outages in memory. The beats survive for as long as the storage object is kept. */
import { Effect, Option } from "effect"
import { type Outage, Outages } from "../../engine/outages.ts"
import { actorKey, actorRef } from "../../protocol/ids.ts"
import { between, type Instant, iso } from "../../protocol/time.ts"
import type { MemoryTables } from "./memory-tables.ts"

export const makeMemoryOutages = (now: () => Instant, tables: MemoryTables): Outages["Service"] => {
  const beats = new Map<string, Instant>()
  const outages: Array<Outage & { done: boolean }> = []
  return Outages.of({
    beat: (node) =>
      Effect.sync(() => {
        const at = now()
        beats.set(node, at)
        return at
      }),
    newestBeat: Effect.sync(() =>
      [...beats.values()].reduce(
        (newest, at) => (Option.isSome(newest) && newest.value >= at ? newest : Option.some(at)),
        Option.none<Instant>()
      )
    ),
    record: (from, until) =>
      Effect.sync(() => {
        const known = outages.find((outage) => outage.from === from)
        if (known !== undefined) return known
        const outage = { id: outages.length + 1, from, until, length: between(from, until), done: false }
        outages.push(outage)
        return outage
      }),
    undone: Effect.sync(() => outages.filter((outage) => !outage.done)),
    markDone: (id) =>
      Effect.sync(() => {
        for (const outage of outages) if (outage.id === id) outage.done = true
      }),
    running: (at) =>
      Effect.sync(() =>
        tables
          .rows("attempts", () => undefined)
          .filter(({ started_at: started, ended_at: ended }) => {
            const instant = iso(at)
            return typeof started === "string" && started <= instant && !(typeof ended === "string" && ended <= instant)
          })
          .map(({ id }) => Number(id))
          .sort((a, b) => a - b)
          .map((id) => actorKey(actorRef("attempt", id)))
      )
  })
}
