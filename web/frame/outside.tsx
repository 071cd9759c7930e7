/** The sheet on which one logs in, registers or asks for a new password. */
import type { ParentComponent } from "solid-js"
import { Card } from "../parts/card.tsx"
import { Page } from "../parts/page.tsx"
import { Choices } from "./choices.tsx"
import styles from "./outside.module.css"

export const OutsidePage: ParentComponent<{ readonly title: string }> = (props) => (
  <main class={styles["outside"]}>
    <Page title={props.title}>
      <Card>{props.children}</Card>
      <Choices />
    </Page>
  </main>
)
