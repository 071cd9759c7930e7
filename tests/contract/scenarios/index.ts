/** In the order in which they are played: what one learns the next may use. */
import type { Scenario } from "../step.ts"
import { accounts } from "./accounts.ts"
import { authoring } from "./authoring.ts"
import { banks } from "./banks.ts"
import { engine } from "./engine.ts"
import { categories } from "./categories.ts"
import { enrolment } from "./enrolment.ts"
import { exam } from "./exam.ts"
import { exchange } from "./exchange.ts"
import { factor } from "./factor.ts"
import { files } from "./files.ts"
import { people } from "./people.ts"
import { power } from "./power.ts"
import { schedule } from "./schedule.ts"
import { study } from "./study.ts"
import { teaching } from "./teaching.ts"
import { trial } from "./trial.ts"

export const scenarios: ReadonlyArray<Scenario> = [
  accounts,
  study,
  schedule,
  exam,
  trial,
  banks,
  exchange,
  authoring,
  categories,
  teaching,
  enrolment,
  people,
  factor,
  power,
  files,
  engine
]
