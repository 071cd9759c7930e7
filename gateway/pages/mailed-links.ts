/**
 * The page that links in mail lead to. It asks with a button, since programs that look at mail follow links; what it sends goes
 * to the same API as everybody's. The policy names its one script and its one style by their hashes, and nothing else may run.
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { Layer } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { projectPath } from "../../engine/project.ts"

const paths = ["/account/confirm", "/account/password", "/courses/invitation"] as const

const hashOf = (html: string, tag: "script" | "style"): string => {
  const [, inside = ""] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html) ?? []
  return `'sha256-${createHash("sha256").update(inside).digest("base64")}'`
}

const policyFor = (html: string): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(html, "script")}`,
    `style-src ${hashOf(html, "style")}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join("; ")

const page = (): HttpServerResponse.HttpServerResponse => {
  const html = readFileSync(projectPath("gateway", "pages", "mailed-link.html"), "utf8")
  return HttpServerResponse.text(html, {
    contentType: "text/html; charset=utf-8",
    headers: { "content-security-policy": policyFor(html), "cache-control": "no-cache" }
  })
}

export const mailedLinksLayer = HttpRouter.use((router) => {
  const answer = page()
  return router.addAll(paths.map((path) => HttpRouter.route("GET", path, answer)))
}).pipe(Layer.orDie)
