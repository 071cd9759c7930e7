/** Has a link for a new password mailed. */
import { A } from "@solidjs/router"
import { createSignal, Show, type JSX } from "solid-js"
import { createActing } from "../parts/acting.ts"
import { Form } from "../parts/form.tsx"
import { Notice } from "../parts/notice.tsx"
import { words } from "../words/words.ts"
import { EmailField } from "./account-fields.tsx"
import { OutsidePage } from "./outside.tsx"
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
        <Form acting={acting} submit={said().submit} wide>
          <EmailField value={email()} onText={setEmail} />
        </Form>
      </Show>
      <A href="/">{words().frame.register.haveOne}</A>
    </OutsidePage>
  )
}
