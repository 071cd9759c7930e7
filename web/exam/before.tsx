/** Before the start: what is to come, the check, the terms, and the waiting room, from which one goes on by oneself the moment one may. */
import { createSignal, Show, type JSX } from "solid-js"
import { Card } from "../parts/card.tsx"
import { Field } from "../parts/field.tsx"
import { ConnectionLine } from "./connection-line.tsx"
import { words } from "../words/words.ts"
import { Beginning } from "./beginning.tsx"
import styles from "./before.module.css"
import { Check } from "./check.tsx"
import { Decline } from "./decline.tsx"
import { Facts } from "./facts.tsx"
import { useHere } from "./here.ts"
import { isObserved } from "./observing.ts"
import { ProctorLine } from "./proctor-line.tsx"

const Before = (): JSX.Element => {
  const { view } = useHere()
  const [consented, setConsented] = createSignal(false)
  const [password, setPassword] = createSignal("")
  const needs = () => view().needs
  const missing = () => {
    const said = words().exam.begin.missing
    if (needs().check) return said.check
    if (needs().consent !== undefined && !consented()) return said.consent
    return needs().password && password() === "" ? said.password : undefined
  }
  return (
    <div class={styles["before"]}>
      <Facts />
      <Show when={view().sittingId !== undefined}>
        <div class={styles["proctors"]}>
          <ProctorLine />
        </div>
      </Show>
      <ConnectionLine />
      <Show when={view().sittingId !== undefined}>
        <Check />
      </Show>
      <Show when={isObserved(view())}>
        <Card>
          <h2>{words().exam.observed.title}</h2>
          <p>{words().exam.observed.explain}</p>
          <p class="soft">{words().exam.observed.judged}</p>
        </Card>
      </Show>
      <Show when={needs().consent}>
        {(text) => (
          <Card>
            <h2>{words().exam.consent.title}</h2>
            <p class={styles["terms"]}>{text()}</p>
            <label class={styles["agree"]}>
              <input type="checkbox" checked={consented()} onChange={(event) => setConsented(event.currentTarget.checked)} />
              <span>{words().exam.consent.agree}</span>
            </label>
          </Card>
        )}
      </Show>
      <Show when={needs().password}>
        <Card>
          <Field label={words().exam.password.label} hint={words().exam.password.hint}>
            {(tied) => (
              <input
                {...tied}
                type="password"
                autocomplete="off"
                value={password()}
                onInput={(event) => setPassword(event.currentTarget.value)}
              />
            )}
          </Field>
        </Card>
      </Show>
      <Beginning
        missing={missing()}
        beginning={{
          ...(needs().consent === undefined ? {} : { consented: consented() }),
          ...(needs().password ? { password: password() } : {})
        }}
      />
      <Show when={view().type === "exam"}>
        <Decline />
      </Show>
    </div>
  )
}

export default Before
