/** What came of a press that was refused. */
import { Show, type JSX } from "solid-js"
import type { StoaError } from "../../client/index.ts"
import { sentenceOf } from "../words/refusal.ts"
import { Notice } from "./notice.tsx"

export const Refused = (props: { readonly error: StoaError | undefined }): JSX.Element => (
  <Show when={props.error}>
    {(error) => (
      <Notice kind="bad" alert>
        <p>{sentenceOf(error())}</p>
      </Notice>
    )}
  </Show>
)
