/**
 * A value that a JSON Schema takes, always the same one, and one that reads as if somebody had meant it. Examples made from the
 * Schemas cannot go out of date; where one would say too little, the operation's words have a better one.
 */
import { resolved, type Shape } from "./document.ts"

const moment = "2027-03-01T08:00:00.000Z"

/** By a field's name: what would stand there. Taken where the Schema allows it. */
const named: Readonly<Record<string, ReadonlyArray<unknown>>> = {
  email: ["mira@academy.example"],
  password: ["a long walk by the sea"],
  first_name: ["Mira"],
  last_name: ["Okafor"],
  name: ["Mira Okafor"],
  title: ["Foundations of security"],
  description: ["What threatens systems, and what helps."],
  category: ["security"],
  difficulty_level: ["beginner"],
  time_zone: ["Europe/Berlin"],
  price: ["0.00"],
  progress_percentage: ["62.50"],
  percent: ["62.50"],
  score: ["87.50"],
  marks: ["7", 7],
  max_marks: ["8", 8],
  question: ["q1"],
  questionId: ["q1"],
  option: ["b"],
  reason: ["The fire drill took ten minutes."],
  note: ["Left the room at 09:40."],
  text: ["Please stay seated."],
  content: ["# Threats\n\nWho attacks, and why."],
  group: ["extra-time"],
  page: [1, "1"],
  per_page: [20, "20"],
  total: [57],
  pages: [3],
  total_modules: [8],
  completed_modules: [5],
  address: ["192.0.2.17"],
  status: ["success"],
  user_agent: ["Mozilla/5.0"],
  access_token: ["header.claims.signature"],
  refresh_token: ["a-refresh-token"],
  expires_in: [900],
  refresh_expires_in: [604_800],
  format: ["json"],
  permission: ["course:read"],
  audience: ["taker"],
  seq: [12],
  passMark: ["60.00"],
  factor: ["1.5"],
  prompt: ["Which of these is a threat?"],
  address_range: ["10.1.0.0/16"],
  addresse: ["10.1.0.0/16"],
  series: ["Spring"],
  room: ["Hall A"],
  late: ["q2"],
  warning: ["Two of them have begun already."],
  actionId: ["fire-drill-1"],
  browser: ["Firefox 140 on Linux"],
  bio: ["Learns in the evenings."],
  organization: ["Academy"],
  feedback: ["Well argued."],
  number: [1, "STOA-2027-000041"],
  id: [1, "q1"]
}

/** By what it has to look like, in this order. */
const common: ReadonlyArray<string> = [
  "some text",
  "text",
  "a",
  "1",
  "q1",
  "1.00",
  "12.50",
  moment,
  "2027-03-01",
  "en",
  "mira@academy.example",
  "https://academy.example/pictures/1.png",
  "10.1.0.0/16",
  "123456",
  "a-name",
  "0b0e7f1c-6f0a-4f5e-9f57-0d7a3f1f2b11",
  "device:0b0e7f1c-6f0a-4f5e-9f57-0d7a3f1f2b11",
  "learner:41",
  "a".repeat(43),
  "0123456789abcdef".repeat(4)
]

const isMoment = (name: string): boolean =>
  /(?:_at|At|timestamp|last_login|last_accessed|deadline|since|until|_start|_end)$/.test(name)

const allOfMerged = (shape: Shape): ReadonlyArray<Shape> => [shape, ...(shape.allOf ?? []).flatMap(allOfMerged)]

const fits = (text: string, shapes: ReadonlyArray<Shape>): boolean =>
  shapes.every(
    ({ minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern }) =>
      text.length >= minLength && text.length <= maxLength && (pattern === undefined || new RegExp(pattern, "u").test(text))
  )

const textFor = (name: string, shape: Shape): string => {
  const shapes = allOfMerged(shape)
  const least = Math.max(0, ...shapes.map(({ minLength = 0 }) => minLength))
  const wanted = [
    ...(named[name] ?? []).filter((value) => typeof value === "string"),
    ...(isMoment(name) ? [moment] : []),
    ...(name.endsWith("url") ? ["https://academy.example/pictures/1.png"] : []),
    ...common,
    "a".repeat(least),
    ""
  ]
  const found = wanted.find((text) => fits(text, shapes))
  if (found === undefined) throw new Error(`nothing known fits ${name}: ${JSON.stringify(shape)}; give the operation an example`)
  return found
}

const numberFor = (name: string, shape: Shape): number => {
  const shapes = allOfMerged(shape)
  const least = Math.max(
    ...shapes.map(
      ({ minimum, exclusiveMinimum }) => minimum ?? (exclusiveMinimum === undefined ? -Infinity : exclusiveMinimum + 1)
    )
  )
  const most = Math.min(
    ...shapes.map(
      ({ maximum, exclusiveMaximum }) => maximum ?? (exclusiveMaximum === undefined ? Infinity : exclusiveMaximum - 1)
    )
  )
  const hint = (named[name] ?? []).find((value) => typeof value === "number")
  const wanted = typeof hint === "number" ? hint : isMoment(name) ? Date.parse(moment) : /Ms$|^ms$/.test(name) ? 60_000 : 1
  return Math.max(least, Math.min(most, wanted))
}

/** `name` is the field it stands in. Deep optional parts are left out, so that an example stays readable. */
export const exampleOf = (given: Shape, schemas: Readonly<Record<string, Shape>>, name = "", depth = 0): unknown => {
  const shape = resolved(given, schemas)
  if (shape.const !== undefined) return shape.const
  if (shape.enum !== undefined) return shape.enum[0]
  const either = shape.anyOf ?? shape.oneOf
  if (either !== undefined) {
    const something = either.find((one) => resolved(one, schemas).type !== "null") ?? either[0]
    return something === undefined ? null : exampleOf(something, schemas, name, depth)
  }
  const type = Array.isArray(shape.type) ? shape.type[0] : shape.type
  switch (type) {
    case "string":
      return textFor(name, shape)
    case "integer":
    case "number":
      return numberFor(name, shape)
    case "boolean":
      return true
    case "null":
      return null
    case "array": {
      if (shape.prefixItems !== undefined) return shape.prefixItems.map((item) => exampleOf(item, schemas, name, depth + 1))
      const count = Math.max(shape.minItems ?? 0, shape.maxItems === 0 ? 0 : 1)
      const { items } = shape
      if (items === undefined || items === false) return []
      const singular = name.replace(/s$/, "")
      return Array.from({ length: count }, () => exampleOf(items, schemas, singular, depth + 1))
    }
    default: {
      const parts = allOfMerged(shape)
      const properties = Object.fromEntries(parts.flatMap(({ properties: some = {} }) => Object.entries(some)))
      const required = new Set(parts.flatMap(({ required: some = [] }) => some))
      const fields = Object.entries(properties)
        .filter(([field]) => required.has(field) || depth < 3)
        .map(([field, property]) => [field, exampleOf(property, schemas, field, depth + 1)] as const)
      const more = Object.values(shape.patternProperties ?? {})[0] ?? shape.additionalProperties
      if (fields.length === 0 && typeof more === "object") {
        const key = shape.propertyNames === undefined ? "1" : exampleOf(shape.propertyNames, schemas, name, depth + 1)
        return { [String(key)]: exampleOf(more, schemas, name.replace(/s$/, ""), depth + 1) }
      }
      return Object.fromEntries(fields)
    }
  }
}
