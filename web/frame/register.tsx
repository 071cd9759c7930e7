/** An account of one's own, opened at once or by a mail. */
import { A, useNavigate } from "@solidjs/router"
import { createSignal, Show, type JSX } from "solid-js"
import { createActing } from "../parts/acting.ts"
import { Form } from "../parts/form.tsx"
import { Notice } from "../parts/notice.tsx"
import { words } from "../words/words.ts"
import { EmailField, NameFields, PasswordField } from "./account-fields.tsx"
import { OutsidePage } from "./outside.tsx"
import { register } from "./stoa.ts"

export default (): JSX.Element => {
  const navigate = useNavigate()
  const [email, setEmail] = createSignal("")
  const [password, setPassword] = createSignal("")
  const [firstName, setFirstName] = createSignal("")
  const [lastName, setLastName] = createSignal("")
  const [isMailed, setMailed] = createSignal(false)
  const said = () => words().frame.register

  const acting = createActing(async () => {
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const isIn = await register({
      email: email(),
      password: password(),
      first_name: firstName(),
      last_name: lastName(),
      time_zone
    })
    if (isIn) navigate("/", { replace: true })
    else setMailed(true)
  })
  return (
    <OutsidePage title={said().title}>
      <Show
        when={!isMailed()}
        fallback={
          <Notice kind="good" alert>
            <p>{said().mailed(email())}</p>
          </Notice>
        }
      >
        <Form acting={acting} submit={said().submit} wide>
          <NameFields first={firstName()} last={lastName()} about={acting.about} onFirst={setFirstName} onLast={setLastName} />
          <EmailField value={email()} error={acting.about("email")} onText={setEmail} />
          <PasswordField fresh value={password()} error={acting.about("password")} onText={setPassword} />
        </Form>
      </Show>
      <A href="/">{said().haveOne}</A>
    </OutsidePage>
  )
}
