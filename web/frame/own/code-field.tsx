/** Where a code of the second factor is filled in; phones offer the one that has just come. */
import type { JSX } from "solid-js"
import { TextField } from "../../parts/field.tsx"

export const CodeField = (props: {
  readonly label: string
  readonly value: string
  readonly error: string | undefined
  readonly onText: (code: string) => void
}): JSX.Element => (
  <TextField
    label={props.label}
    autocomplete="one-time-code"
    inputmode="numeric"
    required
    maxlength="64"
    value={props.value}
    error={props.error}
    onText={(code) => props.onText(code)}
  />
)
