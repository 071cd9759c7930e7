/**
 * `npm run demo`: the main job to look at. A learner studies, takes the quiz and sits the exam, while a proctor and an
 * instructor watch. Against the server named by `STOA_URL` (accounts from `STOA_DATA`), or one started for the purpose.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { StoaClient, StoaError } from "../client/index.ts"
import { projectPath } from "../engine/project.ts"
import { answerSheet } from "./demo/answer-sheet.ts"
import { startOwnEngine } from "./demo/own-engine.ts"
import { perform, type Cast, type Login } from "./demo/play.ts"
import { terminal } from "./demo/terminal.ts"

/** The whole play takes half of it. */
const longest = 58_000

const decodePasswords = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Record(Schema.String, Schema.String)))

const accountsIn = (data: string): ((role: string) => Login) => {
  const passwords = decodePasswords(readFileSync(join(data, "demo-accounts.json"), "utf8"))
  return (role) => {
    const email = `${role}@academy.example`
    const password = passwords[email]
    if (password === undefined) throw new Error(`no password for ${email} in ${data}; set STOA_DATA to the server's data folder`)
    return { email, password }
  }
}

/** On a server that lives on, the demo's own learner may have used up their attempts: a fresh one comes each time. */
const freshLearner = async (url: string): Promise<Login> => {
  const login = { email: `demo-${randomUUID()}@academy.example`, password: randomUUID() }
  await new StoaClient({ url }).register({ ...login, first_name: "Demo", last_name: "Learner", time_zone: "UTC" })
  return login
}

const show = async (signal: AbortSignal): Promise<void> => {
  const out = terminal(process.stdout)
  const given = process.env["STOA_URL"]
  if (given === undefined) out.say("stage", "starting an engine with a database of its own …")
  const engine = given === undefined ? await startOwnEngine(signal) : undefined
  try {
    const url = engine?.url ?? given ?? ""
    out.say("stage", `on ${url}`)
    const account = accountsIn(engine?.data ?? process.env["STOA_DATA"] ?? "./.stoa")
    const cast: Cast = {
      learner: engine === undefined ? await freshLearner(url) : account("student"),
      proctor: account("proctor"),
      instructor: account("instructor")
    }
    const sheet = (name: string) => answerSheet(projectPath("scripts", "academy", "foundations", name))
    await perform({ url, cast, terminal: out, quiz: sheet("quiz.json"), exam: sheet("exam.json"), signal })
    out.act("That was all of it, and none of it can be lost.")
  } finally {
    await engine?.stop()
  }
}

const usage = `usage: npm run demo

A learner studies, takes the quiz and sits the exam, while a proctor and an instructor watch. Takes half a minute.

  STOA_URL    a running server's address; without it an engine with a database of its own is started for the purpose
  STOA_DATA   that server's data folder, for the demo accounts' passwords; ./.stoa unless given
`
const args = process.argv.slice(2)
if (args.length > 0) {
  const asked = args.includes("--help") || args.includes("-h")
  ;(asked ? process.stdout : process.stderr).write(asked ? usage : `unknown argument ${args[0]}\n\n${usage}`)
  process.exit(asked ? 0 : 2)
}

const giveUp = new AbortController()
const tooLong = setTimeout(() => giveUp.abort(new Error(`the demo took longer than ${longest / 1000} s`)), longest)
let interrupted = false
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    interrupted = true
    giveUp.abort(new Error("interrupted"))
  })
}
const aborted = new Promise<never>((_, reject) => {
  giveUp.signal.addEventListener("abort", () => reject(giveUp.signal.reason), { once: true })
})

const showing = show(giveUp.signal)
try {
  await Promise.race([showing, aborted])
} catch (error) {
  if (interrupted) process.exitCode = 130
  else {
    process.exitCode = 1
    const code = error instanceof StoaError ? ` [${error.code}${error.field === undefined ? "" : `: ${error.field}`}]` : ""
    process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}${code}\n`)
  }
  giveUp.abort(error)
  // The engine is stopped in any case.
  await showing.catch(() => {})
}
clearTimeout(tooLong)
process.exit()
