/** The routes by which banks are carried from one place to another. Elsewhere they do not exist, as for their other routes. */
import { Effect, Result } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import type { BankImportReport } from "../../protocol/rest/exchange.ts"
import { answer, refused } from "./answers.ts"
import { bankCsv } from "./bank-csv.ts"
import { importBank, readBankFile, refusedImport } from "./bank-import.ts"
import { authoring } from "./banks.ts"
import { changer } from "./changer.ts"
import { expectedRevision, holds, tagged } from "./conditional.ts"
import { fromStorage, present } from "./courses.ts"

const eitherOr = refuse("invalid", { field: "bank", message: "Send the bank under bank, or a table under csv." })
const meanwhile = refuse("precondition_failed", { field: "If-Match" })

export const exchangeRoutes = HttpApiBuilder.group(
  Api,
  "exchange",
  Effect.fnUntraced(function* (handlers) {
    const { banks, own } = yield* authoring

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
        )
    })
  })
)
