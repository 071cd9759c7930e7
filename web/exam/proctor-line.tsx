/** The way to the proctors: to write to them, and to raise one's hand. Says when they have written. */
import { createSignal, Show, Suspense, type JSX } from "solid-js"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Refused } from "../parts/refused.tsx"
import { Tag } from "../parts/tag.tsx"
import { lazily } from "../parts/lazily.tsx"
import { words } from "../words/words.ts"
import { fetchSoon } from "./fetch-soon.ts"
import { useHere } from "./here.ts"
import styles from "./proctor-line.module.css"

const Talk = lazily(() => import("./talk.tsx"))

export const ProctorLine = (): JSX.Element => {
  const { attempt, view } = useHere()
  const [isOpen, setOpen] = createSignal(false)
  const raising = createActing((raised: boolean) => attempt.raiseHand(raised))
  const said = () => words().exam.talk
  const isRaised = () => view().handRaised !== undefined
  const unread = () =>
    Object.values(view().messages).filter(
      ({ kind, from, confirmedAt }) => kind === "chat" && from === "staff" && confirmedAt === undefined
    ).length
  fetchSoon(Talk.preload)
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <svg class={styles["icon"]} viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 4h16v12H9l-5 4z" />
        </svg>
        <span class={styles["word"]}>{said().open}</span>
        <Show when={unread() > 0}>
          <Tag kind="info">{said().unread(unread())}</Tag>
        </Show>
      </Button>
      <Button busy={raising.busy()} onClick={() => void raising.run(!isRaised())}>
        <svg class={styles["icon"]} viewBox="0 0 24 24" aria-hidden="true">
          <path d="M8 12V5m4 6V3m4 9V5M8 12l-3-2 3 9q1 2 4 2 6 0 6-6V8" />
        </svg>
        <span class={styles["word"]}>{isRaised() ? said().lower : said().raise}</span>
      </Button>
      <Refused error={raising.error()} />
      <p class="unseen" role="status">
        <Show when={unread() > 0 && !isOpen()}>{said().arrived} </Show>
        <Show when={isRaised()}>{said().raised}</Show>
      </p>
      <Show when={isOpen()}>
        <Suspense>
          <Talk onClose={() => setOpen(false)} />
        </Suspense>
      </Show>
    </>
  )
}
