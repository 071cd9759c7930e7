/** Chooses a password: the first one of an account that somebody else made, or another for one that was forgotten. */
import { A } from "@solidjs/router"
import { createSignal, type JSX } from "solid-js"
import { createActing } from "../../parts/acting.ts"
import { words } from "../../words/words.ts"
import { PasswordField } from "../account-fields.tsx"
import { OutsidePage } from "../outside.tsx"
import { client } from "../stoa.ts"
import { mailedLink } from "./link.ts"
import { MailedForm } from "./mailed-page.tsx"

export default (): JSX.Element => {
  const said = () => words().frame.mailed
  const [password, setPassword] = createSignal("")
  const [email, setEmail] = createSignal<string>()
  const acting = createActing<[]>(async () => setEmail(await client.accounts.reset(mailedLink, password())))
  const done = () => {
    const of = email()
    return of === undefined ? undefined : said().passwordSaved(of)
  }
  return (
    <OutsidePage title={said().passwordTitle}>
      <MailedForm submit={said().passwordSubmit} acting={acting} done={done()}>
        <PasswordField
          label={words().frame.own.newPassword}
          fresh
          value={password()}
          error={acting.about("password")}
          onText={setPassword}
        />
      </MailedForm>
      <A href="/">{said().toLogIn}</A>
    </OutsidePage>
  )
}
