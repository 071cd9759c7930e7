/** What holds for a quiz or an exam, in the words of who takes it; and what one has reached so far. */
import { Show, type JSX, type ParentComponent } from "solid-js"
import type { AssessmentSettings } from "../../protocol/assessment.ts"
import type { AssessmentView } from "../../protocol/learner.ts"
import { Card } from "../parts/card.tsx"
import { Tag } from "../parts/tag.tsx"
import { lengthOf } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./assessment.module.css"

const Rule: ParentComponent<{ readonly name: string }> = (props) => (
  <div class={styles["rule"]}>
    <dt>{props.name}</dt>
    <dd>{props.children}</dd>
  </div>
)

export const Rules = (props: {
  readonly settings: AssessmentSettings
  readonly mine: AssessmentView | undefined
}): JSX.Element => {
  const said = () => words().learn.assessment
  const attempts = (): string => {
    const { maxAttempts } = props.settings
    return maxAttempts === null ? said().anyNumber : said().left(props.mine?.left ?? maxAttempts, maxAttempts)
  }
  return (
    <Card>
      <h2>{said().rules}</h2>
      <dl class={styles["rules"]}>
        <Show when={props.mine?.counted}>
          {(counted) => (
            <Rule name={said().result}>
              <span class="line">
                <strong>{said().done(counted().percent)}</strong>
                <Tag kind={counted().passed ? "good" : "warn"}>{counted().passed ? said().passed : said().notPassed}</Tag>
              </span>
            </Rule>
          )}
        </Show>
        <Rule name={said().time}>
          <Show when={props.settings.timeLimit} fallback={said().unlimited}>
            {(limit) => lengthOf(limit())}
          </Show>
        </Rule>
        <Rule name={said().passMark}>{said().passAt(props.settings.passMark)}</Rule>
        <Rule name={said().attempts}>{attempts()}</Rule>
        <Show when={props.settings.maxAttempts !== 1}>
          <Rule name={said().counts}>{said().counted[props.settings.counted]}</Rule>
        </Show>
        <Show when={props.settings.spacing}>
          {(spacing) => <Rule name={said().spacing}>{said().spacingOf(lengthOf(spacing()))}</Rule>}
        </Show>
        <Rule name={said().review}>{props.settings.review ? said().reviewYes : said().reviewNo}</Rule>
      </dl>
      <Show when={props.settings.consent}>
        <p class="note">{said().consent}</p>
      </Show>
    </Card>
  )
}
