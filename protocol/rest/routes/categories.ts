/** The routes of `../categories.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { CategoryId } from "../../ids.ts"
import { Authenticated, Once } from "../caller.ts"
import { asking, editing, refusing, storing, success } from "../envelope.ts"
import { inPath } from "../request.ts"
import { Category, CategoryChange, NewCategory } from "../categories.ts"

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
