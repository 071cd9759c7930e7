/** How much time is given. */
import type { JSX } from "solid-js"
import { Field } from "../parts/field.tsx"
import { words } from "../words/words.ts"

const most = 24 * 60

export const MinutesField = (props: { readonly value: string; readonly onMinutes: (text: string) => void }): JSX.Element => (
  <Field label={words().proctor.act.minutes} hint={words().proctor.act.minutesHint}>
    {(tied) => (
      <input
        {...tied}
        type="number"
        inputmode="numeric"
        min="1"
        max={most}
        step="1"
        required
        value={props.value}
        onInput={({ currentTarget }) => props.onMinutes(currentTarget.value)}
      />
    )}
  </Field>
)
