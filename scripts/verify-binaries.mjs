/**
 * The WebSocket server is a prebuilt binary republished on npm, so the lock file's hash says only that it is what was
 * published there. This compares it with the hash of the official build, for the platform Stoa is run and tested on.
 * Plain JavaScript without dependencies, because it runs before anything that was installed is loaded. By hand:
 * `node scripts/verify-binaries.mjs [folder of the package]`.
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** Binary (platform, architecture, Node's module version) → sha256. Others are used as the lock file has them. */
const official = {
  uws_linux_x64_115: "f4fa5d7b697529b45ac8aa3d57385d9af51bc1d2b26aa9f5b68ca4361542e665"
}

const installed = join(dirname(dirname(fileURLToPath(import.meta.url))), "node_modules", "uWebSockets.js")

/** A sentence about what is wrong, or nothing. Reading and hashing take some ten milliseconds. */
export const binaryFault = (folder = installed) => {
  const name = `uws_${process.platform}_${process.arch}_${process.versions.modules}`
  const expected = official[name]
  if (expected === undefined) return undefined
  const path = join(folder, `${name}.node`)
  const found = createHash("sha256").update(readFileSync(path)).digest("hex")
  if (found === expected) return undefined
  return (
    `${path} is not the official build of uWebSockets.js: its sha256 is ${found}, not ${expected}. ` +
    "Nothing was started. If it stays so after a fresh installation, report it and do not use it."
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fault = binaryFault(process.argv[2])
  process.stderr.write(`${fault ?? "The installed binaries are as they should be."}\n`)
  if (fault !== undefined) process.exitCode = 1
}
