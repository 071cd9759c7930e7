/** Values for fuzzing, from a JSON Schema: mostly such as it takes, some that it does not. */
import fc from "fast-check"
import { exampleOf } from "../../gateway/rest/example.ts"
import { resolved, type Shape } from "../../gateway/rest/document.ts"

type Shapes = Readonly<Record<string, Shape>>

const parts = (shape: Shape): ReadonlyArray<Shape> => [shape, ...(shape.allOf ?? []).flatMap(parts)]

const texts = (shape: Shape, name: string): fc.Arbitrary<string> => {
  const all = parts(shape)
  const minLength = Math.max(0, ...all.map((one) => one.minLength ?? 0))
  const maxLength = Math.max(minLength, Math.min(minLength + 60, ...all.map((one) => one.maxLength ?? Number.POSITIVE_INFINITY)))
  const pattern = all.find((one) => one.pattern !== undefined)?.pattern
  const known = fc.constant(String(exampleOf(shape, {}, name)))
  if (pattern !== undefined) return fc.oneof(known, fc.stringMatching(new RegExp(pattern, "u"), { size: "small" }))
  return fc.oneof(known, fc.string({ minLength, maxLength, unit: "binary" }), fc.string({ minLength, maxLength }))
}

const numbers = (shape: Shape): fc.Arbitrary<number> => {
  const all = parts(shape)
  const min = Math.max(...all.map(({ minimum, exclusiveMinimum }) => minimum ?? (exclusiveMinimum ?? -1_000_001) + 1))
  const max = Math.max(min, Math.min(...all.map(({ maximum, exclusiveMaximum }) => maximum ?? (exclusiveMaximum ?? 2 ** 53) - 1)))
  const [low, high] = [Math.ceil(min), Math.floor(Math.min(max, Number.MAX_SAFE_INTEGER))]
  return fc.oneof(
    fc.integer({ min: low, max: Math.min(high, low + 8) }),
    fc.maxSafeInteger().map((n) => Math.min(high, Math.max(low, n)))
  )
}

export const arbitraryOf = (given: Shape, schemas: Shapes, name = "", depth = 0): fc.Arbitrary<unknown> => {
  const shape = resolved(given, schemas)
  if (shape.const !== undefined) return fc.constant(shape.const)
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum)
  const either = shape.anyOf ?? shape.oneOf
  if (either !== undefined) return fc.oneof(...either.map((one) => arbitraryOf(one, schemas, name, depth)))
  switch (Array.isArray(shape.type) ? shape.type[0] : shape.type) {
    case "string":
      return texts(shape, name)
    case "integer":
    case "number":
      return numbers(shape)
    case "boolean":
      return fc.boolean()
    case "null":
      return fc.constant(null)
    case "array": {
      const { items, minItems = 0, maxItems = 3 } = shape
      if (shape.prefixItems !== undefined)
        return fc.tuple(...shape.prefixItems.map((one) => arbitraryOf(one, schemas, name, depth + 1)))
      if (typeof items !== "object") return fc.constant([])
      return fc.array(arbitraryOf(items, schemas, name, depth + 1), {
        minLength: minItems,
        maxLength: Math.max(minItems, Math.min(3, maxItems))
      })
    }
    default: {
      const all = parts(shape)
      const properties = Object.fromEntries(all.flatMap(({ properties: some = {} }) => Object.entries(some)))
      const required = new Set(all.flatMap(({ required: some = [] }) => some))
      const fields = Object.entries(properties).filter(([field]) => required.has(field) || depth < 4)
      const more = Object.values(shape.patternProperties ?? {})[0] ?? shape.additionalProperties
      if (fields.length === 0 && typeof more === "object")
        return fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), arbitraryOf(more, schemas, name, depth + 1), {
          maxKeys: 3
        })
      return fc.record(Object.fromEntries(fields.map(([field, one]) => [field, arbitraryOf(one, schemas, field, depth + 1)])), {
        requiredKeys: fields.map(([field]) => field).filter((field) => required.has(field)),
        noNullPrototype: true
      })
    }
  }
}

/** Nobody's Schema takes these; some of them readers of JSON stumble over. */
const strange: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  null,
  [],
  {},
  "",
  "\u0000",
  "\ud800",
  "' or 1=1 --",
  "${jndi:x}",
  -1,
  1e308,
  0.1,
  Number.MAX_SAFE_INTEGER + 2,
  true,
  { __proto__: null, constructor: 1, toString: 2 },
  "9".repeat(400)
)

/** One part of a value replaced by something strange, or a field added. */
export const bent = (value: unknown): fc.Arbitrary<unknown> => {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return strange
  const keys = Object.keys(value)
  return fc.oneof(
    strange,
    fc.record({ key: fc.constantFrom(...keys), other: strange }).map(({ key, other }) => ({ ...value, [key]: other })),
    fc.constantFrom(...keys).map((key) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))),
    strange.map((other) => ({ ...value, nobody_declared: other }))
  )
}
