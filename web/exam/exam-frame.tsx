/** Around an attempt, in place of the rooms' frame: fewer ways to leave by mistake, and more room. */
import { A } from "@solidjs/router"
import { Show, type ParentComponent } from "solid-js"
import type { AttemptTakerView } from "../../protocol/attempt.ts"
import { RefusedLater } from "../frame/refused-later.tsx"
import { UserMenu } from "../frame/user-menu.tsx"
import { Content, TopBar } from "../parts/top-bar.tsx"
import { words } from "../words/words.ts"
import styles from "./exam-frame.module.css"

export const ExamFrame: ParentComponent<{
  readonly view: AttemptTakerView | undefined
  /** Questions are being answered here: there is no way out by a slip of the hand. */
  readonly isSitting: boolean
}> = (props) => {
  const outside = () => (props.isSitting ? undefined : props.view)
  return (
    <>
      <TopBar>
        <span class={styles["brand"]}>
          <img src="/icon.svg" alt="Stoa" width="28" height="28" />
        </span>
        <div class={styles["way"]}>
          <Show when={outside()}>
            {(view) => (
              <nav aria-label={words().frame.menu}>
                <A href={`/courses/${view().courseId}`} class={styles["back"]}>
                  <span aria-hidden="true">←&nbsp;</span>
                  {words().exam.back}
                </A>
              </nav>
            )}
          </Show>
        </div>
        <UserMenu />
      </TopBar>
      <RefusedLater />
      <Content>{props.children}</Content>
    </>
  )
}
