/** What somebody is called. */
import type { JSX } from "solid-js"
import { TextField } from "../parts/field.tsx"
import { Beside } from "../parts/form.tsx"
import { words } from "../words/words.ts"

export const NameFields = (props: {
  readonly first: string
  readonly last: string
  /** What the server says about a field. */
  readonly about: (field: string) => string | undefined
  readonly onFirst: (name: string) => void
  readonly onLast: (name: string) => void
}): JSX.Element => (
  <Beside>
    <TextField
      label={words().frame.register.firstName}
      autocomplete="given-name"
      required
      maxlength="100"
      value={props.first}
      error={props.about("first_name")}
      onText={(name) => props.onFirst(name)}
    />
    <TextField
      label={words().frame.register.lastName}
      autocomplete="family-name"
      required
      maxlength="100"
      value={props.last}
      error={props.about("last_name")}
      onText={(name) => props.onLast(name)}
    />
  </Beside>
)
