/** What an attempt was asked, for those who may read it: who grades it, once it has begun. */
import { createResource, type Accessor } from "solid-js"
import type { PaperQuestion } from "../../protocol/assessment.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import { client } from "../frame/stoa.ts"
import { known } from "../parts/loaded.tsx"
import { graderView, type StaffView } from "./staff-view.ts"

export interface Questions {
  /** In the order of the paper; none where it may not be read, or is not there yet. */
  readonly all: Accessor<ReadonlyArray<PaperQuestion>>
  readonly of: (id: QuestionId) => PaperQuestion | undefined
  /** Why they are not there. */
  readonly error: Accessor<unknown>
  readonly again: () => void
}

export const createQuestions = (view: Accessor<StaffView | undefined>): Questions => {
  const begun = () => {
    const now = view()
    return now?.startedAt === undefined ? undefined : graderView(now)?.attemptId
  }
  const [paper, { refetch }] = createResource(begun, (id) => client.rest.paper(id))
  const all = () => known(paper)?.questions ?? []
  return {
    all,
    of: (id) => all().find((question) => question.id === id),
    error: () => (paper.state === "errored" ? paper.error : undefined),
    again: () => void refetch()
  }
}
