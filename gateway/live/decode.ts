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

export const decoder = <A>(schema: Schema.Codec<A, unknown>, within = "") => {
  const decode = Schema.decodeUnknownResult(schema, strictly)
  return (value: unknown): Result.Result<A, Refusal> =>
    Result.mapError(decode(value), (error) => {
      const field = [within, fieldOf(error.issue)].filter((part) => part !== "").join(".")
      return refuse("invalid", field === "" ? {} : { field })
    })
}
