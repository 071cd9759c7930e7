/**
 * Who may fetch a lesson's files. A player can't send our headers with every segment it fetches, so the permission is
 * part of the address: `/media/<grant>/<lesson>/<file>`, where the grant names person, log-in, lesson and end and is
 * signed. Playlists name their files relatively, so every file is fetched under the grant that opened the playlist.
 *
 * A signature alone would outlive a log-out by minutes. So a grant is good only as long as its log-in is: ends are
 * heard as they happen, and a log-in that this process has not asked about lately (it has just started, the grant
 * is another node's, a notice was lost) is asked about before the first file is given out.
 */
import { createHmac, timingSafeEqual } from "node:crypto"
import { Clock, Context, Duration, Effect, Layer, Schema } from "effect"
import { refuse, type Refusal } from "../protocol/errors.ts"
import { UserId } from "../protocol/ids.ts"
import type { Person } from "../protocol/principal.ts"
import { type Instant, instant, Instant as InstantSchema } from "../protocol/time.ts"
import { LessonName, Lessons } from "./lessons.ts"

/** The key grants are signed with: 32 bytes, the same on every node that serves media. */
export class PlaybackKey extends Context.Service<PlaybackKey, { readonly bytes: Uint8Array }>()("stoa/media/PlaybackKey") {}

/** What media has to know of log-ins; the gateway's sessions and its policy provide it. */
export class PlaybackSessions extends Context.Service<
  PlaybackSessions,
  {
    /** Whether the log-in is on, and its person may watch lessons. */
    readonly isLive: (session: string) => Effect.Effect<boolean, Refusal>
    /** Calls `listener` whenever what some log-ins may watch has changed: each is to be asked about again. */
    readonly onChanged: (listener: () => void) => () => void
    /** Calls `listener` with each log-in that ends from here on; answers what takes it back. */
    readonly onEnded: (listener: (session: string) => void) => () => void
  }
>()("stoa/media/PlaybackSessions") {}

const Grant = Schema.Struct({ user: UserId, session: Schema.String, lesson: LessonName, ends: InstantSchema })
export type Grant = typeof Grant.Type
const decodeGrant = Schema.decodeUnknownEffect(Schema.fromJsonString(Grant))

export interface Playback {
  /** Path of the master playlist; files are relative to it. */
  readonly url: string
  /** After this instant files are refused: ask for a new address before. */
  readonly ends: Instant
}

/** The lesson a module's `content_url` names in the catalogue, as in `lesson:phishing-mail`. */
export const lessonIn = (contentUrl: string | null): string | undefined =>
  contentUrl?.startsWith("lesson:") === true ? contentUrl.slice("lesson:".length) : undefined

export class PlaybackGrants extends Context.Service<
  PlaybackGrants,
  {
    /** `not_found` where there is no such lesson. Whether the person may watch it is decided before. */
    readonly issue: (person: Person, lesson: string) => Effect.Effect<Playback, Refusal>
    /** `forbidden` for what is forged or another lesson's, or when the log-in has ended; `token_expired` after its end. */
    readonly admit: (grant: string, lesson: string) => Effect.Effect<Grant, Refusal>
  }
>()("stoa/media/PlaybackGrants") {
  static readonly layer = (settings: { readonly life: Duration.Duration } = { life: Duration.minutes(10) }) =>
    Layer.effect(PlaybackGrants, make(Duration.toMillis(settings.life)))
}

/** How long an answer about a log-in is believed without a notice to the contrary. */
const believedMs = 30_000

const forbidden = refuse("forbidden", { message: "This address does not open the lesson. Open the lesson again." })
const expired = refuse("token_expired", { message: "This address has expired. Open the lesson again." })

const make = Effect.fnUntraced(function* (lifeMs: number) {
  const { bytes: key } = yield* PlaybackKey
  const sessions = yield* PlaybackSessions
  const lessons = yield* Lessons

  /** Log-ins known to be on, and until when that is believed. */
  const live = new Map<string, number>()
  /** Log-ins known to have ended, kept until no grant of theirs can be left: an answer under way may be older. */
  const ended = new Map<string, number>()
  const clock = yield* Clock.Clock
  const note = (notes: Map<string, number>, session: string, until: number): void => {
    notes.set(session, until)
    if (notes.size < 2_000) return
    const now = clock.currentTimeMillisUnsafe()
    for (const [each, end] of notes) if (end <= now) notes.delete(each)
  }
  yield* Effect.acquireRelease(
    Effect.sync(() =>
      sessions.onEnded((session) => {
        live.delete(session)
        note(ended, session, clock.currentTimeMillisUnsafe() + lifeMs)
      })
    ),
    (takeBack) => Effect.sync(takeBack)
  )

  let changes = 0
  yield* Effect.acquireRelease(
    Effect.sync(() =>
      sessions.onChanged(() => {
        changes += 1
        live.clear()
      })
    ),
    (takeBack) => Effect.sync(takeBack)
  )

  const isLive = Effect.fnUntraced(function* (session: string, now: number) {
    if (ended.has(session)) return false
    const until = live.get(session)
    if (until !== undefined && until > now) return true
    const before = changes
    if (!(yield* sessions.isLive(session)) || ended.has(session)) return false
    // What was asked before the change does not answer for after it, and is asked again next time.
    if (before === changes) note(live, session, now + believedMs)
    return true
  })

  const sign = (payload: string): Buffer => createHmac("sha256", key).update("stoa playback 1\n").update(payload).digest()

  return PlaybackGrants.of({
    issue: Effect.fnUntraced(function* (person, name) {
      const lesson = lessons.find(name)
      if (lesson === undefined) return yield* Effect.fail(refuse("not_found"))
      const ends = instant((yield* Clock.currentTimeMillis) + lifeMs)
      const grant: Grant = { user: person.userId, session: person.session, lesson: lesson.name, ends }
      const payload = Buffer.from(JSON.stringify(grant)).toString("base64url")
      return { url: `/media/${payload}.${sign(payload).toString("base64url")}/${lesson.name}/${lesson.entry}`, ends }
    }),
    admit: Effect.fnUntraced(function* (grant, lesson) {
      const dot = grant.indexOf(".")
      const payload = grant.slice(0, Math.max(dot, 0))
      const signature = Buffer.from(grant.slice(dot + 1), "base64url")
      const expected = sign(payload)
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return yield* Effect.fail(forbidden)
      const claims = yield* decodeGrant(Buffer.from(payload, "base64url").toString()).pipe(Effect.mapError(() => forbidden))
      if (claims.lesson !== lesson) return yield* Effect.fail(forbidden)
      const now = yield* Clock.currentTimeMillis
      if (now >= claims.ends) return yield* Effect.fail(expired)
      if (!(yield* isLive(claims.session, now))) return yield* Effect.fail(forbidden)
      return claims
    })
  })
})
