/** What the description says of every operation: a file for each group of the contract, an entry for each endpoint. */
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
import { enrolment } from "./enrolment.ts"
import { exchange } from "./exchange.ts"
import { content, files, uploads } from "./files.ts"
import { mfa } from "./mfa.ts"
import { organisations } from "./organisations.ts"
import { people } from "./people.ts"
import { profile } from "./profile.ts"
import { recovery } from "./recovery.ts"
import { roles } from "./roles.ts"
import { schedule } from "./schedule.ts"
import { settings } from "./settings.ts"
import { sittings } from "./sittings.ts"
import { teaching } from "./teaching.ts"
import { timeline } from "./timeline.ts"
import { users } from "./users.ts"
import type { GroupWords, Words } from "./words.ts"

const groups: Readonly<Record<string, GroupWords>> = {
  actors,
  assessments,
  attempts,
  audit,
  auth,
  authoring,
  banks,
  cases,
  categories,
  content,
  courses,
  enrolment,
  exchange,
  files,
  mfa,
  organisations,
  people,
  profile,
  recovery,
  roles,
  schedule,
  settings,
  sittings,
  teaching,
  timeline,
  uploads,
  users
}

/** `operation` is `<group>.<endpoint>` of the contract. */
export const wordsOf = (operation: string): Words | undefined => {
  const [group = "", endpoint = ""] = operation.split(".")
  return groups[group]?.[endpoint]
}

/** Words about operations that there are not. */
export const wordsWithout = (operations: ReadonlySet<string>): ReadonlyArray<string> =>
  Object.entries(groups).flatMap(([group, words]) =>
    Object.keys(words)
      .map((endpoint) => `${group}.${endpoint}`)
      .filter((operation) => !operations.has(operation))
  )
