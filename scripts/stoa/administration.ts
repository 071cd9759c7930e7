/** The audit log and the system's settings. */
import { Result, Schema } from "effect"
import type { AuditLine, AuditPage } from "../../protocol/rest/audit.ts"
import { SettingName } from "../../protocol/settings.ts"
import { auditChain, auditLink } from "../../storage/audit/audit-chain.ts"
import { chainStart } from "../../storage/integrity/chain.ts"
import { ask } from "./api.ts"
import { type Area, Trouble } from "./verb.ts"

export const audit: Area = {
  list: {
    summary: "lists what was done, the newest first",
    usage: "[--action <name>] [--resource user/7] [--from <date>] [--to <date>] [--limit 50]",
    options: {
      action: { type: "string" },
      resource: { type: "string" },
      from: { type: "string" },
      to: { type: "string" },
      limit: { type: "string", default: "50" }
    },
    run: async ({ text }) => {
      const [action, resource, from, to] = [text("action"), text("resource"), text("from"), text("to")]
      const query = {
        limit: Number(text("limit")),
        ...(action === undefined ? {} : { action }),
        ...(resource === undefined ? {} : { resource }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to })
      }
      const { data } = await ask((client) => client.audit.read({ query }))
      return { data, rows: data.entries.map(({ chain: _chain, ...entry }) => ({ ...entry })) }
    }
  },
  verify: {
    summary: "checks that each entry follows the one before it, from the newest to the first",
    run: async () => {
      const { entries, broken } = await followed()
      const signed = "Whether the log is the one that was signed, the server's own files tell. There: npm run verify -- --audit"
      const found = broken.map(
        (seq) => `Entry ${seq} does not follow the one before it: one of the two was changed, or one is missing.`
      )
      const whole = `${entries} entries, each of which follows the one before it.`
      return { data: { entries, broken }, lines: [...(found.length === 0 ? [whole] : found), signed], failed: found.length > 0 }
    }
  }
}

/** Its text, to the byte as it was linked: an entry's fields have one order. */
const textOf = ({ by, action, on, outcome, from, details }: AuditLine): string =>
  JSON.stringify({ by, action, on, outcome, from, details })

/** Reads the log backwards, page by page, and makes each link anew from the one before it. */
const followed = async (): Promise<{ readonly entries: number; readonly broken: ReadonlyArray<number> }> => {
  const broken: Array<number> = []
  let entries = 0
  let later: AuditLine | undefined
  const follows = (line: AuditLine, seq: number, before: string) =>
    line.seq === seq + 1 && line.chain === auditLink(before, { seq: line.seq, at: Date.parse(line.at), entry: textOf(line) })
  for (let next: number | null | undefined = undefined; next !== null;) {
    const query: { readonly limit: number; readonly before?: number } =
      next === undefined ? { limit: 500 } : { limit: 500, before: next }
    const { data }: { readonly data: AuditPage } = await ask((client) => client.audit.read({ query }))
    for (const line of data.entries) {
      if (later !== undefined && !follows(later, line.seq, line.chain)) broken.push(later.seq)
      later = line
      entries += 1
    }
    next = data.next
  }
  if (later !== undefined && !follows(later, 0, chainStart(auditChain))) broken.push(later.seq)
  return { entries, broken }
}

const isName = Schema.is(SettingName)
const nameOf = (given: string | undefined) => {
  if (!isName(given)) throw new Trouble(`There is no setting ${given ?? ""}: npm run stoa -- settings list`, 2)
  return given
}
const readJson = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Unknown))

export const settings: Area = {
  list: {
    summary: "lists the settings that can be changed while the server runs",
    run: async () => {
      const { data } = await ask((client) => client.settings.list())
      return { data, rows: data.map(({ name, value, source, description }) => ({ name, value, source, description })) }
    }
  },
  set: {
    summary: "changes one; the value is JSON, or text",
    usage: "<name> <value>",
    arguments: ["name", "value"],
    run: async ({ arguments: [name, given = ""] }) => {
      const read = readJson(given)
      const payload = { value: Result.isSuccess(read) ? read.success : given }
      const { data } = await ask((client) => client.settings.change({ params: { name: nameOf(name) }, payload }))
      return { data, lines: [`${data.name} = ${JSON.stringify(data.value)}`] }
    }
  },
  reset: {
    summary: "gives one its default again",
    usage: "<name>",
    arguments: ["name"],
    run: async ({ arguments: [name] }) => {
      const { data } = await ask((client) => client.settings.reset({ params: { name: nameOf(name) } }))
      return { data, lines: [`${data.name} = ${JSON.stringify(data.value)}`] }
    }
  }
}
