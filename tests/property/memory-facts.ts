/** The facts behind `prepare`, kept in maps: what storage answers from the catalogue, for runs without a database. */
import { Effect } from "effect"
import { paperHash } from "../../actors/assessment/content-hash.ts"
import type { AnswerKey, AssessmentFact, CourseFact, Facts, SetTerms, SittingFact } from "../../actors/facts.ts"
import type { Bank, Paper } from "../../protocol/assessment.ts"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { AttemptId, type SittingId } from "../../protocol/ids.ts"
import { seedOf } from "./assessment-samples.ts"

const found = <A>(value: A | undefined): Effect.Effect<A, Refusal> =>
  value === undefined ? Effect.fail(refuse("not_found")) : Effect.succeed(value)

export class MemoryFacts {
  readonly courses = new Map<number, CourseFact>()
  readonly assessments = new Map<number, AssessmentFact>()
  readonly banks = new Map<number, Bank>()
  readonly sittings = new Map<number, SittingFact>()
  /** By attempt. */
  readonly sittingsOf = new Map<number, SittingId>()
  readonly passwords = new Map<number, string>()
  /** How often one was compared. */
  passwordChecks = 0
  /** By sitting and person, `7/42`. */
  readonly terms = new Map<string, SetTerms>()
  readonly papers = new Map<string, { readonly paper: Paper; readonly key: AnswerKey }>()
  /** Everybody else is in every course. */
  readonly strangers = new Set<number>()
  timeZone = "Europe/Berlin"
  #drawn = 0

  readonly service: Facts["Service"] = {
    course: (id) => found(this.courses.get(id)),
    courseVersion: (id) => found([...this.courses.values()].find(({ versionId }) => versionId === id)),
    granted: () => Effect.succeed(false),
    missingCourses: () => Effect.succeed([]),
    invitation: () => Effect.fail(refuse("invitation_unknown")),
    assessment: (id) => found(this.assessments.get(id)),
    bank: (id) => found(this.banks.get(id)),
    sitting: (id) => found(this.sittings.get(id)),
    sittingOf: (id) => Effect.sync(() => this.sittingsOf.get(id) ?? null),
    sittingPassword: (id, given) =>
      Effect.sync(() => {
        this.passwordChecks++
        return this.passwords.get(id) === given
      }),
    termsOf: (sitting, person) => Effect.sync(() => this.terms.get(`${sitting}/${person}`) ?? { personal: null, groups: [] }),
    notEnrolled: (_course, people) => Effect.sync(() => people.filter((id) => this.strangers.has(id))),
    timeZone: () => Effect.sync(() => this.timeZone),
    newAttemptId: Effect.sync(() => AttemptId.make(++this.#drawn)),
    newSeed: Effect.sync(() => seedOf(++this.#drawn)),
    storePaper: (paper, key) =>
      Effect.sync(() => {
        const hash = paperHash(paper, key)
        this.papers.set(hash, { paper, key })
        return hash
      }),
    paper: (hash) => found(this.papers.get(hash)?.paper),
    answerKey: (hash) => found(this.papers.get(hash)?.key)
  }
}
