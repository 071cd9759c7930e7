/** Another address to log in with: it counts once a mail to it was answered. */
import { createSignal, type JSX } from "solid-js"
import { createActing } from "../../parts/acting.ts"
import { Card } from "../../parts/card.tsx"
import { TextField } from "../../parts/field.tsx"
import { Form } from "../../parts/form.tsx"
import { words } from "../../words/words.ts"
import { PasswordField } from "../account-fields.tsx"
import { client } from "../stoa.ts"

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
  const done = () => {
    const to = mailed()
    return to === undefined ? undefined : said().emailMailed(to)
  }
  return (
    <Card>
      <h2>{said().email}</h2>
      <p>{said().emailNow(props.email)}</p>
      <Form acting={changing} submit={said().changeEmail} kind="secondary" done={done()}>
        <TextField
          label={said().newEmail}
          type="email"
          autocomplete="email"
          required
          value={email()}
          error={changing.about("email")}
          onText={setEmail}
        />
        <PasswordField value={password()} onText={setPassword} />
      </Form>
    </Card>
  )
}
