/** REST as one layer: the contract's routes and the node's own pages, on the bridge, on the one port. */
import { Cause, Config, Context, Effect, Layer } from "effect"
import { HttpRouter, HttpServer, HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { registry } from "../../actors/registry.ts"
import { Engine } from "../../engine/engine.ts"
import { TrialMarking } from "../../engine/marking.ts"
import { Api } from "../../protocol/rest/api.ts"
import { TokenKeys } from "../auth/token-keys.ts"
import { Health } from "../health.ts"
import { Log } from "../log.ts"
import { makeMetrics } from "../metrics.ts"
import { withoutRule } from "../policy.ts"
import { UwsApp } from "../server.ts"
import { authRoutes, usersRoutes } from "./accounts.ts"
import { actorsRoutes } from "./actors.ts"
import { assessmentsRoutes } from "./assessments.ts"
import { attemptsRoutes } from "./attempts.ts"
import { auditRoutes } from "./audit.ts"
import { authoringRoutes } from "./authoring.ts"
import { banksRoutes } from "./banks.ts"
import { categoriesRoutes } from "./categories.ts"
import { casesRoutes } from "./cases.ts"
import { contentRoutes } from "./content.ts"
import { coursesRoutes } from "./courses.ts"
import { enrolmentRoutes } from "./enrolment.ts"
import { exchangeRoutes } from "./exchange.ts"
import { apiPage, description } from "./description.ts"
import { filesRoutes } from "./files.ts"
import { webPagesLayer } from "../pages/web-pages.ts"
import { facing } from "./headers.ts"
import { authenticatedLayer, envelopedLayer } from "./middleware.ts"
import { onceLayer } from "./once.ts"
import { peopleRoutes } from "./people.ts"
import { profileRoutes, recoveryRoutes } from "./profiles.ts"
import { mfaRoutes } from "./mfa.ts"
import { organisationsRoutes } from "./organisations.ts"
import { rolesRoutes } from "./roles.ts"
import { scheduleRoutes } from "./schedule.ts"
import { settingsRoutes } from "./settings.ts"
import { sittingsRoutes } from "./sittings.ts"
import { teachingRoutes } from "./teaching.ts"
import { timelineRoutes } from "./timeline.ts"
import { takesStream, tusLayer, uploadsRoutes } from "./uploads.ts"
import { makeBridge } from "./uws-bridge.ts"

export class Rest extends Context.Service<
  Rest,
  {
    /** Requests whose answer is not written yet: zero is what a drain waits for. */
    readonly underWay: () => number
  }
>()("stoa/gateway/Rest") {}

const apiRoutes = HttpApiBuilder.layer(Api).pipe(
  Layer.provide([mfaRoutes, recoveryRoutes, profileRoutes, peopleRoutes]),
  Layer.provide([authRoutes, usersRoutes, coursesRoutes, authoringRoutes, teachingRoutes, assessmentsRoutes, attemptsRoutes]),
  Layer.provide([organisationsRoutes, rolesRoutes, enrolmentRoutes, banksRoutes, exchangeRoutes]),
  Layer.provide([categoriesRoutes, casesRoutes, scheduleRoutes, sittingsRoutes, timelineRoutes]),
  Layer.provide(TrialMarking.layer),
  Layer.provide([uploadsRoutes, filesRoutes, contentRoutes]),
  Layer.provide([auditRoutes, settingsRoutes, actorsRoutes]),
  Layer.provide([authenticatedLayer, onceLayer, envelopedLayer]),
  Layer.provide(HttpServer.layerServices)
)

const page = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  "cache-control": "public, max-age=300"
}
const described = HttpServerResponse.text(description, {
  contentType: "application/json",
  headers: { "cache-control": "public, max-age=300" }
})
const documented = Effect.sync(() =>
  HttpServerResponse.text(apiPage(), { contentType: "text/html; charset=utf-8", headers: page })
)
const pageRoutes = Layer.mergeAll(HttpRouter.add("GET", "/openapi.json", described), HttpRouter.add("GET", "/api", documented))

/** Whoever checks access tokens outside of Stoa reads the keys here. A new one stands here hours before it signs. */
const keysRoute = HttpRouter.use((router) =>
  Effect.gen(function* () {
    const { published } = yield* TokenKeys
    yield* router.add(
      "GET",
      "/.well-known/jwks.json",
      Effect.map(published, (set) => HttpServerResponse.jsonUnsafe(set, { headers: { "cache-control": "public, max-age=300" } }))
    )
  })
)

const healthRoute = HttpRouter.use((router) =>
  Effect.gen(function* () {
    const health = yield* Health
    yield* router.add(
      "GET",
      "/health",
      Effect.map(health.report, (report) =>
        HttpServerResponse.jsonUnsafe(report, { status: report.status === "healthy" ? 200 : 503 })
      )
    )
  })
)

const mebibyte = 1024 * 1024
/** Files of courses and banks come within a body, and a course holds all its texts. */
const importing = /^\/api\/v1\/(courses\/import|assessments\/\d+\/import)$/
const maxBodyBytes = (method: string, path: string): number =>
  method === "POST" && importing.test(path) ? 4 * mebibyte : mebibyte
const slowMs = 1_000
const drainPatience = "5 seconds"

const serve = Layer.effect(
  Rest,
  Effect.gen(function* () {
    const missing = withoutRule(Object.values(registry))
    if (missing.length > 0) return yield* Effect.die(new Error(`The policy has no row for: ${missing.join(", ")}`))

    const router = yield* HttpRouter.HttpRouter
    const engine = yield* Engine
    const log = yield* Log
    const { app } = yield* UwsApp
    const trustProxy = yield* Config.Literals(["on", "off"], "STOA_TRUST_PROXY").pipe(Config.withDefault("off" as const))

    const metrics = yield* makeMetrics(engine, () => bridge.underWay())
    yield* router.add(
      "GET",
      "/metrics",
      Effect.map(metrics.text, (text) =>
        HttpServerResponse.text(text, { contentType: "text/plain; version=0.0.4; charset=utf-8" })
      )
    )

    const bridge = makeBridge(router.asHttpEffect(), yield* Effect.context<never>(), {
      maxBodyBytes,
      takesStream,
      now: engine.now,
      trustProxy: trustProxy === "on",
      facing: yield* facing,
      finished: (request) => {
        metrics.finished(request)
        const { cause, ...line } = { ...request, ms: Math.round(request.ms) }
        if (cause !== undefined) log.error({ ...line, err: { stack: Cause.pretty(cause) } }, "A request failed on our side")
        else if (request.ms > slowMs && !request.streamed) log.warn(line, "Slow request")
        else log.debug(line, "Request answered")
      }
    })
    // More particular routes, socket.io's and the media's, come before this one whatever the order.
    bridge.attach(app, "/*")

    // What is under way gets its answer before the services behind it go.
    yield* Effect.addFinalizer(() =>
      Effect.sleep("20 millis").pipe(Effect.repeat({ while: () => bridge.underWay() > 0 }), Effect.timeoutOption(drainPatience))
    )
    return Rest.of({ underWay: bridge.underWay })
  })
)

export const restLayer = serve.pipe(
  Layer.provide([apiRoutes, pageRoutes, webPagesLayer, keysRoute, healthRoute, tusLayer]),
  Layer.provide(HttpRouter.layer),
  Layer.provide(Health.layer)
)
