/** Address and password, then the code where the account has a second factor. */
import { A } from "@solidjs/router"
import { createSignal, Show, type JSX } from "solid-js"
import { StoaError } from "../../client/index.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Form } from "../parts/form.tsx"
import { Notice } from "../parts/notice.tsx"
import { words } from "../words/words.ts"
import { CodeField, EmailField, PasswordField } from "./account-fields.tsx"
import { OutsidePage } from "./outside.tsx"
import styles from "./outside.module.css"
import { ending, logIn } from "./stoa.ts"

export const LogIn = (): JSX.Element => {
  const [email, setEmail] = createSignal("")
  const [password, setPassword] = createSignal("")
  const [isCodeNeeded, setCodeNeeded] = createSignal(false)
  const said = () => words().frame.logIn
  const acting = createActing(async () => {
    try {
      await logIn(email(), password())
    } catch (cause) {
      if (StoaError.from(cause).code !== "mfa_code_missing") throw cause
      setCodeNeeded(true)
    }
  })
  return (
    <Show
      when={isCodeNeeded()}
      fallback={
        <OutsidePage title={said().title}>
          <Show when={ending()}>
            <Notice kind="info">
              <p>{said().ended}</p>
            </Notice>
          </Show>
          <Form acting={acting} submit={said().submit} wide>
            <EmailField value={email()} onText={setEmail} />
            <PasswordField value={password()} onText={setPassword} />
          </Form>
          <div class={styles["links"]}>
            <A href="/register">{said().register}</A>
            <A href="/forgot">{said().forgot}</A>
          </div>
        </OutsidePage>
      }
    >
      <CodeStep onCode={(code) => logIn(email(), password(), code)} onBack={() => setCodeNeeded(false)} />
    </Show>
  )
}

/** The password goes along with each code: a wrong one, or a long search for the phone, costs nobody the way back to the beginning. */
const CodeStep = (props: { readonly onCode: (code: string) => Promise<void>; readonly onBack: () => void }): JSX.Element => {
  const [code, setCode] = createSignal("")
  const said = () => words().frame.logIn
  const confirming = createActing(() => props.onCode(code().trim()))
  return (
    <OutsidePage title={said().codeTitle}>
      <Form acting={confirming} submit={said().codeSubmit} wide>
        <CodeField label={said().code} hint={said().codeHint} value={code()} error={confirming.about("code")} onText={setCode} />
      </Form>
      <Button kind="quiet" onClick={() => props.onBack()}>
        {said().back}
      </Button>
    </OutsidePage>
  )
}
