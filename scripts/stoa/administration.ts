/** The audit log and the system's settings. */
import { Result, Schema } from "effect"
import { SettingName } from "../../protocol/settings.ts"
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
  }
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
