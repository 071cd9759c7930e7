/** Has a link for a new password mailed. */
import { A } from "@solidjs/router"
import { createSignal, Show, type JSX } from "solid-js"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { TextField } from "../parts/field.tsx"
import { Notice } from "../parts/notice.tsx"
import { Refused } from "../parts/refused.tsx"
import { words } from "../words/words.ts"
import { OutsidePage } from "./outside.tsx"
import styles from "./outside.module.css"
import { client } from "./stoa.ts"

export default (): JSX.Element => {
  const [email, setEmail] = createSignal("")
  const [isSent, setSent] = createSignal(false)
  const said = () => words().frame.forgot
  const acting = createActing(async () => {
    await client.accounts.forgot(email())
    setSent(true)
  })
  return (
    <OutsidePage title={said().title}>
      <Show
        when={!isSent()}
        fallback={
          <Notice kind="good" alert>
            <p>{said().sent}</p>
          </Notice>
        }
      >
        <p>{said().explain}</p>
        <form
          class={styles["form"]}
          onSubmit={(event) => {
            event.preventDefault()
            void acting.run()
          }}
        >
          <Refused error={acting.error()} />
          <TextField
            label={words().frame.logIn.email}
            type="email"
            autocomplete="username"
            required
            value={email()}
            onText={setEmail}
          />
          <Button type="submit" kind="primary" busy={acting.busy()}>
            {said().submit}
          </Button>
        </form>
      </Show>
      <A href="/">{words().frame.register.haveOne}</A>
    </OutsidePage>
  )
}
