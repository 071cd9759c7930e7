/** The routes of categories. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "../../protocol/rest/api.ts"
import { Categories } from "../../storage/authoring/categories.ts"
import { answer } from "./answers.ts"
import { expectedRevision, tagged } from "./conditional.ts"

export const categoriesRoutes = HttpApiBuilder.group(
  Api,
  "categories",
  Effect.fnUntraced(function* (handlers) {
    const categories = yield* Categories
    return handlers.handleAll({
      list: () => answer(categories.all),
      add: ({ payload }) => answer(tagged(categories.add(payload))),
      read: ({ params }) => answer(tagged(categories.read(params.id))),
      change: ({ params, payload, request }) =>
        answer(tagged(Effect.flatMap(expectedRevision(request), (expected) => categories.change(params.id, payload, expected)))),
      remove: ({ params, request }) =>
        answer(
          Effect.flatMap(expectedRevision(request), (expected) =>
            Effect.as(categories.remove(params.id, expected), { id: params.id })
          )
        )
    })
  })
)
