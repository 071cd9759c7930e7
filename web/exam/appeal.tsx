/** The learner's word against a rejection, once. */
import { createSignal, Match, Show, Switch, type JSX } from "solid-js"
import { createActing } from "../parts/acting.ts"
import { Card } from "../parts/card.tsx"
import { TextArea } from "../parts/field.tsx"
import { Form } from "../parts/form.tsx"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"

export const Appeal = (): JSX.Element => {
  const { attempt, view } = useHere()
  const [text, setText] = createSignal("")
  const appealing = createActing(async () => {
    if (text().trim() !== "") await attempt.appeal(text())
  })
  const said = () => words().exam.appeal
  return (
    <Switch>
      <Match when={view().appeal}>
        {(made) => (
          <Card>
            <h2>{said().title}</h2>
            <p role="status">{said()[made().decision]}</p>
            <Show when={made().text}>
              <p>
                {said().yours} <q>{made().text}</q>
              </p>
            </Show>
          </Card>
        )}
      </Match>
      <Match when={view().state === "rejected"}>
        <Card>
          <h2>{said().title}</h2>
          <p>{said().explain}</p>
          <Form acting={appealing} submit={said().send} waits>
            <TextArea label={said().label} required maxLength={5_000} rows={5} value={text()} onText={setText} />
          </Form>
        </Card>
      </Match>
    </Switch>
  )
}
