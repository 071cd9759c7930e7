/** What courses are filed under. Everybody who may look for courses sees them; administrators keep them. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { CategoryId } from "../ids.ts"
import { line } from "../text.ts"
import { Authenticated, Once } from "./caller.ts"
import { asking, editing, refusing, storing, success } from "./envelope.ts"
import { inPath } from "./request.ts"

/** `courses`: published ones filed directly under it. `parent_id`: the one it stands below. */
export const Category = Schema.Struct({
  id: CategoryId,
  name: Schema.String,
  parent_id: Schema.NullOr(CategoryId),
  courses: Schema.Int,
  revision: Schema.Int
})
export type Category = typeof Category.Type

export const NewCategory = Schema.Struct({ name: line(100), parent_id: Schema.optionalKey(Schema.NullOr(CategoryId)) })
export type NewCategory = typeof NewCategory.Type

/** What is left out stays. */
export const CategoryChange = Schema.Struct({ name: Schema.optionalKey(line(100)), parent_id: NewCategory.fields.parent_id })
export type CategoryChange = typeof CategoryChange.Type

const category = { params: { id: inPath(CategoryId) } }

export const CategoriesGroup = HttpApiGroup.make("categories")
  .add(
    HttpApiEndpoint.get("list", "/", {
      success: success(Schema.Array(Category)),
      error: refusing("unauthenticated", "token_expired", "forbidden")
    }),
    HttpApiEndpoint.post("add", "/", {
      payload: NewCategory,
      success: success(Category).pipe(HttpApiSchema.status(201)),
      error: refusing(...storing, "name_taken")
    }),
    HttpApiEndpoint.get("read", "/:id", { ...category, success: success(Category), error: refusing(...asking) }),
    HttpApiEndpoint.put("change", "/:id", {
      ...category,
      payload: CategoryChange,
      success: success(Category),
      error: refusing(...editing, "name_taken")
    }),
    HttpApiEndpoint.delete("remove", "/:id", {
      ...category,
      success: success(Schema.Struct({ id: CategoryId })),
      error: refusing(...editing, "category_used")
    })
  )
  .middleware(Once)
  .middleware(Authenticated)
  .prefix("/categories")
  .annotateMerge(OpenApi.annotations({ title: "Categories", description: "What courses are filed under." }))
