/** Another password. Whoever knew the old one is logged out with it. */
import { createSignal, type JSX } from "solid-js"
import { createActing } from "../../parts/acting.ts"
import { Card } from "../../parts/card.tsx"
import { Form } from "../../parts/form.tsx"
import { words } from "../../words/words.ts"
import { PasswordField } from "../account-fields.tsx"
import { client } from "../stoa.ts"

export const PasswordChange = (): JSX.Element => {
  const said = () => words().frame.own
  const [old, setOld] = createSignal("")
  const [fresh, setFresh] = createSignal("")
  const [ended, setEnded] = createSignal<number>()
  const changing = createActing(async () => {
    setEnded(undefined)
    setEnded(await client.accounts.changePassword(old(), fresh()))
    setOld("")
    setFresh("")
  })
  const done = () => {
    const count = ended()
    return count === undefined ? undefined : said().passwordChanged(count)
  }
  return (
    <Card>
      <h2>{said().password}</h2>
      <Form acting={changing} submit={said().changePassword} kind="secondary" done={done()}>
        <PasswordField label={said().presentPassword} value={old()} error={changing.about("old_password")} onText={setOld} />
        <PasswordField
          label={said().newPassword}
          fresh
          value={fresh()}
          error={changing.about("new_password")}
          onText={setFresh}
        />
      </Form>
    </Card>
  )
}
