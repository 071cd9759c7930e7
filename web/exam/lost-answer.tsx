/** An answer given here that will never be stored: what it said, and why. Nothing that somebody wrote goes without a word. */
import { Show, type JSX } from "solid-js"
import type { PaperQuestion } from "../../protocol/assessment.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import { Button } from "../parts/button.tsx"
import { Notice } from "../parts/notice.tsx"
import { sentenceOf } from "../words/refusal.ts"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"
import { responseWords } from "../parts/response-words.ts"

/** `question`: where the paper is at hand. `withPrompt`: it is not on the screen beside this. */
export const LostAnswer = (props: {
  readonly id: QuestionId
  readonly question: PaperQuestion | undefined
  readonly withPrompt?: boolean
}): JSX.Element => {
  const { answers } = useHere()
  return (
    <Show when={answers.lost(props.id)}>
      {(lost) => (
        <Notice kind="bad" title={words().exam.lost.title} alert>
          <Show when={props.withPrompt === true && props.question}>{(question) => <p>{question().prompt}</p>}</Show>
          <p>{sentenceOf(lost().error)}</p>
          <p>
            {words().exam.lost.given} <q>{responseWords(props.question, lost().response)}</q>
          </p>
          <div>
            <Button small onClick={() => answers.forgetLost(props.id)}>
              {words().exam.lost.dismiss}
            </Button>
          </div>
        </Notice>
      )}
    </Show>
  )
}
