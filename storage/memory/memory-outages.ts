/** Heartbeat and outages in memory. The beats survive for as long as the storage object is kept. */
import { Effect, Option } from "effect"
import { type Outage, Outages } from "../../engine/outages.ts"
import { aheadAtStart, type LastBeat, outageAfter } from "../../engine/resumed-time.ts"
import { actorKey, actorRef } from "../../protocol/ids.ts"
import { between, type Instant, iso } from "../../protocol/time.ts"
import type { MemoryTables } from "./memory-tables.ts"

export const makeMemoryOutages = (now: () => Instant, tables: MemoryTables): Outages["Service"] => {
  const beats = new Map<string, LastBeat>()
  const newest = (): LastBeat | undefined =>
    [...beats.values()].reduce<LastBeat | undefined>(
      (best, beat) => (best !== undefined && best.at >= beat.at ? best : beat),
      undefined
    )
  const timed = (): boolean =>
    tables
      .rows("attempts", () => undefined)
      .some(
        ({ started_at: started, ended_at: ended, deadline_at: deadline, status }) =>
          status === "ended" ||
          (typeof started === "string" && typeof ended !== "string" && (typeof deadline === "string" || status === "paused"))
      )
  const outages: Array<Outage & { done: boolean }> = []
  return Outages.of({
    beat: (node, at) =>
      Effect.sync(() => {
        beats.set(node, { at, databaseAt: now() })
      }),
    newestBeat: Effect.sync(() => Option.map(Option.fromNullishOr(newest()), ({ at }) => at)),
    ahead: Effect.sync(() => {
      const ahead = aheadAtStart([...beats.values()], now(), timed())
      if (ahead === 0) for (const [node, { at }] of beats) if (at > now() + 1_000) beats.delete(node)
      return ahead
    }),
    timed: Effect.sync(timed),
    accompanied: (node, at) =>
      Effect.sync(() =>
        [...beats].some(([name, beat]) => name !== node && (beat.at > at - outageAfter || beat.databaseAt > now() - outageAfter))
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
    running: ({ from, until }) =>
      Effect.sync(() =>
        tables
          .rows("attempts", () => undefined)
          .filter(({ started_at: started, ended_at: ended }) => {
            return typeof started === "string" && started <= iso(until) && !(typeof ended === "string" && ended <= iso(from))
          })
          .map(({ id }) => Number(id))
          .sort((a, b) => a - b)
          .map((id) => actorKey(actorRef("attempt", id)))
      )
  })
}
