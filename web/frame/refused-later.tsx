/**
 * What was pressed, waited for a connection, and was refused when nobody waited for it any more: a dialog was closed meanwhile, or the page
 * loaded anew. What shows an error itself says so (`isTold`); everything else comes here, so that no decision fails without a word.
 */
import { createSignal, For, Show, type JSX } from "solid-js"
import { StoaError, type Settled } from "../../client/index.ts"
import { isTold } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Notice } from "../parts/notice.tsx"
import { sentenceOf } from "../words/refusal.ts"
import { words } from "../words/words.ts"
import { account, client } from "./stoa.ts"

interface Refusal {
  readonly person: number | undefined
  readonly what: string
  readonly to: Settled["to"]
  readonly error: StoaError
}

/** What pages send by themselves, and what becomes of an attempt, which its own page tells better: nobody is alarmed without need. */
const unasked: ReadonlySet<string> = new Set([
  "OpenModule",
  "Study",
  "CloseModule",
  "SaveAnswer",
  "Submit",
  "TakeOver",
  "RaiseHand",
  "ReportCheck",
  "AcknowledgeTime",
  "ConfirmMessage",
  "ReportSignals"
])

const tagOf = (command: unknown): string =>
  typeof command === "object" && command !== null ? String(Reflect.get(command, "_tag")) : ""

const [refusals, setRefusals] = createSignal<ReadonlyArray<Refusal>>([])

client.onSettled(({ to, command, outcome: error }) => {
  const what = tagOf(command)
  if (!(error instanceof StoaError) || unasked.has(what)) return
  const person = account()?.id
  // Whoever waits for it hears of it in this same turn.
  setTimeout(() => {
    if (!isTold(error)) setRefusals((before) => [...before, { person, what, to, error }])
  })
})

export const RefusedLater = (): JSX.Element => {
  const said = () => words().frame.refusedLater
  const own = () => refusals().filter(({ person }) => person === account()?.id)
  const sentence = ({ what, to, error }: Refusal): string => {
    const acts: Readonly<Record<string, string>> = words().proctor.acts
    const attempt = to.type === "attempt" ? words().proctor.learner.title(to.id) : undefined
    const named = [acts[what], attempt].filter((part) => part !== undefined).join(", ")
    return named === "" ? sentenceOf(error) : `${named}: ${sentenceOf(error)}`
  }
  return (
    <div role="status">
      <Show when={own().length > 0}>
        <Notice kind="warn" title={said().title}>
          <ul>
            <For each={own()}>{(one) => <li>{sentence(one)}</li>}</For>
          </ul>
          <div>
            <Button small onClick={() => setRefusals([])}>
              {said().understood}
            </Button>
          </div>
        </Notice>
      </Show>
    </div>
  )
}
