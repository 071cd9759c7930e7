/**
 * A label, what is filled in, and what is to say about it. The parts know of each other: who listens instead of looking hears
 * the hint and the error with the field.
 */
import { createUniqueId, Show, splitProps, type Component, type JSX } from "solid-js"
import { words } from "../words/words.ts"
import styles from "./field.module.css"

interface Labelled {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
}

export interface Described {
  readonly id: string
  readonly "aria-describedby": string | undefined
  readonly "aria-invalid": "true" | undefined
}

/** For anything that is filled in; `children` is handed what ties it to its label. */
export const Field: Component<Labelled & { readonly optional?: boolean; readonly children: (tied: Described) => JSX.Element }> = (
  props
) => {
  const id = createUniqueId()
  const tied: Described = {
    id,
    get "aria-describedby"() {
      const said = [props.hint === undefined ? [] : [`${id}-hint`], props.error === undefined ? [] : [`${id}-error`]].flat()
      return said.length === 0 ? undefined : said.join(" ")
    },
    get "aria-invalid"() {
      return props.error === undefined ? undefined : "true"
    }
  }
  return (
    <div class={styles["field"]}>
      <label for={id}>
        {props.label}
        <Show when={props.optional}>
          <span class={styles["optional"]}> ({words().frame.optional})</span>
        </Show>
      </label>
      {props.children(tied)}
      <Show when={props.hint}>
        <p id={`${id}-hint`} class={styles["hint"]}>
          {props.hint}
        </p>
      </Show>
      <Show when={props.error}>
        <p id={`${id}-error`} class={styles["error"]}>
          {props.error}
        </p>
      </Show>
    </div>
  )
}

type Input = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "id" | "onInput"> &
  Labelled & { readonly onText: (text: string) => void }

/** One line of text. */
export const TextField: Component<Input> = (props) => {
  const [own, rest] = splitProps(props, ["label", "hint", "error", "onText"])
  return (
    <Field label={own.label} hint={own.hint} error={own.error}>
      {(tied) => <input {...rest} {...tied} onInput={(event) => own.onText(event.currentTarget.value)} />}
    </Field>
  )
}

type Lines = Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, "id" | "onInput"> &
  Labelled & { readonly onText: (text: string) => void }

/** Several lines of text. */
export const TextArea: Component<Lines> = (props) => {
  const [own, rest] = splitProps(props, ["label", "hint", "error", "onText"])
  return (
    <Field label={own.label} hint={own.hint} error={own.error}>
      {(tied) => <textarea rows={3} {...rest} {...tied} onInput={(event) => own.onText(event.currentTarget.value)} />}
    </Field>
  )
}
