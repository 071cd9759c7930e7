/** The way through a paper: which question is on screen, and which the learner wants to come back to. */
import { createSignal, type Accessor } from "solid-js"
import type { Paper, PaperQuestion } from "../../protocol/assessment.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import type { Desk } from "./desk.ts"

export interface Walk {
  readonly current: Accessor<QuestionId | undefined>
  readonly question: Accessor<PaperQuestion | undefined>
  readonly numberOf: (question: QuestionId) => number
  readonly go: (question: QuestionId) => void
  /** Since the page was opened. */
  readonly hasMoved: () => boolean
  /** The questions come back in place of something else: where one is has to be told again. */
  readonly arrive: () => void
  readonly previous: Accessor<QuestionId | undefined>
  readonly next: Accessor<QuestionId | undefined>
  readonly isMarked: (question: QuestionId) => boolean
  readonly mark: (question: QuestionId, marked: boolean) => void
  readonly marked: Accessor<ReadonlyArray<QuestionId>>
}

export const createWalk = ({ questions }: Paper, desk: Desk): Walk => {
  const places = new Map(questions.map(({ id }, index) => [id, index]))
  const at = (id: QuestionId | undefined): number => (id === undefined ? -1 : (places.get(id) ?? -1))
  const kept = desk.place()
  let hasMoved = false
  const [current, setCurrent] = createSignal(at(kept) < 0 ? questions[0]?.id : kept)
  const [marked, setMarked] = createSignal(desk.marks().filter((id) => places.has(id)))
  return {
    current,
    question: () => questions[at(current())],
    numberOf: (question) => at(question) + 1,
    hasMoved: () => hasMoved,
    go: (question) => {
      hasMoved = true
      setCurrent(() => question)
      desk.keepPlace(question)
    },
    arrive: () => {
      hasMoved = true
    },
    previous: () => questions[at(current()) - 1]?.id,
    next: () => questions[at(current()) + 1]?.id,
    isMarked: (question) => marked().includes(question),
    mark: (question, isMarked) => {
      setMarked((before) => [...before.filter((one) => one !== question), ...(isMarked ? [question] : [])])
      desk.keepMarks(marked())
    },
    marked
  }
}
