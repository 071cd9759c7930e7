/** Why an attempt cannot be started now, as a sentence, as far as it can be known before it is asked for. */
import type { AssessmentSettings } from "../../protocol/assessment.ts"
import { AttemptId, type ModuleId } from "../../protocol/ids.ts"
import type { AssessmentView, AttemptLine, EnrolmentView, LearnerView } from "../../protocol/learner.ts"
import type { Instant } from "../../protocol/time.ts"
import { idIn } from "../parts/id-in.ts"
import { dayAndTime } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { lockOf, moduleIn } from "./steps.ts"
import { reasonOf } from "./lock-words.ts"

/** The attempt that is not over yet. */
export const underWay = (mine: AssessmentView | undefined): (AttemptLine & { readonly id: AttemptId }) | undefined => {
  const found = Object.entries(mine?.attempts ?? {}).find(([, { standing }]) => standing === "reserved" || standing === "running")
  return found === undefined ? undefined : { ...found[1], id: idIn(AttemptId, found[0]) }
}

export const hindranceOf = (of: {
  readonly settings: AssessmentSettings
  readonly module: ModuleId | null
  readonly learner: LearnerView
  readonly mine: AssessmentView | undefined
  readonly enrolment: EnrolmentView | undefined
  readonly now: Instant | undefined
}): string | undefined => {
  const said = words().learn.assessment
  const { settings, enrolment, now, mine, learner } = of
  if (enrolment === undefined) return said.notIn
  const module = of.module === null ? undefined : moduleIn(enrolment, of.module)
  const lock = module === undefined ? undefined : lockOf(enrolment, module, now)
  if (lock !== undefined) return reasonOf(lock)
  const titles = settings.prerequisites.flatMap((id) => {
    const before = moduleIn(enrolment, id)
    return before === undefined || before.completedAt !== undefined ? [] : [before.title]
  })
  if (titles.length > 0) return said.first(titles)
  const ends = Object.values(mine?.attempts ?? {}).flatMap(({ endedAt }) => endedAt ?? [])
  const soonest = settings.spacing === null || ends.length === 0 ? undefined : Math.max(...ends) + settings.spacing
  if (soonest !== undefined && now !== undefined && soonest > now) return said.soonest(dayAndTime(soonest))
  if (settings.type === "exam" && learner.activeExam !== undefined) return said.otherExam
  return undefined
}
