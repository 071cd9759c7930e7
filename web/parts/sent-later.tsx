/** A command pressed without a connection goes out later by itself: said at once, or it would be pressed again, or waited for. */
import { Show, type JSX } from "solid-js"
import { connection } from "../frame/stoa.ts"
import { words } from "../words/words.ts"
import { Notice } from "./notice.tsx"

export const SentLater = (props: { readonly busy: boolean }): JSX.Element => (
  <Show when={props.busy && connection()._tag !== "Online"}>
    <Notice alert>
      <p>{words().frame.connection.sentLater}</p>
    </Notice>
  </Show>
)
