/** Every table there is. */
import type { LiveRow } from "../live.ts"
import type { RestRow } from "../rest.ts"
import { actors } from "./actors.ts"
import { assessments } from "./assessments.ts"
import { attempts } from "./attempts.ts"
import { audit } from "./audit.ts"
import { auth } from "./auth.ts"
import { authoring } from "./authoring.ts"
import { banks } from "./banks.ts"
import { categories } from "./categories.ts"
import { cases } from "./cases.ts"
import { courses } from "./courses.ts"
import { exchange } from "./exchange.ts"
import { files } from "./files.ts"
import { liveAttempt } from "./live-attempt.ts"
import { liveCourse } from "./live-course.ts"
import { liveExam } from "./live-exam.ts"
import { liveLearner } from "./live-learner.ts"
import { enrolment } from "./enrolment.ts"
import { live } from "./live.ts"
import { everybody } from "./people.ts"
import { profile } from "./profile.ts"
import { recovery } from "./recovery.ts"
import { mfa } from "./mfa.ts"
import { organisations } from "./organisations.ts"
import { roles } from "./roles.ts"
import { schedule } from "./schedule.ts"
import { settings } from "./settings.ts"
import { sittings } from "./sittings.ts"
import { teaching } from "./teaching.ts"
import { timeline } from "./timeline.ts"
import { users } from "./users.ts"

export const restRows: ReadonlyArray<RestRow> = [
  ...auth,
  ...users,
  ...recovery,
  ...profile,
  ...everybody,
  ...mfa,
  ...courses,
  ...enrolment,
  ...authoring,
  ...teaching,
  ...assessments,
  ...attempts,
  ...banks,
  ...exchange,
  ...cases,
  ...categories,
  ...timeline,
  ...schedule,
  ...sittings,
  ...files,
  ...audit,
  ...settings,
  ...organisations,
  ...roles,
  ...actors
]

export const liveRows: ReadonlyArray<LiveRow> = [...live, ...liveCourse, ...liveLearner, ...liveAttempt, ...liveExam]
