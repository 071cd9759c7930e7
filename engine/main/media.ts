/** The media part, wired to the gateway's app and log-ins: it knows neither. */
import { Effect, Layer } from "effect"
import { Revocations } from "../../gateway/auth/revocations.ts"
import { SigningKeys } from "../../gateway/auth/signing.ts"
import { UwsApp } from "../../gateway/server.ts"
import { PlaybackGrants, PlaybackKey, PlaybackSessions } from "../../media/grants.ts"
import { picturesLayer } from "../../media/intake/pictures.ts"
import { Intake, uploadsLayer } from "../../media/intake/uploads.ts"
import { Lessons } from "../../media/lessons.ts"
import { MediaApp, mediaRoutes } from "../../media/routes.ts"
import { refuse } from "../../protocol/errors.ts"
import { People } from "../../storage/catalogue/people.ts"
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
    const people = yield* People
    const revocations = yield* Revocations
    return {
      isLive: (session: string) =>
        people.ofSession(session).pipe(
          Effect.map((person) => person !== undefined),
          Effect.mapError(() => refuse("unavailable", { retryAfterMs: 1_000 }))
        ),
      onEnded: revocations.onRevoked
    }
  })
)

export const lessonsLayer = Lessons.layer([projectPath("media", "academy")])

export const grantsLayer = PlaybackGrants.layer().pipe(Layer.provideMerge(sessionsLayer), Layer.provide(keyLayer))

export const mediaLayer = mediaRoutes.pipe(Layer.provide(appLayer))

/** What people bring: uploads, and the pictures made of them. */
export const intakeLayer = Layer.merge(uploadsLayer, picturesLayer).pipe(Layer.provideMerge(Intake.layer))
