/** Accepts an invitation into a course, as who is logged in: it is good for the address that it came to. */
import { createSignal, Show, type JSX } from "solid-js"
import { createActing } from "../../parts/acting.ts"
import { LinkButton } from "../../parts/link-button.tsx"
import { Page } from "../../parts/page.tsx"
import { words } from "../../words/words.ts"
import { account, client } from "../stoa.ts"
import { mailedLink } from "./link.ts"
import { MailedForm } from "./mailed-page.tsx"

export default (): JSX.Element => {
  const said = () => words().frame.mailed
  const [accepted, setAccepted] = createSignal<Awaited<ReturnType<typeof client.rest.acceptInvitation>>>()
  const acting = createActing<[]>(async () => setAccepted(await client.rest.acceptInvitation(mailedLink)))
  const done = () => {
    const now = accepted()
    if (now === undefined) return undefined
    return "position" in now.seat ? said().waits(now.seat.position) : said().enrolled
  }
  return (
    <Page title={said().invitationTitle}>
      <MailedForm submit={said().accept} acting={acting} done={done()}>
        <p>{said().invitationExplain(account()?.email ?? "")}</p>
      </MailedForm>
      <Show when={accepted()}>
        {(now) => (
          <div>
            <LinkButton kind="primary" href={`/courses/${now().course_id}`}>
              {said().toCourse}
            </LinkButton>
          </div>
        )}
      </Show>
    </Page>
  )
}
