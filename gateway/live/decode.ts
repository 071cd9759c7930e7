/** Decoding what clients send: strictly, so that an unknown field is an error, and with the field named in the refusal. */
import { Result, Schema, type SchemaIssue } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"

const strictly = { onExcessProperty: "error" } as const

/** Where in the value the first complaint is: `command.response.option`. */
const fieldOf = (issue: SchemaIssue.Issue): string => {
  const path: Array<string> = []
  let at: SchemaIssue.Issue | undefined = issue
  while (at !== undefined) {
    if (at._tag === "Pointer") path.push(...at.path.map(String))
    if (at._tag === "Composite" || at._tag === "AnyOf") at = at.issues[0]
    else if (at._tag === "Pointer" || at._tag === "Filter" || at._tag === "Encoding") at = at.issue
    else at = undefined
  }
  return path.join(".").slice(0, 200)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null

/** Whether nothing of `value` was left out of what was decoded from it. A field under another name counts as left out. */
const keepsAll = (value: unknown, decoded: unknown): boolean => {
  if (value === decoded || !isObject(value)) return true
  if (!isObject(decoded)) return false
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(decoded, key) || !keepsAll(value[key], decoded[key])) return false
  }
  return true
}

/**
 * Strict decoding costs five times the lenient one, which drops what a Schema doesn't know. So lenient it is, and where
 * that dropped nothing the strict one would have come to the same; where it did, the strict one says what is wrong.
 */
export const decoder = <A>(schema: Schema.Codec<A, unknown>, within = "") => {
  const decode = Schema.decodeUnknownResult(schema)
  const decodeStrictly = Schema.decodeUnknownResult(schema, strictly)
  return (value: unknown): Result.Result<A, Refusal> => {
    const decoded = decode(value)
    if (Result.isSuccess(decoded) && keepsAll(value, decoded.success)) return Result.succeed(decoded.success)
    return Result.mapError(decodeStrictly(value), (error) => {
      const field = [within, fieldOf(error.issue)].filter((part) => part !== "").join(".")
      return refuse("invalid", field === "" ? {} : { field })
    })
  }
}
