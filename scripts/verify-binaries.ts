/**
 * The WebSocket server is a prebuilt binary republished on npm, so the lock file's hash says only that it is what was
 * published there. This compares it with the hash of the official build, for the platform Stoa is run and tested on.
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"

/** Binary (platform, architecture, Node's module version) → sha256. Others are used as the lock file has them. */
const official: Readonly<Record<string, string>> = {
  uws_linux_x64_115: "f4fa5d7b697529b45ac8aa3d57385d9af51bc1d2b26aa9f5b68ca4361542e665"
}

export interface Verdict {
  readonly binary: string
  readonly verdict: "official" | "unlisted" | "different"
}

export const verifyBinaries = (): Verdict => {
  const binary = `uws_${process.platform}_${process.arch}_${process.versions.modules}`
  const expected = official[binary]
  if (expected === undefined) return { binary, verdict: "unlisted" }
  const folder = dirname(createRequire(import.meta.url).resolve("uWebSockets.js"))
  const found = createHash("sha256")
    .update(readFileSync(join(folder, `${binary}.node`)))
    .digest("hex")
  return { binary, verdict: found === expected ? "official" : "different" }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { binary, verdict } = verifyBinaries()
  process.stderr.write(`${binary}: ${verdict}\n`)
  if (verdict === "different") {
    process.stderr.write("This is not the official build. Remove node_modules, run `npm ci`, and if it stays so, report it.\n")
    process.exitCode = 1
  }
}
