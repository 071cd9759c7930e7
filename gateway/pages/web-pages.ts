/**
 * The pages that people use, as they were compiled to `dist-web`: read into memory at the start, since all of them are smaller than
 * one photograph, and handed out in the form that was compressed beforehand. What has a hash in its name never changes under that
 * name; the document names the newest of them and is asked for each time.
 *
 * It serves every address that a page has: which page that is, its router finds out. The document of attempts names their room's files,
 * too. An address that no page has stays an honest 404, with a page that says so. Where nothing was compiled (the engine under test, say)
 * there are no pages.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { Effect, Layer } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { projectPath } from "../../engine/project.ts"
import { refuse } from "../../protocol/errors.ts"
import { refusalResponse } from "../rest/answers.ts"
import { type Coding, codingFor } from "../rest/compression.ts"

/** A path that ends with a star includes the one without it. Held against the pages' own router by a test. */
export const pagePaths = [
  "/",
  "/register",
  "/forgot",
  "/account",
  "/account/confirm",
  "/account/password",
  "/courses/*",
  "/assessments/*",
  "/attempts/*",
  "/rooms/*",
  "/reviews/*"
] as const

/** Nothing but this server's own files and answers; no markup may bring a script or a style along. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")

/** What the worker of an attempt's pages may do: fetch those pages. A worker has the policy that it came with, not its page's. */
const workerPolicy = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
const policyOf = (name: string, type: string): string | undefined =>
  name === "worker.js" ? workerPolicy : type.startsWith("text/html") ? policy : undefined

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml"
}

interface Page {
  readonly type: string
  readonly body: Uint8Array
  readonly coded: ReadonlyMap<Coding, Uint8Array>
}

const endings = [
  ["br", ".br"],
  ["gzip", ".gz"]
] as const

/** By path below the folder, with slashes. */
const read = (folder: string): ReadonlyMap<string, Page> => {
  if (!existsSync(folder)) return new Map()
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"))
  const pages = names.flatMap((name) => {
    const type = types[extname(name)]
    if (type === undefined) return []
    const coded = new Map(
      endings.flatMap(([coding, ending]) =>
        names.includes(name + ending) ? [[coding, readFileSync(join(folder, name + ending))] as const] : []
      )
    )
    return [[name, { type, body: readFileSync(join(folder, name)), coded }] as const]
  })
  return new Map(pages)
}

/** Files with a hash in their names, as the compiler of the pages writes them. */
const isLasting = (name: string): boolean => name.startsWith("assets/")

const served = (name: string, { type, body, coded }: Page, status = 200) =>
  Effect.map(HttpServerRequest.HttpServerRequest, ({ headers }) => {
    const coding = codingFor(headers["accept-encoding"])
    const smaller = coding === undefined ? undefined : coded.get(coding)
    const allowed = policyOf(name, type)
    return HttpServerResponse.uint8Array(smaller ?? body, {
      status,
      contentType: type,
      headers: {
        "cache-control": isLasting(name) ? "public, max-age=31536000, immutable" : "no-cache",
        vary: "accept-encoding",
        ...(smaller === undefined || coding === undefined ? {} : { "content-encoding": coding }),
        ...(allowed === undefined ? {} : { "content-security-policy": allowed })
      }
    })
  })

/** An address that nothing has: people get a page that says so, programs the refusal that they get anywhere. */
const nowhere = (document: Page) =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    request.headers["accept"]?.includes("text/html") === true && !request.url.startsWith("/api/")
      ? served("index.html", document, 404)
      : Effect.sync(() => refusalResponse(Date.now(), refuse("not_found")))
  )

export const webPagesLayer = HttpRouter.use((router) => {
  const pages = read(projectPath("dist-web"))
  const document = pages.get("index.html")
  if (document === undefined) return Effect.void
  const files = [...pages].filter(([name]) => !name.endsWith(".html"))
  const documentOf = (path: (typeof pagePaths)[number]): Page =>
    (path === "/attempts/*" ? pages.get("attempts.html") : undefined) ?? document
  return router.addAll([
    ...files.map(([name, page]) => HttpRouter.route("GET", `/${name}`, served(name, page))),
    ...pagePaths.map((path) => HttpRouter.route("GET", path, served("index.html", documentOf(path)))),
    HttpRouter.route("GET", "/*", nowhere(document))
  ])
}).pipe(Layer.orDie)
