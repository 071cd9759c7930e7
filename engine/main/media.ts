/** The media part, wired to the gateway's app and log-ins: it knows neither. */
import { Effect, Layer } from "effect"
import { Revocations } from "../../gateway/auth/revocations.ts"
import { SigningKeys } from "../../gateway/auth/signing.ts"
import { StandingChanges } from "../../gateway/auth/standing-news.ts"
import { Tokens } from "../../gateway/auth/tokens.ts"
import { mayPlay } from "../../gateway/policy.ts"
import { UwsApp } from "../../gateway/server.ts"
import { PlaybackGrants, PlaybackKey, PlaybackSessions } from "../../media/grants.ts"
import { picturesLayer } from "../../media/intake/pictures.ts"
import { Intake, uploadsLayer } from "../../media/intake/uploads.ts"
import { Lessons } from "../../media/lessons.ts"
import { MediaApp, mediaRoutes } from "../../media/routes.ts"
import { projectPath } from "../project.ts"

const appLayer = Layer.effect(
  MediaApp,
  Effect.map(UwsApp, ({ app }) => ({ app }))
)

const keyLayer = Layer.effect(
  PlaybackKey,
  Effect.map(SigningKeys, ({ access }) => ({ bytes: access }))
)

const sessionsLayer = Layer.effect(
  PlaybackSessions,
  Effect.gen(function* () {
    const tokens = yield* Tokens
    const standing = yield* StandingChanges
    const revocations = yield* Revocations
    return {
      isLive: (session: string) =>
        tokens.personOf(session).pipe(
          Effect.map((person) => person !== undefined && mayPlay(person, "lesson") === undefined),
          Effect.catch((refusal) => (refusal.code === "mfa_enrolment_required" ? Effect.succeed(false) : Effect.fail(refusal)))
        ),
      onEnded: revocations.onRevoked,
      onChanged: (listener: () => void) => standing.onChanged(listener)
    }
  })
)

export const lessonsLayer = Lessons.layer([projectPath("media", "academy")])

export const grantsLayer = PlaybackGrants.layer().pipe(Layer.provideMerge(sessionsLayer), Layer.provide(keyLayer))

export const mediaLayer = mediaRoutes.pipe(Layer.provide(appLayer))

/** What people bring: uploads, and the pictures made of them. */
export const intakeLayer = Layer.merge(uploadsLayer, picturesLayer).pipe(Layer.provideMerge(Intake.layer))
