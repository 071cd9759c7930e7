/** The fields of an account, as every form that asks for them has them: browsers and password managers know them by these. */
import type { JSX } from "solid-js"
import { TextField } from "../parts/field.tsx"
import { Beside } from "../parts/form.tsx"
import { words } from "../words/words.ts"

interface Filled {
  readonly value: string
  readonly error?: string | undefined
  readonly onText: (text: string) => void
}

/** The address that one logs in with. */
export const EmailField = (props: Filled): JSX.Element => (
  <TextField
    label={words().frame.logIn.email}
    type="email"
    name="email"
    autocomplete="username"
    required
    value={props.value}
    error={props.error}
    onText={(email) => props.onText(email)}
  />
)

/** `fresh`: one that is being chosen, with what makes a good one. */
export const PasswordField = (props: Filled & { readonly label?: string; readonly fresh?: boolean }): JSX.Element => (
  <TextField
    label={props.label ?? words().frame.logIn.password}
    hint={props.fresh === true ? words().frame.register.passwordHint : undefined}
    type="password"
    name={props.fresh === true ? "new-password" : "password"}
    autocomplete={props.fresh === true ? "new-password" : "current-password"}
    required
    value={props.value}
    error={props.error}
    onText={(password) => props.onText(password)}
  />
)

const NameField = (props: Filled & { readonly label: string; readonly part: "given-name" | "family-name" }): JSX.Element => (
  <TextField
    label={props.label}
    autocomplete={props.part}
    required
    maxlength="100"
    value={props.value}
    error={props.error}
    onText={(name) => props.onText(name)}
  />
)

export const NameFields = (props: {
  readonly first: string
  readonly last: string
  /** What the server says about a field. */
  readonly about: (field: string) => string | undefined
  readonly onFirst: (name: string) => void
  readonly onLast: (name: string) => void
}): JSX.Element => (
  <Beside>
    <NameField
      label={words().frame.register.firstName}
      part="given-name"
      value={props.first}
      error={props.about("first_name")}
      onText={props.onFirst}
    />
    <NameField
      label={words().frame.register.lastName}
      part="family-name"
      value={props.last}
      error={props.about("last_name")}
      onText={props.onLast}
    />
  </Beside>
)

/** A code of the second factor: phones offer the one that has just come. */
export const CodeField = (props: Filled & { readonly label: string; readonly hint?: string }): JSX.Element => (
  <TextField
    label={props.label}
    hint={props.hint}
    name="code"
    autocomplete="one-time-code"
    inputmode="numeric"
    required
    maxlength="64"
    value={props.value}
    error={props.error}
    onText={(code) => props.onText(code)}
  />
)
