/**
 * The bar above a page, the way past it for who goes by the keys, and where that leads. `stays`: it does not scroll away. `deep`: it has two
 * lines on a phone, of which the lower one stays.
 */
import type { ParentComponent } from "solid-js"
import { words } from "../words/words.ts"
import styles from "./top-bar.module.css"

export const TopBar: ParentComponent<{ readonly stays?: boolean; readonly deep?: boolean }> = (props) => (
  <>
    <a class={styles["skip"]} href="#content">
      {words().frame.skip}
    </a>
    <header
      class={styles["bar"]}
      classList={{ [styles["stays"] ?? ""]: props.stays === true, [styles["deep"] ?? ""]: props.deep === true }}
    >
      {props.children}
    </header>
  </>
)

/** `waits`: another page is on its way, and this one is still here. */
export const Content: ParentComponent<{ readonly waits?: boolean }> = (props) => (
  <main id="content" tabindex="-1" class={styles["content"]} aria-busy={props.waits === true ? "true" : undefined}>
    {props.children}
  </main>
)
