/** The second factor of one's own account: set up, renewed, switched off. */
import { createResource, createSignal, Match, Show, Switch, type JSX } from "solid-js"
import { createActing } from "../../parts/acting.ts"
import { Button } from "../../parts/button.tsx"
import { Card } from "../../parts/card.tsx"
import { Dialog } from "../../parts/dialog.tsx"
import { Form } from "../../parts/form.tsx"
import { Loaded } from "../../parts/loaded.tsx"
import { Tag } from "../../parts/tag.tsx"
import { words } from "../../words/words.ts"
import { CodeField, PasswordField } from "../account-fields.tsx"
import { client } from "../stoa.ts"
import { Enrolling } from "./enrolling.tsx"
import { KeptCodes } from "./recovery-codes.tsx"

export const SecondFactor = (): JSX.Element => {
  const said = () => words().frame.secondFactor
  const [state, { refetch }] = createResource(() => client.accounts.secondFactor())
  const [asked, setAsked] = createSignal<"enrolling" | "renewing" | "disabling">()
  const done = () => {
    setAsked(undefined)
    void refetch()
  }
  return (
    <Card>
      <h2>{said().title}</h2>
      <p class="note">{said().explain}</p>
      <Loaded of={state} onRetry={() => void refetch()}>
        {(state) => (
          <Switch>
            <Match when={asked() === "enrolling"}>
              <Enrolling onDone={done} />
            </Match>
            <Match when={!state().enabled}>
              <p>{said().off}</p>
              <div>
                <Button kind="primary" onClick={() => setAsked("enrolling")}>
                  {said().setUp}
                </Button>
              </div>
            </Match>
            <Match when={state().enabled}>
              <p class="line">
                <Tag kind="good">{said().on}</Tag>
                <span>{said().codesLeft(state().recovery_codes_left)}</span>
              </p>
              <div class="line">
                <Button onClick={() => setAsked("renewing")}>{said().renew}</Button>
                <Show when={!state().required} fallback={<span class="note">{said().requiredByRole}</span>}>
                  <Button onClick={() => setAsked("disabling")}>{said().disable}</Button>
                </Show>
              </div>
              <Show when={asked() === "renewing"}>
                <Renewing onDone={done} />
              </Show>
              <Show when={asked() === "disabling"}>
                <Disabling onDone={done} />
              </Show>
            </Match>
          </Switch>
        )}
      </Loaded>
    </Card>
  )
}

const Renewing = (props: { readonly onDone: () => void }): JSX.Element => {
  const said = () => words().frame.secondFactor
  const [code, setCode] = createSignal("")
  const [codes, setCodes] = createSignal<ReadonlyArray<string>>()
  const renewing = createActing(async () => setCodes(await client.accounts.newRecoveryCodes(code().trim())))
  return (
    <Dialog title={codes() === undefined ? said().renew : said().codes} onClose={() => props.onDone()}>
      <Show
        when={codes()}
        fallback={
          <Form acting={renewing} submit={said().renew}>
            <p>{said().renewExplain}</p>
            <CodeField label={said().code} value={code()} error={renewing.about("code")} onText={setCode} />
          </Form>
        }
      >
        {(codes) => <KeptCodes codes={codes()} onKept={() => props.onDone()} />}
      </Show>
    </Dialog>
  )
}

const Disabling = (props: { readonly onDone: () => void }): JSX.Element => {
  const said = () => words().frame.secondFactor
  const [password, setPassword] = createSignal("")
  const [code, setCode] = createSignal("")
  const disabling = createActing(() => client.accounts.disableSecondFactor(password(), code().trim()))
  return (
    <Dialog title={said().disableTitle} onClose={() => props.onDone()}>
      <Form acting={disabling} submit={said().disable} kind="danger" onDone={props.onDone}>
        <PasswordField
          label={words().frame.own.presentPassword}
          value={password()}
          error={disabling.about("password")}
          onText={setPassword}
        />
        <CodeField label={said().code} value={code()} error={disabling.about("code")} onText={setCode} />
      </Form>
    </Dialog>
  )
}
