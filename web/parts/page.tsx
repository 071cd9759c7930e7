/**
 * One page below the frame: its title, which is the window's, too, and takes the focus when one comes here, so that who
 * listens hears where they are.
 */
import { createEffect, onMount, Show, type JSX, type ParentComponent } from "solid-js"
import styles from "./page.module.css"

export const Page: ParentComponent<{
  readonly title: string
  /** Beside the title. */
  readonly aside?: JSX.Element
  /** As wide as the window. */
  readonly wide?: boolean
  /** The title is for the window and who listens only. */
  readonly bare?: boolean
}> = (props) => {
  let heading: HTMLHeadingElement | undefined
  createEffect(() => (document.title = `${props.title} · Stoa`))
  onMount(() => heading?.focus({ preventScroll: true }))
  return (
    <div class={styles["page"]} classList={{ [styles["wide"] ?? ""]: props.wide === true }}>
      <div class={styles["head"]} classList={{ unseen: props.bare === true }}>
        <h1 ref={(made) => (heading = made)} tabindex="-1">
          {props.title}
        </h1>
        <Show when={props.aside}>
          <div class={styles["aside"]}>{props.aside}</div>
        </Show>
      </div>
      {props.children}
    </div>
  )
}
