/**
 * How the connection is, as far as it concerns who answers questions. Nothing for a blip; then that one can go on, since that is what
 * matters. The time's end without a connection is told as it is: who decides what.
 */
import { Match, Show, Switch, type JSX } from "solid-js"
import { createOffline } from "../frame/connection-strip.tsx"
import { connection, reconnect, unsettled } from "../frame/stoa.ts"
import { Button } from "../parts/button.tsx"
import { Notice } from "../parts/notice.tsx"
import { sentenceOf } from "../words/refusal.ts"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"
import { createTimeLeft } from "./time-left.tsx"
import { waitingAnswers } from "./waiting-answers.ts"

export const ConnectionLine = (): JSX.Element => {
  const { attempt } = useHere()
  const isOffline = createOffline()
  const left = createTimeLeft()
  const closed = () => {
    const state = connection()
    return state._tag === "Closed" ? state.error : undefined
  }
  const waiting = () => waitingAnswers(unsettled(), attempt.id).size
  const said = () => words().exam.room
  return (
    <div role="status">
      <Switch>
        <Match when={closed()}>
          {(error) => (
            <Notice kind="warn" title={said().closed}>
              <p>{sentenceOf(error())}</p>
              <div>
                <Button small onClick={reconnect}>
                  {said().connect}
                </Button>
              </div>
            </Notice>
          )}
        </Match>
        <Match when={left() === 0}>
          <Notice kind="warn">
            <p>{isOffline() ? said().overOffline : said().over}</p>
          </Notice>
        </Match>
        <Match when={isOffline()}>
          <Notice kind="info">
            <p>
              {said().offline}
              <Show when={waiting() > 0}> {said().offlineKept(waiting())}</Show>
            </p>
          </Notice>
        </Match>
      </Switch>
    </div>
  )
}
