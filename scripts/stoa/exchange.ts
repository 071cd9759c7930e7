/** Banks and courses as files: written out and read in. */
import { readFileSync, writeFileSync } from "node:fs"
import { Result, Schema } from "effect"
import { bankCsv } from "../../gateway/rest/bank-csv.ts"
import { AssessmentId, CourseId, VersionId } from "../../protocol/ids.ts"
import { ask } from "./api.ts"
import { type Area, numbered, type Said, Trouble } from "./verb.ts"

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const contentOf = (file: string): string => {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    throw new Trouble(`${file} could not be read: ${messageOf(error)}`)
  }
}

const readJson = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Unknown))
const jsonIn = (file: string): unknown => {
  const read = readJson(contentOf(file))
  if (Result.isFailure(read)) throw new Trouble(`${file} is not JSON.`)
  return read.success
}

/** Into the file, or where none is named to standard output. */
const handOut = (file: string | undefined, content: string, data: unknown): Said => {
  if (file === undefined) return { data, file: content }
  try {
    writeFileSync(file, content)
  } catch (error) {
    throw new Trouble(`${file} could not be written: ${messageOf(error)}`)
  }
  return { data: { file }, lines: [`Written to ${file}.`] }
}
const asJson = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`

const reported = (
  data: { readonly outcome: string; readonly counts: Readonly<Record<string, number>> },
  findings: ReadonlyArray<string>
): Said => ({
  data,
  lines: [
    `${data.outcome}: ${Object.entries(data.counts)
      .map(([what, n]) => `${n} ${what}`)
      .join(", ")}`,
    ...findings
  ],
  failed: data.outcome === "refused"
})

const isTable = (file: string | undefined): boolean => file?.toLowerCase().endsWith(".csv") === true

export const banks: Area = {
  export: {
    summary: "writes an assessment's bank out with its keys, as JSON or as a table for spreadsheets",
    usage: "<assessment> [file.json or file.csv] [--csv]",
    arguments: ["assessment"],
    further: ["file"],
    options: { csv: { type: "boolean" } },
    run: async ({ arguments: [assessment, file], flag }) => {
      const params = { id: AssessmentId.make(numbered(assessment)) }
      const { data } = await ask((client) => client.exchange.exportBank({ params, query: {} }))
      return handOut(file, flag("csv") || isTable(file) ? bankCsv(data) : asJson(data), data)
    }
  },
  import: {
    summary: "takes a bank in, all of it or nothing, with a report; safe to run again",
    usage: "<assessment> <file.json or file.csv> [--dry-run] [--remove-others]",
    arguments: ["assessment", "file"],
    options: { "dry-run": { type: "boolean" }, "remove-others": { type: "boolean" } },
    run: async ({ arguments: [assessment, file = ""], flag }) => {
      const params = { id: AssessmentId.make(numbered(assessment)) }
      const payload = {
        ...(isTable(file) ? { csv: contentOf(file) } : { bank: jsonIn(file) }),
        ...(flag("remove-others") ? { others: "remove" as const } : {}),
        dry_run: flag("dry-run")
      }
      const { data } = await ask((client) => client.exchange.importBank({ params, payload }), { revision: "*" })
      const lines = data.findings.map(({ row, question, field, severity, message }) =>
        [row === null ? "" : `row ${row}, `, question === null ? "" : `${question}, `, `${field}: ${message} [${severity}]`].join(
          ""
        )
      )
      return reported(data, lines)
    }
  }
}

export const courseFiles: Area = {
  export: {
    summary: "writes a course out: one version, its offer and its assessments, nothing of its learners",
    usage: "<course> [file.json] [--version <number>]",
    arguments: ["course"],
    further: ["file"],
    options: { version: { type: "string" } },
    run: async ({ arguments: [course, file], text }) => {
      const params = { id: CourseId.make(numbered(course)) }
      const version = text("version")
      const query = version === undefined ? {} : { version: VersionId.make(numbered(version)) }
      const { data } = await ask((client) => client.exchange.exportCourse({ params, query }))
      return handOut(file, asJson(data), data)
    }
  },
  import: {
    summary: "makes a new draft course of an export, all of it or nothing, with a report",
    usage: "<file.json> [--dry-run]",
    arguments: ["file.json"],
    options: { "dry-run": { type: "boolean" } },
    run: async ({ arguments: [file = ""], flag }) => {
      const payload = { course: jsonIn(file), dry_run: flag("dry-run") }
      const { data } = await ask((client) => client.exchange.importCourse({ payload }))
      const made = data.course_id === null ? [] : [`The course has the number ${data.course_id}.`]
      return reported(data, [
        ...made,
        ...data.findings.map(({ field, severity, message }) => `${field}: ${message} [${severity}]`)
      ])
    }
  }
}
