/** Confirms an address: of a registration, or in place of the one before. */
import { A } from "@solidjs/router"
import { createSignal, type JSX } from "solid-js"
import { createActing } from "../../parts/acting.ts"
import { words } from "../../words/words.ts"
import { OutsidePage } from "../outside.tsx"
import { client } from "../stoa.ts"
import { mailedLink } from "./link.ts"
import { MailedForm } from "./mailed-page.tsx"

export default (): JSX.Element => {
  const said = () => words().frame.mailed
  const [email, setEmail] = createSignal<string>()
  const acting = createActing<[]>(async () => setEmail(await client.accounts.confirm(mailedLink)))
  const done = () => {
    const confirmed = email()
    return confirmed === undefined ? undefined : said().confirmed(confirmed)
  }
  return (
    <OutsidePage title={said().confirmTitle}>
      <MailedForm submit={said().confirm} acting={acting} done={done()}>
        <p>{said().confirmExplain}</p>
      </MailedForm>
      <A href="/">{said().toLogIn}</A>
    </OutsidePage>
  )
}
