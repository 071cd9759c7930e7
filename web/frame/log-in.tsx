/** Address and password, then the code where the account has a second factor. */
import { A } from "@solidjs/router"
import { createSignal, Show, type JSX } from "solid-js"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { TextField } from "../parts/field.tsx"
import { Form } from "../parts/form.tsx"
import { Notice } from "../parts/notice.tsx"
import { words } from "../words/words.ts"
import { OutsidePage } from "./outside.tsx"
import styles from "./outside.module.css"
import { ending, logIn } from "./stoa.ts"

export const LogIn = (): JSX.Element => {
  const [email, setEmail] = createSignal("")
  const [password, setPassword] = createSignal("")
  const [code, setCode] = createSignal("")
  /** Asked for a code: how to hand it in, or to give up. */
  const [asked, setAsked] = createSignal<{ readonly give: (code: string) => void; readonly giveUp: () => void }>()
  const said = () => words().frame.logIn

  const acting = createActing(async () => {
    try {
      await logIn(email(), password(), () => {
        const { promise, resolve, reject } = withResolvers()
        setCode("")
        setAsked({ give: resolve, giveUp: () => reject(new Error("given up")) })
        return promise
      })
    } finally {
      setAsked(undefined)
    }
  })

  return (
    <Show
      when={asked()}
      fallback={
        <OutsidePage title={said().title}>
          <Show when={ending()}>
            <Notice kind="info">
              <p>{said().ended}</p>
            </Notice>
          </Show>
          <Form acting={acting} submit={said().submit} wide>
            <TextField
              label={said().email}
              type="email"
              name="email"
              autocomplete="username"
              required
              value={email()}
              onText={setEmail}
            />
            <TextField
              label={said().password}
              type="password"
              name="password"
              autocomplete="current-password"
              required
              value={password()}
              onText={setPassword}
            />
          </Form>
          <div class={styles["links"]}>
            <A href="/register">{said().register}</A>
            <A href="/forgot">{said().forgot}</A>
          </div>
        </OutsidePage>
      }
    >
      {(handing) => (
        <OutsidePage title={said().codeTitle}>
          <form
            class={styles["form"]}
            onSubmit={(event) => {
              event.preventDefault()
              handing().give(code().trim())
            }}
          >
            <TextField
              label={said().code}
              hint={said().codeHint}
              name="code"
              autocomplete="one-time-code"
              inputmode="numeric"
              required
              autofocus
              value={code()}
              onText={setCode}
            />
            <Button type="submit" kind="primary">
              {said().codeSubmit}
            </Button>
            <Button kind="quiet" onClick={() => handing().giveUp()}>
              {said().back}
            </Button>
          </form>
        </OutsidePage>
      )}
    </Show>
  )
}

const withResolvers = () => {
  let resolve: (code: string) => void = () => {}
  let reject: (why: Error) => void = () => {}
  const promise = new Promise<string>((onCode, onGiveUp) => {
    resolve = onCode
    reject = onGiveUp
  })
  return { promise, resolve, reject }
}
