/** The administrator's command line against the whole program, as somebody in a terminal or a script uses it. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { slotOf } from "../../engine/slot-of.ts"
import { actorKey, actorRef } from "../../protocol/ids.ts"
import { commandLine, type Ended } from "../../scripts/stoa/command-line.ts"
import { compiled } from "../compiled.ts"
import { testDatabase } from "../postgres.ts"
import { testSecret } from "./fixtures/auth.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
const fresh = await testDatabase()
let stoa: StoaProcess
let home = ""
const configHome = process.env["XDG_CONFIG_HOME"]

/** As a process of its own, which is what terminals and scripts start. `input` is piped in; without it there is none. */
const stoaProgram = async (
  words: ReadonlyArray<string>,
  { input = "", env = {} }: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {}
): Promise<Ended> => {
  const child = spawn(process.execPath, [compiled("scripts/stoa.ts"), ...words], {
    env: { ...process.env, STOA_LOG: "error", ...env }
  })
  child.stdin.end(input)
  let [out, err] = ["", ""]
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text))
  await once(child, "close")
  return { code: child.exitCode ?? Number.NaN, out, err }
}

/** The same in this process: what the program does between reading its arguments and writing what came of them. */
const stoaCommand = commandLine

const json = async (...words: ReadonlyArray<string>) => {
  const { code, out, err } = await stoaCommand([...words, "--json"])
  expect([code, err]).toEqual([0, ""])
  return JSON.parse(out)
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "stoa-cli-"))
  process.env["XDG_CONFIG_HOME"] = home
  stoa = await startStoa(url)
})
afterAll(async () => {
  if (configHome === undefined) delete process.env["XDG_CONFIG_HOME"]
  else process.env["XDG_CONFIG_HOME"] = configHome
  await stoa.stop()
  await rm(home, { recursive: true, force: true })
})

const admin = () => stoa.accounts["admin"] ?? { email: "", password: "" }

describe("the command line", () => {
  it("CLI-1 says what there is, of all, an area and a verb, and ends with 2 where it is called wrongly", async () => {
    const whole = await stoaProgram(["--help"])
    expect([whole.code, whole.out]).toEqual([0, expect.stringMatching(/people import .*\n[^]*audit list/)])
    expect((await stoaCommand(["people", "--help"])).out).not.toContain("audit list")
    expect((await stoaCommand(["people", "import", "--help"])).out).toContain("--dry-run")
    for (const words of [[], ["people"], ["people", "fly"], ["people", "role", "7"], ["people", "list", "--nonsense"]])
      expect([words, (await stoaCommand(words)).code]).toEqual([words, 2])
  })

  it("CLI-2 says where nobody is logged in (3), and where no server answers (4)", async () => {
    expect(await stoaCommand(["whoami"])).toMatchObject({ code: 3, err: expect.stringContaining("stoa -- login") })
    const nowhere = await stoaProgram(["login", "a@b.example", "--url", "http://127.0.0.1:9"], { input: "some password\n" })
    expect(nowhere).toMatchObject({ code: 4, err: expect.stringContaining("No server answers") })
  })

  it("CLI-3 logs in with a password from standard input or the environment, and keeps the log-in to oneself", async () => {
    const { email, password } = admin()
    const wrong = await stoaProgram(["login", email, "--url", stoa.origin], { input: "not it\n" })
    expect(wrong).toMatchObject({ code: 1, out: "", err: expect.stringContaining("[bad_credentials]") })
    expect(wrong.err).not.toContain("not it")
    expect((await stoaProgram(["login", email, "--url", stoa.origin], { env: { STOA_PASSWORD: password } })).code).toBe(0)
    expect((await stoaProgram(["login", email, "--url", stoa.origin], { input: `${password}\n` })).code).toBe(0)
    expect(await json("whoami")).toMatchObject({ email, role: "admin" })
    const kept = join(home, "stoa", "log-in.json")
    expect((await stat(kept)).mode & 0o777).toBe(0o600)
    expect((await stat(join(home, "stoa"))).mode & 0o777).toBe(0o700)
  })

  it("CLI-4 imports people from CSV, with a report for each row, and once however often it is run", async () => {
    const file = join(home, "people.csv")
    await writeFile(
      file,
      "\ufeffemail,role,first_name,last_name\nnoor@school.example,instructor,Noor,Haddad\nnobody,student,No,Body\nfinn@school.example,student,Finn,Berg\n"
    )
    const dry = await stoaCommand(["people", "import", file, "--dry-run", "--json"])
    expect(JSON.parse(dry.out)).toMatchObject([{ outcome: "would be invited" }, { row: 3 }, { outcome: "would be invited" }])
    for (let time = 0; time < 2; time++) {
      const { code, out } = await (time === 0 ? stoaProgram : stoaCommand)(["people", "import", file, "--json"])
      expect(code).toBe(1)
      expect(JSON.parse(out)).toMatchObject([
        { row: 2, email: "noor@school.example", outcome: expect.stringMatching(/^invited as \d+$/) },
        { row: 3, email: "nobody", outcome: expect.stringMatching(/^refused/) },
        { row: 4, email: "finn@school.example", outcome: expect.stringMatching(/^invited as \d+$/) }
      ])
    }
    const { accounts } = await json("people", "list", "--role", "instructor")
    expect(accounts.filter(({ email }: { email: string }) => email === "noor@school.example")).toHaveLength(1)
  })

  it("CLI-5 gives a role, closes and opens an account, and shows what the server refuses as a sentence", async () => {
    const { accounts } = await json("people", "list", "--search", "Finn")
    const id = String(accounts[0].id)
    expect(await json("people", "role", id, "mentor")).toMatchObject({ role: "mentor" })
    expect(await json("people", "deactivate", id)).toMatchObject({ is_active: false })
    expect(await json("people", "reactivate", id)).toMatchObject({ is_active: true })
    const { id: own } = await json("whoami")
    const last = await stoaCommand(["people", "deactivate", String(own)])
    expect(last).toMatchObject({ code: 1, out: "", err: expect.stringContaining("[last_administrator]") })
  })

  it("CLI-6 lists courses, log-ins and the audit log, as tables and as JSON", async () => {
    expect((await json("courses", "list")).courses.length).toBeGreaterThan(0)
    expect((await stoaCommand(["courses", "list"])).out).toMatch(/^id +title +status/)
    const sessions = await json("sessions", "list")
    const other = sessions.find(({ current }: { current: boolean }) => !current)
    expect(await json("sessions", "revoke", other.id)).toEqual({ ended: 1 })
    expect(await json("audit", "list", "--limit", "5")).toEqual({ entries: expect.any(Array), next: expect.any(Number) })
  })

  it("CLI-9 verifies that each entry of the audit log follows the one before it, and names the one that does not", async () => {
    const whole = await stoaCommand(["audit", "verify"])
    expect(whole).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+ entries, each of which follows [^]*npm run verify -- --audit/)
    })
    await sql.unsafe(
      "alter table audit_log disable trigger all; update audit_log set at = at - 1 where seq = 2; alter table audit_log enable trigger all"
    )
    const changed = await stoaCommand(["audit", "verify", "--json"])
    expect([changed.code, JSON.parse(changed.out).broken]).toEqual([1, [2]])
  })

  it("CLI-10 lists live actors, shows one, and tries again what got stuck", async () => {
    const { id } = await json("whoami")
    const { actors } = await json("actors", "list", "--type", "course")
    expect((await stoaCommand(["actors", "list"])).out).toMatch(/^actor +slot +seq +mailbox/)
    const shown = await stoaCommand(["actors", "show", actors[0].actor])
    expect([shown.code, shown.out]).toEqual([0, expect.stringContaining(`${actors[0].actor} on `)])
    expect((await stoaCommand(["actors", "show", `learner/${id + 1_000}`])).out).toContain("not in the memory of")
    const command = JSON.stringify({ _tag: "Whisper" })
    await sql`
      insert into reactions (source, seq, index, slot, target, hop, command, parked)
      values ('course/1', 5, 0, ${slotOf(actorKey(actorRef("course", 1)))}, ${`learner/${id}`}, 1, ${command}, 'not_found')`
    expect((await json("actors", "parked")).parked).toMatchObject([{ source: "course/1", seq: 5, index: 0 }])
    const again = await stoaCommand(["actors", "retry", "course/1", "5", "0"])
    expect(again).toMatchObject({ code: 1, out: expect.stringContaining("refused again, as invalid") })
    for (const words of [
      ["show", "dragon/1"],
      ["list", "--type", "dragon"],
      ["retry", "course/1", "5", "x"]
    ])
      expect((await stoaCommand(["actors", ...words])).code).toBe(2)
    expect((await stoaCommand(["actors", "retry", "course/1", "6", "0"])).err).toContain("[not_found]")
  })

  it("CLI-11 writes banks and courses out and takes them in, to and from files, once however often it is run", async () => {
    const [quiz] = await sql`
      select id, course_id, questions->'questions'->0->>'id' as question from assessments where assessment_type = 'quiz' order by id limit 1`
    const [id, course] = [String(quiz?.["id"]), String(quiz?.["course_id"])]
    const [table, whole] = [join(home, "bank.csv"), join(home, "course.json")]
    expect((await stoaCommand(["banks", "export", id, table])).out).toContain("Written to")
    expect((await stoaProgram(["banks", "export", id, "--csv"])).out).toBe(await readFile(table, "utf8"))
    expect(await json("banks", "import", id, table)).toMatchObject({ outcome: "unchanged" })
    await writeFile(table, `${await readFile(table, "utf8")}question,${quiz?.["question"]},riddle,What?\r\n`)
    const wrong = await stoaCommand(["banks", "import", id, table])
    expect(wrong).toMatchObject({ code: 1, out: expect.stringMatching(/^refused: [^]*row \d+, [^]*\[error\]/) })

    expect((await stoaCommand(["courses", "export", course, whole])).code).toBe(0)
    expect(await json("courses", "import", whole, "--dry-run")).toMatchObject({ outcome: "would_import", course_id: null })
    const made = await json("courses", "import", whole)
    expect(made).toMatchObject({ outcome: "imported" })
    const again = await stoaCommand(["courses", "export", String(made.course_id)])
    const { thumbnail_url: _, ...file } = JSON.parse(await readFile(whole, "utf8"))
    expect(JSON.parse(again.out)).toMatchObject(file)
  })

  it("CLI-7 logs out, and forgets the log-in", async () => {
    expect((await stoaProgram(["logout"])).code).toBe(0)
    expect((await stoaCommand(["whoami"])).code).toBe(3)
  })

  it("CLI-8 makes the first administrator, once", async () => {
    const data = await mkdtemp(join(home, "data-"))
    const env = { DATABASE_URL: fresh.url, STOA_DATA: data, STOA_SECRET: testSecret, STOA_PASSWORD: "a long walk by the sea" }
    const weak = await stoaProgram(["admin", "create-first", "ada@school.example"], {
      env: { ...env, STOA_PASSWORD: "password" }
    })
    expect(weak).toMatchObject({ code: 1, err: expect.stringContaining("Choose another") })
    const [one, two] = await Promise.all(
      ["ada@school.example", "eve@school.example"].map((email) => stoaProgram(["admin", "create-first", email], { env }))
    )
    expect([one?.code, two?.code].sort()).toEqual([0, 1])
    expect(`${one?.err}${two?.err}`).toContain("There is an administrator already.")
    const [row] = await fresh.sql`select count(*)::int as n from users where role = 'admin'`
    expect(row?.["n"]).toBe(1)
    expect(await sql`select 1 from users where role = 'admin'`).toHaveLength(1)
  })
})
