/**
 * The two steps that come before anything runs: install what is locked, compile what changed. Plain JavaScript
 * without dependencies, because it runs where nothing has been installed yet.
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { binaryFault } from "./verify-binaries.mjs"

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const at = (...path) => join(root, ...path)

/** Says what is wrong and which command mends it, and ends the process. */
const fail = (sentence, command) => {
  process.stderr.write(`\n${sentence}\nRun this, then try again:\n\n    ${command}\n\n`)
  process.exit(1)
}

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Stoa needs Node 20.19 or newer; this is Node ${process.versions.node}.`, "nvm install 20   # or see https://nodejs.org")
}

const packagesOf = (file) => {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages
  } catch {
    return undefined
  }
}

/**
 * npm writes a lock of its own into node_modules as the last act of an installation, so comparing it with ours tells
 * an interrupted or outdated installation from a whole one, without a stamp that could lie.
 */
const isInstalled = () => {
  const installed = packagesOf(at("node_modules", ".package-lock.json"))
  if (installed === undefined) return false
  return Object.entries(packagesOf(at("package-lock.json"))).every(([path, locked]) => {
    if (path === "") return true
    const present = installed[path]
    return present === undefined ? locked.optional === true : present.version === locked.version
  })
}

const installPackages = () => {
  process.stderr.write("Installing what package-lock.json names …\n")
  const args = ["ci", "--include=dev", "--include=optional", "--no-fund", "--no-audit", "--loglevel=error"]
  const npm = process.env.npm_execpath
  const run =
    npm === undefined
      ? spawnSync("npm", args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" })
      : spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ["ignore", 2, 2] })
  if (run.status !== 0) fail("The packages could not be installed (see above).", "npm ci")
}

/** Also where nothing had to be installed: a binary that was refused must not pass the second time. */
export const install = () => {
  if (!isInstalled()) installPackages()
  const fault = binaryFault()
  if (fault !== undefined) fail(fault, "rm -rf node_modules && npm ci")
}

/**
 * What is compiled, from what, and by what. `npm run <check>` shows its faults at leisure.
 */
const programs = {
  output: "dist",
  folders: [
    "protocol",
    "actors",
    "engine",
    "storage",
    "media",
    "gateway",
    "client",
    "scripts",
    "bench",
    "tests/conformance/fixtures",
    "tests/integration/fixtures"
  ],
  files: ["tsconfig.json", "tsconfig.build.json", "package-lock.json", "scripts/bundle.mjs"],
  sources: /\.ts$/,
  compile: (next) => [
    [at("node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json", "--outDir", next],
    [at("scripts", "bundle.mjs"), next]
  ],
  check: "types"
}
const pages = {
  output: "dist-web",
  folders: ["web", "client", "protocol"],
  files: ["package-lock.json"],
  sources: /\.(?:ts|tsx|css|html|svg|json)$/,
  compile: (next) => [
    [
      at("node_modules", "vite", "bin", "vite.js"),
      ...["build", "--config", "web/vite.config.ts", "--outDir", at(next), "--logLevel", "warn"]
    ]
  ],
  check: "types"
}

/** One line per source file: its path, size and time of change. */
const fingerprint = ({ folders, files, sources }) => {
  const lines = files.map((file) => at(file))
  const visit = (folder) => {
    if (!existsSync(folder)) return
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) visit(path)
      else if (sources.test(entry.name)) lines.push(path)
    }
  }
  for (const folder of folders) visit(at(folder))
  const hash = createHash("sha256")
  for (const path of lines.sort()) {
    const { size, mtimeMs } = statSync(path)
    hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`)
  }
  return hash.digest("hex")
}

/**
 * Compiles when a source changed. The new tree is made beside the old one and renamed, so that a program under way never reads
 * half of each and deleted sources leave nothing behind.
 */
const refresh = ({ output, compile, check, ...from }) => {
  const stamp = at(output, ".built-from")
  const wanted = fingerprint(from)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return
  const next = `${output}.next-${process.pid}`
  const old = `${output}.old-${process.pid}`
  // What tests have compiled is what people get: a test runner's own mode would leave out what is for them alone.
  const env = { ...process.env, NODE_ENV: "production" }
  const done = compile(next).every(
    (step) => spawnSync(process.execPath, step, { cwd: root, stdio: ["ignore", 2, 2], env }).status === 0
  )
  if (!done) {
    rmSync(at(next), { recursive: true, force: true })
    fail("The sources do not compile (see above).", `npm run ${check}`)
  }
  writeFileSync(at(next, ".built-from"), wanted)
  try {
    if (existsSync(at(output))) renameSync(at(output), at(old))
    renameSync(at(next), at(output))
  } catch (error) {
    // Another process built at the same moment from the same sources; its tree serves as well.
    if (!existsSync(stamp)) throw error
    rmSync(at(next), { recursive: true, force: true })
  }
  rmSync(at(old), { recursive: true, force: true })
}

/** Programs to `dist`, pages to `dist-web`. */
export const build = () => {
  refresh(programs)
  refresh(pages)
}

/**
 * Runs a compiled program inside this process, so that signals, standard streams and the exit code are the
 * program's own, with nobody in between to pass them on.
 */
export const run = async (program, args) => {
  install()
  build()
  const path = at("dist", program.replace(/\.ts$/, ".js"))
  if (!existsSync(path)) fail(`There is no program ${program}.`, "npm run")
  process.argv = [process.execPath, path, ...args]
  process.setSourceMapsEnabled(true)
  await import(path)
}
