/**
 * Keeps the pages of an attempt on the device, and nothing else: the document and the hashed files it needs, so that a reload in the
 * middle of an exam works without a connection. It stands under `/attempts/` only; other pages never pass through it, and answers of the
 * API are neither read nor kept here.
 *
 * The network comes first for the document, so that a new version is taken as soon as it can be had. A worker of a new version waits
 * until the pages of the old one are gone, and only then lets go of their files: an exam that is under way never loses them.
 */
interface KeptFiles {
  readonly version: string
  readonly files: ReadonlyArray<string>
}

/** Written by the compiler of the pages (`web/vite.config.ts`). */
declare const STOA_KEPT_FILES: KeptFiles
declare const self: ServiceWorkerGlobalScope

const { version, files } = STOA_KEPT_FILES
const family = "stoa-attempts-"
const cacheName = family + version
/** Any address below it is answered with the one document. */
const documentPath = "/attempts/"
/** A network that takes longer than this to bring the document is as good as none, in ms. */
const patience = 4_000

const keep = async (): Promise<void> => {
  const cache = await caches.open(cacheName)
  await cache.addAll([...files, `${documentPath}0`])
}

const letGo = async (): Promise<void> => {
  const old = (await caches.keys()).filter((name) => name.startsWith(family) && name !== cacheName)
  await Promise.all(old.map((name) => caches.delete(name)))
}

const kept = async (path: string): Promise<Response | undefined> => (await caches.open(cacheName)).match(path)

const documentFor = async (request: Request): Promise<Response> => {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience))
  const asked = fetch(request).catch(() => undefined)
  const answer = await Promise.race([asked, late])
  // A proxy whose server is gone answers for it.
  if (answer !== undefined && answer.status < 500) return answer
  return (await kept(`${documentPath}0`)) ?? answer ?? (await asked) ?? Response.error()
}

const fileFor = async (request: Request, path: string): Promise<Response> => (await kept(path)) ?? fetch(request)

self.addEventListener("install", (event) => event.waitUntil(keep()))
self.addEventListener("activate", (event) => event.waitUntil(letGo().then(() => self.clients.claim())))
self.addEventListener("fetch", (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== "GET" || origin !== self.location.origin) return
  if (request.mode === "navigate") event.respondWith(documentFor(request))
  else if (files.includes(pathname)) event.respondWith(fileFor(request, pathname))
})
