/** Recovery codes, shown once, until their owner says that they have kept them. */
import { createSignal, For, onMount, Show, type JSX } from "solid-js"
import { Button } from "../../parts/button.tsx"
import { words } from "../../words/words.ts"
import styles from "./own.module.css"

export const KeptCodes = (props: { readonly codes: ReadonlyArray<string>; readonly onKept: () => void }): JSX.Element => {
  const said = () => words().frame.secondFactor
  const [isCopied, setCopied] = createSignal(false)
  let heading: HTMLHeadingElement | undefined
  // They stand where the form was: whoever listens is brought to them.
  onMount(() => heading?.focus())
  const copy = () => {
    // Without a clipboard, as on pages that did not come over TLS, they are there to be marked and copied.
    const clipboard: Clipboard | undefined = navigator.clipboard
    clipboard?.writeText(props.codes.join("\n")).then(
      () => setCopied(true),
      () => {}
    )
  }
  return (
    <div class={styles["kept"]}>
      <h3 ref={(made) => (heading = made)} tabindex="-1">
        {said().codes}
      </h3>
      <p>{said().codesExplain}</p>
      <ul role="list" class={styles["codes"]}>
        <For each={props.codes}>{(code) => <li>{code}</li>}</For>
      </ul>
      <div class="line">
        <Button onClick={copy}>{said().copy}</Button>
        <Button kind="primary" onClick={() => props.onKept()}>
          {said().kept}
        </Button>
        <span role="status">
          <Show when={isCopied()}>{said().copied}</Show>
        </span>
      </div>
    </div>
  )
}
