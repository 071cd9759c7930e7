/**
 * The routes of assessments as they are written. Every change goes one way: under the lock of its course, judged whole, stored
 * or refused with all that is wrong. Instructors reach those of their own courses; others do not exist.
 */
import { Effect } from "effect"
import type { HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { drawPaper, keyOf } from "../../actors/assessment/draw-paper.ts"
import { arranged, withQuestion, withoutQuestion } from "../../actors/assessment/edit-bank.ts"
import { examine, type Surroundings, validateAssessment } from "../../actors/assessment/validate-assessment.ts"
import { type Finding, isSound } from "../../actors/assessment/validate-bank.ts"
import { Facts } from "../../actors/facts.ts"
import { TrialMarking } from "../../engine/marking.ts"
import { canonicalJson } from "../../protocol/canonical-json.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { type AssessmentId, AttemptId, type CourseId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { Api } from "../../protocol/rest/api.ts"
import type { AssessmentContent, StoredAssessment } from "../../protocol/rest/banks.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { Banks, type Place, type Standing } from "../../storage/catalogue/banks.ts"
import { answer, answerEach, type Refused } from "./answers.ts"
import { changer } from "./changer.ts"
import { expectedRevision, holds, tagged } from "./conditional.ts"
import { fromStorage, present, teaches } from "./courses.ts"

export type Draft = AssessmentContent & Pick<StoredAssessment, "module_id" | "standalone">

const invalid = (field: string, message: string): Refusal => refuse("invalid", { field, message })

/** As fields are named elsewhere: `bank.questions.3.correct`. */
const asRefusal = ({ path, message }: Finding): Refusal => invalid(path.replaceAll(/\[([^\]]*)\]/g, ".$1"), message)

const errorsIn = (findings: ReadonlyArray<Finding>): ReadonlyArray<Refusal> =>
  findings.flatMap((finding) => (finding.severity === "error" ? [asRefusal(finding)] : []))

const fits = (type: string, module: string): boolean => (type === "exam" ? module === "exam" : module === "quiz")

const placed = (place: Place | undefined, type: string): ReadonlyArray<Refusal> => {
  if (place === undefined) return [invalid("module_id", "There is no such module in this course. Choose one of its draft.")]
  if (place.published) return [invalid("module_id", "The module is published and stays as it is. Choose one of the draft.")]
  if (place.taken) return [invalid("module_id", "The module has an assessment. Change that one, or retire it first.")]
  return fits(type, place.type) ? [] : [invalid("module_id", `The module is a ${place.type}. Choose one that fits "${type}".`)]
}

/** Why this cannot become that; nothing where it can. */
export const judge = async (
  before: StoredAssessment | undefined,
  { module_id, standalone, settings, bank }: Draft,
  { around, module }: Pick<Standing, "around" | "module">
): Promise<ReadonlyArray<Refusal>> => {
  if (before?.in_use === true) {
    const message = "Learners know it as it is. Change the course's next version instead."
    if (before.settings.type !== settings.type) return [refuse("illegal_transition", { field: "settings.type", message })]
    if (before.standalone !== standalone) return [refuse("illegal_transition", { field: "standalone", message })]
    if (before.module_id !== module_id) return [refuse("illegal_transition", { field: "module_id", message })]
  }
  const moved = module_id !== null && before?.module_id !== module_id
  const place = module_id === null ? undefined : await module(module_id)
  const misplaced = moved
    ? placed(place, settings.type)
    : place !== undefined && !fits(settings.type, place.type)
      ? [invalid("settings.type", `Its module is a ${place.type}. Choose a type that fits.`)]
      : []
  const both = standalone && module_id !== null
  const torn = both ? [invalid("standalone", "It is a module's. Leave the module out (null), or this.")] : []
  return [...misplaced, ...torn, ...errorsIn(validateAssessment(settings, bank, await around(module_id)))]
}

const contentOf = ({ module_id, standalone, description, settings, bank }: Draft): Draft => ({
  module_id,
  standalone,
  description,
  settings,
  bank
})

const meanwhile = refuse("precondition_failed", { field: "If-Match" })

const failing = ([first, ...others]: ReadonlyArray<Refusal>): Effect.Effect<void, Refused> =>
  first === undefined ? Effect.void : Effect.fail({ _tag: "Refused", refusals: [first, ...others] })

const withFindings = ({ stored, around }: { readonly stored: StoredAssessment; readonly around: Surroundings }) => ({
  ...stored,
  findings: validateAssessment(stored.settings, stored.bank, around)
})

/** What all routes that author do, on the tables of this node. */
export const authoring = Effect.gen(function* () {
  const banks = yield* Banks

  /** Courses elsewhere are not there. */
  const ownCourse = Effect.fnUntraced(function* (person: Person, id: CourseId) {
    if (!teaches(person, id) || !(yield* fromStorage(banks.hasCourse(id)))) return yield* Effect.fail(refuse("not_found"))
  })
  const own = Effect.fnUntraced(function* (person: Person, id: AssessmentId) {
    const found = yield* Effect.flatMap(fromStorage(banks.read(id)), present)
    return teaches(person, found.stored.course_id) ? found : yield* Effect.fail(refuse("not_found"))
  })
  const shown = (id: AssessmentId) => tagged(Effect.map(Effect.flatMap(fromStorage(banks.read(id)), present), withFindings))

  const add = Effect.fnUntraced(function* (course: CourseId, draft: Draft) {
    const person = yield* Caller
    yield* ownCourse(person, course)
    const { id, result } = yield* fromStorage(
      banks.add(course, person.userId, async (standing) => {
        const result = await judge(undefined, draft, standing)
        return { next: result.length === 0 ? draft : undefined, result }
      })
    )
    yield* failing(result)
    return yield* Effect.flatMap(present(id), shown)
  })

  /** What `next` makes of what is stored, under its lock; a change that changes nothing is none. */
  const change = Effect.fnUntraced(function* (
    request: HttpServerRequest.HttpServerRequest,
    id: AssessmentId,
    next: (before: StoredAssessment) => Draft | Refusal
  ) {
    yield* own(yield* Caller, id)
    const expected = yield* expectedRevision(request)
    const by = yield* changer(request)
    const result = yield* fromStorage(
      banks.edit<ReadonlyArray<Refusal>>(id, by, async (standing) => {
        const before = standing.stored
        if (!holds(expected, before.revision)) return { next: undefined, result: [meanwhile] }
        const wanted = next(before)
        if ("_tag" in wanted) return { next: undefined, result: [wanted] }
        const refusals = await judge(before, wanted, standing)
        const same = canonicalJson(contentOf(before)) === canonicalJson(contentOf(wanted))
        return { next: refusals.length > 0 || same ? undefined : wanted, result: refusals }
      })
    )
    yield* Effect.flatMap(present(result), failing)
    return yield* shown(id)
  })

  return { banks, ownCourse, own, shown, add, change }
})

/** Retired is what nobody can reach: learners of a published version go on with theirs. */
const whyNotRetired = ({ stored, sittings, published }: Standing): ReadonlyArray<Refusal> => {
  if (published) {
    const message = "A published version is made of it. Leave it out of the next one."
    return [refuse("illegal_transition", { field: "module_id", message })]
  }
  if (sittings === 0) return []
  return [
    refuse("illegal_transition", {
      message: `${sittings} sittings of "${stored.settings.title}" are planned. Call them off first.`
    })
  ]
}

export const banksRoutes = HttpApiBuilder.group(
  Api,
  "banks",
  Effect.fnUntraced(function* (handlers) {
    const { banks, ownCourse, own, add, change } = yield* authoring
    const facts = yield* Facts
    const { mark } = yield* TrialMarking

    return handlers.handleAll({
      list: ({ params }) =>
        answer(
          Effect.gen(function* () {
            yield* ownCourse(yield* Caller, params.id)
            return yield* fromStorage(banks.list(params.id))
          })
        ),
      add: ({ params, payload }) => answerEach(add(params.id, { description: null, standalone: false, ...payload })),
      examine: ({ payload }) =>
        answer(
          Effect.sync(() => {
            const windows = (payload.windows ?? []).map(({ opens_at, closes_at }, index) => ({
              path: `windows[${index}]`,
              opens: Date.parse(opens_at),
              closes: closes_at === null ? null : Date.parse(closes_at)
            }))
            const findings = examine(payload.settings, payload.bank, windows)
            return { valid: isSound(findings), findings }
          })
        ),
      read: ({ params }) =>
        answer(
          tagged(
            Effect.map(
              Effect.flatMap(Caller, (person) => own(person, params.id)),
              withFindings
            )
          )
        ),
      change: ({ params, payload, request }) =>
        answerEach(
          change(request, params.id, (before) => ({
            module_id: payload.module_id === undefined ? before.module_id : payload.module_id,
            standalone: payload.standalone ?? before.standalone,
            description: payload.description === undefined ? before.description : payload.description,
            settings: { ...before.settings, ...payload.settings },
            bank: before.bank
          }))
        ),
      replace: ({ params, payload, request }) =>
        answerEach(change(request, params.id, (before) => ({ ...before, bank: payload }))),
      arrange: ({ params, payload, request }) =>
        answerEach(change(request, params.id, (before) => ({ ...before, bank: arranged(before.bank, payload) }))),
      setQuestion: ({ params, payload: { question, pool }, request }) =>
        answerEach(
          change(request, params.id, (before) =>
            question.id === params.question
              ? { ...before, bank: withQuestion(before.bank, question, pool) }
              : invalid("question.id", "The address names another question. Write the same id in both.")
          )
        ),
      removeQuestion: ({ params, request }) =>
        answerEach(
          change(request, params.id, (before) => {
            const bank = withoutQuestion(before.bank, params.question)
            return bank === undefined ? refuse("not_found") : { ...before, bank }
          })
        ),
      retire: ({ params, request }) =>
        answerEach(
          Effect.gen(function* () {
            yield* own(yield* Caller, params.id)
            const expected = yield* expectedRevision(request)
            const by = yield* changer(request)
            const result = yield* fromStorage(
              banks.edit<ReadonlyArray<Refusal>>(params.id, by, async (standing) => {
                if (!holds(expected, standing.stored.revision)) return { next: undefined, result: [meanwhile] }
                const result = whyNotRetired(standing)
                return { next: result.length === 0 ? "retired" : undefined, result }
              })
            )
            yield* Effect.flatMap(present(result), failing)
            return { id: params.id }
          })
        ),
      revisions: ({ params }) =>
        answer(
          Effect.gen(function* () {
            yield* own(yield* Caller, params.id)
            return yield* fromStorage(banks.revisions(params.id))
          })
        ),
      revision: ({ params }) =>
        answer(
          Effect.gen(function* () {
            yield* own(yield* Caller, params.id)
            const found = yield* Effect.flatMap(fromStorage(banks.revision(params.id, params.number)), present)
            return { number: params.number, ...found }
          })
        ),
      preview: ({ params, payload }) =>
        answer(
          Effect.gen(function* () {
            const { stored } = yield* own(yield* Caller, params.id)
            const { revision, bank, settings } = stored
            const seed = payload.seed ?? (yield* facts.newSeed)
            const paper = drawPaper(bank, seed)
            const answerKey = keyOf(bank, paper)
            const responses = payload.answers ?? {}
            // Nobody's: a worker marks what it is given, and nothing of it is stored.
            const input = { attemptId: AttemptId.make(1), paper, answerKey, passMark: settings.passMark, responses }
            const grade = yield* Effect.mapError(mark(input), ({ message }) =>
              refuse("unavailable", { message: `The paper could not be marked: ${message}. Try fewer answers at once.` })
            )
            return { revision, seed, paper, grade, key: answerKey.bank.questions }
          })
        )
    })
  })
)
