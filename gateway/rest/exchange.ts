/** The routes by which banks and courses are carried from one place to another. Those of others do not exist, as everywhere. */
import { Effect, Result, Schema } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { misfits, strictly } from "../../actors/assessment/validate-assessment.ts"
import { Lessons } from "../../media/lessons.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { CourseFile, type CourseImportReport } from "../../protocol/rest/course-file.ts"
import type { BankImportReport } from "../../protocol/rest/exchange.ts"
import { Authoring } from "../../storage/authoring/authoring.ts"
import { CourseImports } from "../../storage/authoring/course-imports.ts"
import { Files } from "../../storage/catalogue/files.ts"
import { Assignments } from "../auth/assignments.ts"
import { answer, refused } from "./answers.ts"
import { authorOf } from "./authoring.ts"
import { bankCsv } from "./bank-csv.ts"
import { changer } from "./changer.ts"
import { dotted, importBank, readBankFile, refusedImport } from "./bank-import.ts"
import { authoring as assessmentAuthoring, judge } from "./banks.ts"
import { expectedRevision, holds, tagged } from "./conditional.ts"
import { assessmentsNamed, courseFileOf, filesNamed, versionOf } from "./course-file.ts"
import { fromStorage, present } from "./courses.ts"

const eitherOr = refuse("invalid", { field: "bank", message: "Send the bank under bank, or a table under csv." })
const meanwhile = refuse("precondition_failed", { field: "If-Match" })

const readCourse = Schema.decodeUnknownResult(CourseFile, strictly)

const notRead = (issue: Parameters<typeof misfits>[1]): CourseImportReport => ({
  outcome: "refused",
  course_id: null,
  version_id: null,
  counts: { modules: 0, assessments: 0, questions: 0 },
  findings: misfits("", issue).map(({ path, message }) => ({ field: dotted(path), severity: "error", code: "invalid", message }))
})

export const exchangeRoutes = HttpApiBuilder.group(
  Api,
  "exchange",
  Effect.fnUntraced(function* (handlers) {
    const { banks, own } = yield* assessmentAuthoring
    const authoring = yield* Authoring
    const imports = yield* CourseImports
    const files = yield* Files
    const lessons = yield* Lessons
    const assignments = yield* Assignments

    return handlers.handleAll({
      exportBank: ({ params, query }) =>
        Effect.gen(function* () {
          const stored = tagged(
            Effect.map(
              Effect.flatMap(Caller, (person) => own(person, params.id)),
              (found) => found.stored
            )
          )
          if (query.format !== "csv")
            return yield* answer(Effect.map(stored, ({ bank }) => ({ format: "stoa.bank/1" as const, ...bank })))
          return yield* Effect.matchEffect(stored, {
            onFailure: refused,
            onSuccess: ({ id, bank }) =>
              Effect.succeed(
                HttpServerResponse.text(bankCsv(bank), {
                  contentType: "text/csv; charset=utf-8",
                  headers: { "content-disposition": `attachment; filename="bank-${id}.csv"` }
                })
              )
          })
        }),
      importBank: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            const { stored } = yield* own(yield* Caller, params.id)
            const by = yield* changer(request)
            const expected = yield* expectedRevision(request)
            const file = readBankFile(payload)
            if (file === undefined) return yield* Effect.fail(eitherOr)
            if (Result.isFailure(file)) return { ...refusedImport(file.failure), revision: stored.revision }
            const outcome = yield* fromStorage(
              banks.edit<BankImportReport | Refusal>(params.id, by, async ({ stored: before, around }) => {
                if (!holds(expected, before.revision)) return { next: undefined, result: meanwhile }
                const { bank, report } = importBank(before, file.success, payload, await around(before.module_id))
                const store = report.outcome === "stored"
                return {
                  next: store ? { ...before, bank } : undefined,
                  result: { ...report, revision: before.revision + (store ? 1 : 0) }
                }
              })
            )
            const report = yield* present(outcome)
            return "_tag" in report ? yield* Effect.fail(report) : report
          })
        ),
      exportCourse: ({ params: { id }, query }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* authorOf(id)
            const record = yield* authoring.record(id)
            const chosen = query.version ?? versionOf(record)
            if (chosen === null) return yield* Effect.fail(refuse("version_unknown", { field: "version" }))
            const version = yield* authoring.version(id, chosen)
            const named = assessmentsNamed(version)
            const others = (yield* fromStorage(banks.list(id))).filter(
              (one) => one.module_id === null && !one.retired && !named.includes(one.id)
            )
            const read = yield* Effect.forEach([...named, ...others.map((one) => one.id)], (one) => fromStorage(banks.read(one)))
            const assessments = read.flatMap((found) =>
              found !== undefined && (found.stored.standalone || named.includes(found.stored.id)) ? [found.stored] : []
            )
            const reached = yield* Effect.forEach(filesNamed(version), (file) => fromStorage(files.reached(person, file)))
            const details = reached.flatMap((found) => (found === undefined ? [] : [[found.detail.id, found.detail] as const]))
            return courseFileOf({ record, version, assessments, files: new Map(details) })
          })
        ),
      importCourse: ({ payload }) =>
        answer(
          Effect.gen(function* () {
            const { userId, role } = yield* Caller
            const file = readCourse(payload.course)
            if (Result.isFailure(file)) return notRead(file.failure.issue)
            const report = yield* fromStorage(
              imports.take(file.success, {
                by: userId,
                teaches: role !== "admin",
                lessonLength: (name) => lessons.find(name)?.duration,
                judge: (draft, standing) => judge(undefined, draft, standing),
                dryRun: payload.dry_run === true
              })
            )
            // Whoever made it teaches it: from this moment, not from their next log-in.
            if (report.outcome === "imported") assignments.changed()
            return report
          })
        )
    })
  })
)
