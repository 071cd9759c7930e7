/** One's account, language and appearance, behind one's name. */
import { A } from "@solidjs/router"
import { createSignal, Show, type JSX } from "solid-js"
import { Button } from "../parts/button.tsx"
import { Dialog } from "../parts/dialog.tsx"
import { Popover } from "../parts/popover.tsx"
import { words } from "../words/words.ts"
import { Choices } from "./choices.tsx"
import { account, hasUnsent, logOut } from "./stoa.ts"
import styles from "./user-menu.module.css"

export const UserMenu = (): JSX.Element => {
  const [asks, setAsks] = createSignal(false)
  return (
    <div class={styles["user"]}>
      <Popover
        opener={
          <span class={styles["who"]}>
            <span class={styles["name"]}>{account()?.firstName}</span>
            <span aria-hidden="true">▾</span>
          </span>
        }
      >
        {(close) => (
          <>
            <p class={styles["email"]}>{account()?.email}</p>
            <A href="/account" onClick={close}>
              {words().frame.account}
            </A>
            <Choices />
            <Button
              onClick={() => {
                if (!hasUnsent()) return void logOut()
                close()
                setAsks(true)
              }}
            >
              {words().frame.logOut}
            </Button>
          </>
        )}
      </Popover>
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
