/** Where an attempt is sat: the questions, the map of them, the time, and the way to the proctors. */
import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  Match,
  onCleanup,
  Show,
  Suspense,
  Switch,
  type JSX
} from "solid-js"
import type { Paper } from "../../protocol/assessment.ts"
import { unsettled } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Loaded } from "../parts/loaded.tsx"
import { Dialog } from "../parts/dialog.tsx"
import { Refused } from "../parts/refused.tsx"
import { lazily } from "../parts/lazily.tsx"
import { words } from "../words/words.ts"
import { After } from "./after-lazily.ts"
import { ConnectionLine } from "./connection-line.tsx"
import styles from "./exam-room.module.css"
import { fetchSoon } from "./fetch-soon.ts"
import { HandingIn } from "./handing-in.tsx"
import { useHere } from "./here.ts"
import { isObserved, observeRoom } from "./observing.ts"
import { ProctorLine } from "./proctor-line.tsx"
import { QuestionMap } from "./question-map.tsx"
import { Question } from "./question.tsx"
import { Standstill } from "./standstill.tsx"
import { TimeLeft } from "./time-left.tsx"
import { createWalk } from "./walk.ts"
import { isHandingIn } from "./waiting-answers.ts"

const HandIn = lazily(() => import("./hand-in.tsx"))

export const ExamRoom = (): JSX.Element => {
  const { attempt } = useHere()
  const [paper, { refetch }] = createResource(() => attempt.paper())
  return (
    <Loaded of={paper} onRetry={() => void refetch()} lines={8}>
      {(loaded) => <Room paper={loaded()} />}
    </Loaded>
  )
}

const Room = (props: { readonly paper: Paper }): JSX.Element => {
  const { attempt, view, answers, desk } = useHere()
  // A paper never changes.
  const paper = props.paper
  const walk = createWalk(paper, desk)
  const [isMapOpen, openMap] = createSignal(false)
  const [isHandInOpen, openHandIn] = createSignal(false)
  const stands = () => (view().standstill?.length ?? 0) > 0
  const isSubmitting = createMemo(() => isHandingIn(unsettled(), attempt.id))
  const answered = () => paper.questions.filter(({ id }) => answers.responseTo(id) !== undefined).length

  /** It may take until there is a connection, and is told in place of the questions. */
  const handingIn = createActing(() => attempt.submit())
  const handIn = (): void => {
    openHandIn(false)
    answers.flush()
    void handingIn.run()
  }

  observeRoom()
  createEffect(() => attempt.showing(stands() ? undefined : walk.current()))
  onCleanup(() => attempt.leave())
  fetchSoon(HandIn.preload, After.preload)

  return (
    <>
      <div class={styles["bar"]}>
        <TimeLeft />
        <div class={styles["actions"]}>
          <Button class={styles["opener"] ?? ""} onClick={() => openMap(true)}>
            <span aria-hidden="true">
              ☷ {answered()}/{paper.questions.length}
            </span>
            <span class="unseen">{words().exam.map.open(answered(), paper.questions.length)}</span>
          </Button>
          <Show when={view().sittingId !== undefined}>
            <ProctorLine />
          </Show>
        </div>
        <Button
          kind="primary"
          disabled={stands()}
          onClick={() => {
            answers.flush()
            openHandIn(true)
          }}
        >
          {words().exam.handIn.open}
        </Button>
      </div>
      <ConnectionLine />
      <Refused error={handingIn.error()} />
      <Switch
        fallback={
          <div class={styles["desk"]}>
            <div class={styles["side"]}>
              <p class={styles["count"]}>{words().exam.map.answered(answered(), paper.questions.length)}</p>
              <QuestionMap paper={paper} walk={walk} />
            </div>
            <Show when={walk.question()} keyed>
              {(question) => <Question question={question} paper={paper} walk={walk} />}
            </Show>
          </div>
        }
      >
        <Match when={stands()}>
          <Standstill onGone={walk.arrive} />
        </Match>
        <Match when={isSubmitting()}>
          <HandingIn />
        </Match>
      </Switch>
      <Show when={isObserved(view())}>
        <details class={styles["observed"]}>
          <summary>{words().exam.observed.short}</summary>
          <p>{words().exam.observed.explain}</p>
          <p>{words().exam.observed.judged}</p>
        </details>
      </Show>
      <Show when={isMapOpen()}>
        <Dialog title={words().exam.map.title} onClose={() => openMap(false)}>
          <p>{words().exam.map.answered(answered(), paper.questions.length)}</p>
          <QuestionMap paper={paper} walk={walk} onGo={() => openMap(false)} />
        </Dialog>
      </Show>
      <Show when={isHandInOpen() && !stands()}>
        <Suspense>
          <HandIn paper={paper} walk={walk} onConfirm={handIn} onClose={() => openHandIn(false)} />
        </Suspense>
      </Show>
    </>
  )
}
