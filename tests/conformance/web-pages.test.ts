/** What the pages promise of themselves: how much a first visit loads, and that every address of theirs is served. */
import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { projectPath } from "../../engine/project.ts"
import { pagePaths } from "../../gateway/pages/web-pages.ts"

const built = (file: string): Buffer => readFileSync(projectPath("dist-web", file))
const documents = ["index.html", "attempts.html"] as const
type Document = (typeof documents)[number]
const document = (name: Document): string => built(name).toString("utf8")

/** The scripts that a document names: its own, and those that are fetched with it. */
const firstScripts = (name: Document): ReadonlyArray<Buffer> =>
  [...document(name).matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, file = ""]) => built(file))

describe("the pages", () => {
  it.each(documents)("load at most 150 KB of script, compressed, on a first visit: %s", (name) => {
    const scripts = firstScripts(name)
    const bytes = scripts.reduce((sum, script) => sum + gzipSync(script, { level: 9 }).length, 0)
    expect(scripts.length).toBeGreaterThan(0)
    expect(bytes).toBeLessThanOrEqual(150_000)
  })

  it.each(documents)("leave player, charts and Markdown for when they are needed: %s", (name) => {
    const first = firstScripts(name).join("\n")
    for (const mark of ["EXT-X-", "u-legend", "codeFencedFence"]) expect(first, mark).not.toContain(mark)
  })

  it("are served at every address that their router knows", () => {
    const routes = [...readFileSync(projectPath("web", "app.tsx"), "utf8").matchAll(/path="(\/[^"]+)"/g)].map(
      ([, path = ""]) => path
    )
    expect(routes.length).toBeGreaterThan(5)
    const isServed = (route: string): boolean =>
      pagePaths.some((path) => (path.endsWith("/*") ? `${route}/`.startsWith(path.slice(0, -1)) : path === route))
    expect(routes.filter((route) => !isServed(route))).toEqual([])
  })
  it.each(documents)("have nothing inline, which their policy would refuse: %s", (name) => {
    expect(document(name)).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=/)
  })
})
