/** The one timed exam that is reserved or running: whoever comes back after a break finds it at once. */
import { Show, type JSX } from "solid-js"
import type { LearnerView } from "../../protocol/learner.ts"
import { LinkButton } from "../parts/link-button.tsx"
import { Notice } from "../parts/notice.tsx"
import { words } from "../words/words.ts"

const activeExam = ({ activeExam, assessments }: LearnerView) => {
  if (activeExam === undefined) return undefined
  const of = Object.values(assessments).find(({ attempts }) => attempts[String(activeExam)] !== undefined)
  return { id: activeExam, title: of?.title ?? "", standing: of?.attempts[String(activeExam)]?.standing }
}

export const ActiveExam = (props: { readonly learner: LearnerView }): JSX.Element => (
  <Show when={activeExam(props.learner)}>
    {(exam) => {
      const said = () => words().learn.courses.exam
      return (
        <Notice kind="warn" title={exam().standing === "running" ? said().running : said().reserved}>
          <p>{exam().title}</p>
          <div>
            <LinkButton kind="primary" href={`/attempts/${exam().id}`}>
              {said().goTo}
            </LinkButton>
          </div>
        </Notice>
      )
    }}
  </Show>
)
