/** One's attempts at a quiz or an exam, the last one first, each with the way to its page. */
import { A } from "@solidjs/router"
import { For, Show, type JSX } from "solid-js"
import type { AssessmentView, AttemptLine } from "../../protocol/learner.ts"
import { Tag, type TagKind } from "../parts/tag.tsx"
import { dayAndTime } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./assessment.module.css"

const kinds: Readonly<Record<AttemptLine["standing"], TagKind>> = {
  reserved: "info",
  running: "info",
  over: "plain",
  graded: "plain",
  unused: "plain"
}

export const Attempts = (props: { readonly mine: AssessmentView }): JSX.Element => {
  const said = () => words().learn.assessment
  const ids = () =>
    Object.entries(props.mine.attempts)
      .sort(([, a], [, b]) => b.number - a.number)
      .map(([id]) => id)
  return (
    <Show when={ids().length > 0}>
      <section class={styles["attempts"]} aria-labelledby="attempts">
        <h2 id="attempts">{said().earlier}</h2>
        <ul role="list" class={styles["list"]}>
          <For each={ids()}>
            {(id) => (
              <Show when={props.mine.attempts[id]}>
                {(line) => (
                  <li class={styles["attempt"]}>
                    <A href={`/attempts/${id}`}>{said().look(line().number)}</A>
                    <span class="note">
                      <Show when={line().endedAt ?? line().startedAt}>{(at) => dayAndTime(at())}</Show>
                    </span>
                    <Show
                      when={line().percent}
                      fallback={<Tag kind={kinds[line().standing]}>{said().standing[line().standing]}</Tag>}
                    >
                      {(percent) => (
                        <span class="line">
                          <strong>{said().done(percent())}</strong>
                          <Show when={line().passed !== undefined}>
                            <Tag kind={line().passed === true ? "good" : "warn"}>
                              {line().passed === true ? said().passed : said().notPassed}
                            </Tag>
                          </Show>
                        </span>
                      )}
                    </Show>
                  </li>
                )}
              </Show>
            )}
          </For>
        </ul>
      </section>
    </Show>
  )
}
