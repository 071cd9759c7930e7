/** An address that leads nowhere. */
import type { JSX } from "solid-js"
import { LinkButton } from "../parts/link-button.tsx"
import { Page } from "../parts/page.tsx"
import { words } from "../words/words.ts"

export const Missing = (): JSX.Element => (
  <Page title={words().frame.states.missing}>
    <p>{words().frame.states.missingHint}</p>
    <div>
      <LinkButton href="/">{words().frame.states.goHome}</LinkButton>
    </div>
  </Page>
)
