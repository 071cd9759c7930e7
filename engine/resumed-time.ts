/**
 * Where a node's time begins. On the database's clock, of course; but while exams run that clock may have been set, and
 * the engine's time gone on without it (`SlewedClock`). Who starts in the middle of that, after a crash or as another node,
 * has to go on where the others are: to begin an hour earlier would give everybody an hour, and an hour later, beside
 * nodes that still serve, would look like an outage.
 *
 * A beat that is less than an outage old on the database's clock tells the difference. An older one tells only that time
 * must not run backwards; what it is behind by is an outage, and given back as one (T13).
 */
import { type Instant, millis } from "../protocol/time.ts"
import { jumpMs } from "./slewed-clock.ts"

export interface LastBeat {
  /** The engine's time when it was left. */
  readonly at: Instant
  /** What the database's clock said then. */
  readonly databaseAt: Instant
}

/** A shorter gap between two beats is not worth anyone's attention (T13). */
export const outageAfter = millis(5_000)

/** Milliseconds to begin ahead of the database's clock, which says `now`; negative: behind it. `timed`: somebody's time runs. */
export const aheadAtStart = (beats: ReadonlyArray<LastBeat>, now: Instant, timed: boolean): number => {
  const serving = beats.filter(({ databaseAt }) => databaseAt <= now && now - databaseAt < outageAfter)
  // Of several the one that is ahead: its time must not run backwards when its slots come here.
  const served = Math.max(...serving.map(({ at, databaseAt }) => at - databaseAt))
  const left = Math.max(now, ...beats.map(({ at }) => at)) - now
  const ahead = serving.length > 0 ? served : timed ? left : 0
  return Math.abs(ahead) <= jumpMs ? 0 : ahead
}
