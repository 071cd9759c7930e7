/** Home of who learns: the exam that waits, one's own courses, and the catalogue. */
import type { JSX } from "solid-js"
import { client } from "../frame/stoa.ts"
import { follow } from "../frame/follow.ts"
import { Page } from "../parts/page.tsx"
import { words } from "../words/words.ts"
import { Catalogue } from "./catalogue.tsx"
import { Mine } from "./mine.tsx"

export default (): JSX.Element => {
  const learner = follow(() => client.learner().view)
  return (
    <Page title={words().learn.courses.title}>
      <Mine of={learner()} />
      <Catalogue mine={learner()} />
    </Page>
  )
}
