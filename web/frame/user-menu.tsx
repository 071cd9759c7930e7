/** One's account, language and appearance, behind one's name. The browser's own popover: it closes with Escape and a press beside it. */
import { A } from "@solidjs/router"
import { createSignal, Show, type JSX } from "solid-js"
import { Button } from "../parts/button.tsx"
import { Dialog } from "../parts/dialog.tsx"
import { words } from "../words/words.ts"
import { Choices } from "./choices.tsx"
import { account, hasUnsent, logOut } from "./stoa.ts"
import styles from "./user-menu.module.css"

export const UserMenu = (): JSX.Element => {
  let menu: HTMLDivElement | undefined
  const [asks, setAsks] = createSignal(false)
  return (
    <div class={styles["user"]}>
      <button type="button" class={styles["opener"]} popovertarget="user-menu">
        <span class={styles["name"]}>{account()?.firstName}</span>
        <span aria-hidden="true">▾</span>
      </button>
      <div id="user-menu" popover="auto" ref={(made) => (menu = made)} class={styles["menu"]}>
        <p class={styles["email"]}>{account()?.email}</p>
        <A href="/account" onClick={() => menu?.hidePopover()}>
          {words().frame.account}
        </A>
        <Choices />
        <Button
          onClick={() => {
            if (!hasUnsent()) return void logOut()
            menu?.hidePopover()
            setAsks(true)
          }}
        >
          {words().frame.logOut}
        </Button>
      </div>
      <Show when={asks()}>
        <Dialog title={words().frame.leaving.title} onClose={() => setAsks(false)}>
          <p>{words().frame.leaving.explain}</p>
          <Button kind="primary" onClick={() => setAsks(false)}>
            {words().frame.leaving.stay}
          </Button>
          <Button onClick={() => void logOut()}>{words().frame.leaving.goOn}</Button>
        </Dialog>
      </Show>
    </div>
  )
}
