/** Another address to log in with: it counts once a mail to it was answered. */
import { createSignal, Show, type JSX } from "solid-js"
import { createActing } from "../../parts/acting.ts"
import { Button } from "../../parts/button.tsx"
import { Card } from "../../parts/card.tsx"
import { TextField } from "../../parts/field.tsx"
import { Refused } from "../../parts/refused.tsx"
import { words } from "../../words/words.ts"
import { client } from "../stoa.ts"
import styles from "./own.module.css"

export const EmailChange = (props: { readonly email: string }): JSX.Element => {
  const said = () => words().frame.own
  const [email, setEmail] = createSignal("")
  const [password, setPassword] = createSignal("")
  const [mailed, setMailed] = createSignal<string>()
  const changing = createActing(async () => {
    setMailed(undefined)
    await client.accounts.changeEmail(email(), password())
    setMailed(email())
    setPassword("")
  })
  return (
    <Card>
      <h2>{said().email}</h2>
      <p>{said().emailNow(props.email)}</p>
      <form
        class={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault()
          void changing.run()
        }}
      >
        <Refused error={changing.error()} />
        <TextField label={said().newEmail} type="email" autocomplete="email" required value={email()} onText={setEmail} />
        <TextField
          label={words().frame.logIn.password}
          type="password"
          autocomplete="current-password"
          required
          value={password()}
          onText={setPassword}
        />
        <div>
          <Button type="submit" busy={changing.busy()}>
            {said().changeEmail}
          </Button>
        </div>
        <p role="status">
          <Show when={mailed()}>{(to) => said().emailMailed(to())}</Show>
        </p>
      </form>
    </Card>
  )
}
