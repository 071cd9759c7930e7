/** Accounts: listed, invited, imported, given a role, closed and opened again. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { parse } from "csv-parse/sync"
import { Result, Schema } from "effect"
import { UserId } from "../../protocol/ids.ts"
import { Role } from "../../protocol/principal.ts"
import { Invitation } from "../../protocol/rest/people.ts"
import { ask } from "./api.ts"
import { type Area, numbered, type Said, Trouble } from "./verb.ts"

const brief = (account: {
  readonly id: number
  readonly email: string | null
  readonly role: string
  readonly is_active: boolean
  readonly first_name: string
  readonly last_name: string
}) => ({
  id: account.id,
  email: account.email,
  role: account.role,
  active: account.is_active,
  name: `${account.first_name} ${account.last_name}`
})

const isRole = Schema.is(Role)
const roleOf = (given: string | undefined): Role => {
  if (!isRole(given)) throw new Trouble(`${given ?? "nothing"} is no role.`, 2)
  return given
}
const readInvitation = Schema.decodeUnknownResult(Invitation, { onExcessProperty: "error" })

/** The same row gets the same key, so that an import that was broken off can be run again. */
const keyOf = (invitation: typeof Invitation.Type): string =>
  `import-${createHash("sha256").update(JSON.stringify(invitation)).digest("hex").slice(0, 40)}`

interface Row {
  readonly row: number
  readonly email: string
  readonly outcome: string
}

const invite = async (given: unknown, row: number, dry: boolean): Promise<Row> => {
  const read = readInvitation(given)
  const email = String(Reflect.get(Object(given), "email"))
  if (Result.isFailure(read)) return { row, email, outcome: `refused: ${read.failure.message.replaceAll("\n", " ")}` }
  if (dry) return { row, email, outcome: "would be invited" }
  try {
    const payload = read.success
    const { data } = await ask((client) => client.people.invite({ payload }), { key: keyOf(payload) })
    return { row, email, outcome: `invited as ${data.id}` }
  } catch (error) {
    if (!(error instanceof Trouble) || error.exitCode !== 1) throw error
    return { row, email, outcome: error.message.includes("[email_taken]") ? "there already" : `refused: ${error.message}` }
  }
}

const importFrom = async (file: string, dry: boolean): Promise<Said> => {
  let given: ReadonlyArray<Record<string, string>>
  try {
    given = parse(readFileSync(file, "utf8"), { columns: true, bom: true, trim: true, skip_empty_lines: true })
  } catch (error) {
    throw new Trouble(`${file} could not be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const rows: Array<Row> = []
  for (const [index, fields] of given.entries()) {
    // An empty cell is a field that is not there.
    const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""))
    rows.push(await invite(filled, index + 2, dry))
  }
  return { data: rows, rows: rows.map((row) => ({ ...row })), failed: rows.some(({ outcome }) => outcome.startsWith("refused")) }
}

export const people: Area = {
  list: {
    summary: "lists accounts",
    usage: "[--search <name or e-mail>] [--role <role>] [--inactive] [--page <n>]",
    options: { search: { type: "string" }, role: { type: "string" }, inactive: { type: "boolean" }, page: { type: "string" } },
    run: async ({ text, flag }) => {
      const [search, role] = [text("search"), text("role")]
      const query = {
        page: numbered(text("page") ?? "1"),
        per_page: 100,
        ...(search === undefined ? {} : { search }),
        ...(role === undefined ? {} : { role: roleOf(role) }),
        ...(flag("inactive") ? { active: "false" as const } : {})
      }
      const { data, meta } = await ask((client) => client.people.list({ query }))
      return { data: { accounts: data, pagination: meta.pagination }, rows: data.map(brief) }
    }
  },
  add: {
    summary: "invites somebody by mail",
    usage: "<e-mail> --first <name> --last <name> [--role student] [--organization <name>] [--time-zone <IANA name>]",
    arguments: ["e-mail"],
    options: {
      first: { type: "string" },
      last: { type: "string" },
      role: { type: "string", default: "student" },
      organization: { type: "string" },
      "time-zone": { type: "string" }
    },
    run: async ({ arguments: [email = ""], text }) => {
      const [organization, time_zone] = [text("organization"), text("time-zone")]
      const payload = {
        email,
        role: roleOf(text("role")),
        first_name: text("first") ?? "",
        last_name: text("last") ?? "",
        ...(organization === undefined ? {} : { organization }),
        ...(time_zone === undefined ? {} : { time_zone })
      }
      const { data } = await ask((client) => client.people.invite({ payload }))
      return { data, rows: [brief(data)] }
    }
  },
  import: {
    summary: "invites everybody in a CSV file, a report for each row; safe to run again",
    usage: "<file.csv> [--dry-run]   columns: email, role, first_name, last_name, organization?, time_zone?",
    arguments: ["file.csv"],
    options: { "dry-run": { type: "boolean" } },
    run: ({ arguments: [file = ""], flag }) => importFrom(file, flag("dry-run"))
  },
  role: {
    summary: "gives an account another role",
    usage: "<number> <role>",
    arguments: ["number", "role"],
    run: async ({ arguments: [id, role] }) => {
      const params = { id: UserId.make(numbered(id)) }
      const { data } = await ask((client) => client.people.setRole({ params, payload: { role: roleOf(role) } }))
      return { data, rows: [brief(data)] }
    }
  },
  deactivate: {
    summary: "closes an account and ends its log-ins",
    usage: "<number>",
    arguments: ["number"],
    run: async ({ arguments: [id] }) => {
      const params = { id: UserId.make(numbered(id)) }
      const { data } = await ask((client) => client.people.deactivate({ params }))
      return { data, rows: [brief(data)] }
    }
  },
  reactivate: {
    summary: "opens a closed account again",
    usage: "<number>",
    arguments: ["number"],
    run: async ({ arguments: [id] }) => {
      const params = { id: UserId.make(numbered(id)) }
      const { data } = await ask((client) => client.people.reactivate({ params }))
      return { data, rows: [brief(data)] }
    }
  }
}
