/** What courses are filed under. Everybody who may look for courses sees them; administrators keep them. */
import { Schema } from "effect"
import { CategoryId } from "../ids.ts"
import { line } from "../text.ts"

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
