/**
 * The program: what it is made of, top to bottom. Each layer is a part with a folder of its own, and each needs only
 * what stands above it; reading down this page is reading down the architecture.
 */
// First of all, since it compiles only Schemas made after it: decoding a command takes a fraction of the time.
import "effect/schema/SchemaJITCompiler/enable"
import { join } from "node:path"
import { Cause, Effect, Exit, Fiber, Layer, Option, Redacted } from "effect"
import { registry } from "../actors/registry.ts"
import { auditLayer } from "../gateway/audit.ts"
import { accountLifeLayer } from "../gateway/auth/account-life.ts"
import { accountsLayer } from "../gateway/auth/accounts.ts"
import { Lockout } from "../gateway/auth/lockout.ts"
import { Mfa } from "../gateway/auth/mfa.ts"
import { mfaRolesLayer } from "../gateway/auth/mfa-required.ts"
import { Passwords } from "../gateway/auth/passwords.ts"
import { Revocations } from "../gateway/auth/revocations.ts"
import { SigningKeys } from "../gateway/auth/signing.ts"
import { Tokens } from "../gateway/auth/tokens.ts"
import { LiveGateway, liveGatewayLayer } from "../gateway/live/gateway.ts"
import { digestLayer } from "../gateway/live/digest.ts"
import { receiptsLayer } from "../gateway/live/receipts.ts"
import { redisRelayLayer } from "../gateway/live/relay.ts"
import { publisherLayer, Rooms } from "../gateway/live/rooms.ts"
import { logLayer } from "../gateway/log.ts"
import { mailLayer, mailStorageLayer } from "../gateway/mail/mail.ts"
import { policy } from "../gateway/policy.ts"
import { restLayer } from "../gateway/rest/rest.ts"
import { UwsApp, uwsAppLayer } from "../gateway/server.ts"
import { AuditLog } from "../storage/audit/audit-log.ts"
import { Authoring } from "../storage/authoring/authoring.ts"
import { Categories } from "../storage/authoring/categories.ts"
import { CourseImports } from "../storage/authoring/course-imports.ts"
import { ActivityLog } from "../storage/catalogue/activity.ts"
import { banksLayer } from "../storage/catalogue/banks.ts"
import { browsingLayer } from "../storage/catalogue/browsing.ts"
import { factsLayer } from "../storage/catalogue/facts.ts"
import { filesLayer } from "../storage/catalogue/files.ts"
import { keptAnswersLayer } from "../storage/catalogue/kept-answers.ts"
import { invitationsLayer } from "../storage/catalogue/invitations.ts"
import { peopleLayer } from "../storage/catalogue/people.ts"
import { secondFactorsLayer } from "../storage/catalogue/second-factors.ts"
import { sessionsLayer } from "../storage/catalogue/sessions.ts"
import { Organisations } from "../storage/catalogue/organisations.ts"
import { Roles } from "../storage/catalogue/roles.ts"
import { sittingsLayer } from "../storage/catalogue/sittings.ts"
import { uploadRowsLayer } from "../storage/catalogue/uploads.ts"
import { triesLayer } from "../storage/catalogue/tries.ts"
import { Database } from "../storage/database.ts"
import { embeddedPostgres } from "../storage/embedded/embedded-postgres.ts"
import { headsLayer } from "../storage/integrity/heads-layer.ts"
import { keyRotationLayer } from "../storage/keys/rotation.ts"
import { derivationKey } from "../storage/keys/shared-keys.ts"
import { postgresStorageLayer } from "../storage/postgres-storage.ts"
import { SystemSettings } from "../storage/settings/system-settings.ts"
import * as Clock from "./clock.ts"
import { Engine } from "./engine.ts"
import * as GradingPool from "./grading-pool.ts"
import { EngineOpening, engineLayer, nodeLayer, openerLayer, openingLayer } from "./live.ts"
import { demoFolder, greeting, keepActorsTold, placeAcademy } from "./main/academy.ts"
import { grantsLayer, intakeLayer, lessonsLayer, mediaLayer } from "./main/media.ts"
import { type Settings, settings } from "./main/settings.ts"
import { step, telling } from "./main/steps.ts"
import { keepTelling } from "./main/telling.ts"
import { operatingLayer } from "./operating.ts"
import * as Cluster from "./placement/cluster.ts"
import * as ThisNode from "./placement/node.ts"

/** PostgreSQL: the one that is given, or one of our own. */
const databaseLayer = ({ data, databaseUrl, lanes }: Settings) =>
  Layer.unwrap(
    Effect.gen(function* () {
      yield* step("The program is loaded")
      if (databaseUrl !== undefined) return Database.layer({ url: Redacted.value(databaseUrl), lanes })
      const url = yield* embeddedPostgres({ folder: join(data, "postgres") })
      yield* step("PostgreSQL is running", { folder: join(data, "postgres") })
      return Database.layer({ url, lanes })
    })
  ).pipe(telling("The database is connected and up to date"))

/** Signed heads of the journal, outside the database. */
const witnessLayer = ({ data, heads, node }: Settings) =>
  headsLayer({ data, folder: heads, node: node === undefined ? undefined : `${node.host}-${node.port}` })

/** Journal, snapshots, keys, feeds and outages; the catalogue; the one clock. */
const storageLayer = (chosen: Settings) =>
  Clock.layer.pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        factsLayer,
        peopleLayer,
        sessionsLayer,
        banksLayer,
        browsingLayer,
        invitationsLayer,
        sittingsLayer,
        filesLayer,
        uploadRowsLayer,
        secondFactorsLayer,
        triesLayer,
        Roles.layer,
        Organisations.layer,
        ActivityLog.layer,
        Authoring.layer,
        Categories.layer,
        CourseImports.layer.pipe(Layer.provide(banksLayer))
      )
    ),
    Layer.provideMerge(mailStorageLayer(chosen.data)),
    Layer.provideMerge(Layer.merge(SystemSettings.layer, keyRotationLayer(chosen.data))),
    Layer.provideMerge(AuditLog.layer),
    Layer.provideMerge(postgresStorageLayer(chosen.data)),
    Layer.provideMerge(witnessLayer(chosen)),
    Layer.provideMerge(databaseLayer(chosen))
  )

/** Who follows what, here and, by Redis, on other nodes. */
const roomsLayer = ({ redisUrl }: Settings) =>
  Layer.mergeAll(publisherLayer, redisUrl === undefined ? Layer.empty : redisRelayLayer(redisUrl)).pipe(
    Layer.provideMerge(Rooms.layer)
  )

/** The port, who is who, who did what, and the mail that follows. */
const frontLayer = ({ data, confirmEmail }: Settings) =>
  Layer.mergeAll(
    auditLayer,
    mailLayer(data),
    accountLifeLayer({ confirmEmail }).pipe(
      Layer.provideMerge(accountsLayer),
      Layer.provideMerge(Mfa.layer),
      Layer.provideMerge(Layer.mergeAll(Tokens.layer, Lockout.layer)),
      Layer.provideMerge(Layer.mergeAll(Revocations.layer, SigningKeys.layer, Passwords.layer, mfaRolesLayer))
    ),
    uwsAppLayer
  )

/** Slots, placed by the cluster, and the actors in them. */
const actorsLayer = ({ node }: Settings) =>
  Layer.mergeAll(engineLayer, openingLayer, operatingLayer).pipe(
    Layer.provide(
      Layer.unwrap(Effect.map(Database, ({ url }) => Cluster.layer(Redacted.make(url)))).pipe(Layer.provide(openerLayer))
    ),
    Layer.provide(nodeLayer.pipe(Layer.provide(GradingPool.layer))),
    Layer.provide(ThisNode.layer(node)),
    telling("The engine has its slots and takes commands")
  )

/** What people reach: sockets, REST, media. */
const gatewayLayer = ({ data }: Settings) =>
  Layer.mergeAll(liveGatewayLayer(registry, policy), restLayer, mediaLayer).pipe(
    Layer.provide(Layer.unwrap(Effect.map(SigningKeys, ({ access }) => receiptsLayer(access)))),
    Layer.provide(Layer.unwrap(Effect.map(derivationKey(data), keptAnswersLayer))),
    Layer.provide(Layer.unwrap(Effect.map(derivationKey(data), digestLayer))),
    Layer.provideMerge(intakeLayer),
    Layer.provideMerge(grantsLayer),
    Layer.provideMerge(lessonsLayer)
  )

const programLayer = (chosen: Settings) =>
  gatewayLayer(chosen).pipe(
    Layer.provideMerge(actorsLayer(chosen)),
    Layer.provideMerge(Layer.merge(frontLayer(chosen), roomsLayer(chosen))),
    Layer.provideMerge(storageLayer(chosen))
  )

const serve = (chosen: Settings) =>
  Effect.gen(function* () {
    const { host, listen, stopListening } = yield* UwsApp
    const engine = yield* Engine
    const live = yield* LiveGateway
    const seeded = chosen.academy === "demo" ? yield* placeAcademy(demoFolder, chosen.data) : undefined
    yield* keepActorsTold
    yield* step("Courses and sittings are in place")
    yield* (yield* EngineOpening).open
    yield* keepTelling
    const port = yield* listen
    yield* step("The port is open", { host, port, node: process.version, pid: process.pid })
    for (const line of greeting(`http://${host}:${port}`, seeded)) process.stdout.write(`${line}\n`)
    yield* Effect.addFinalizer(() =>
      Effect.gen(function* () {
        yield* Effect.logInfo("Draining: finishing what is under way.")
        yield* stopListening
        yield* live.announceDraining
        yield* engine.drain.pipe(Effect.timeoutOption("8 seconds"))
        yield* live.closeAll
        yield* Effect.logInfo("Everything acknowledged is stored. Good-bye.")
      })
    )
    yield* Effect.never
  })

/** What an operator can mend comes as a tagged error with a sentence; anything else is a defect, and comes whole. */
const sayWhy = (cause: Cause.Cause<unknown>): Effect.Effect<void> => {
  if (Cause.hasInterruptsOnly(cause)) return Effect.void
  const expected = Option.getOrUndefined(Cause.findErrorOption(cause))
  return expected instanceof Error && "_tag" in expected
    ? Effect.logFatal(`Stoa cannot go on: ${expected.message}`)
    : Effect.logFatal("Stoa cannot go on", cause)
}

const program = Effect.gen(function* () {
  const chosen = yield* settings
  yield* Effect.scoped(serve(chosen)).pipe(Effect.provide(programLayer(chosen)))
}).pipe(Effect.tapCause(sayWhy), Effect.provide(logLayer))

const running = Effect.runFork(program)
running.addObserver((exit) => {
  process.exitCode = Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause) ? 0 : 1
  // The binding keeps the loop alive although nothing is left to do.
  setImmediate(() => process.exit())
})
/**
 * Under npm a Ctrl-C comes twice at once, from the terminal and from npm, and the second must not cut the draining short.
 * One that comes a second or more after the first means it: what is acknowledged is stored in any case.
 */
let stoppingSince: number | undefined
const stop = (): void => {
  if (stoppingSince === undefined) {
    stoppingSince = performance.now()
    Effect.runFork(Fiber.interrupt(running))
  } else if (performance.now() - stoppingSince > 1_000) process.exit(1)
}
process.on("SIGINT", stop)
process.on("SIGTERM", stop)
