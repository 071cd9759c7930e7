/** One's account, language and appearance, behind one's name. The browser's own popover: it closes with Escape and a press beside it. */
import { A } from "@solidjs/router"
import { type JSX } from "solid-js"
import { Button } from "../parts/button.tsx"
import { words } from "../words/words.ts"
import { Choices } from "./choices.tsx"
import { account, logOut } from "./stoa.ts"
import styles from "./user-menu.module.css"

export const UserMenu = (): JSX.Element => {
  let menu: HTMLDivElement | undefined
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
        <Button onClick={() => void logOut()}>{words().frame.logOut}</Button>
      </div>
    </div>
  )
}
