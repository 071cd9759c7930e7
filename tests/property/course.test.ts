/** Seats are given once, never more than there are; everyone sees of a course what is theirs to see. */
import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { AnyActor, Tagged } from "../../actors/actor.ts"
import type { CourseState } from "../../actors/course/contract.ts"
import { course } from "../../actors/course/definition.ts"
import { learner } from "../../actors/learner/definition.ts"
import type { CourseFact } from "../../actors/facts.ts"
import { CourseMemberView, CourseStaffView, CourseVisitorView } from "../../protocol/course.ts"
import { actorRef } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { instant } from "../../protocol/time.ts"
import { ActorHarness, Coverage, type Outcome } from "./actor-harness.ts"
import { courseFact, facts, fromCourse, person, start } from "./learner-world.ts"

const definition: AnyActor = course
const registry = { learner }
const self = actorRef("course", 1)
const strict = { onExcessProperty: "error" } as const
const views = {
  visitor: Schema.decodeUnknownSync(CourseVisitorView, strict),
  member: Schema.decodeUnknownSync(CourseMemberView, strict),
  staff: Schema.decodeUnknownSync(CourseStaffView, strict)
}

const students = [11, 12, 13, 14].map((id) => person(id))
const teacher = person(21, "instructor", [1])
const otherTeacher = person(22, "instructor", [2])
const administrator = person(1, "admin")
const everyone = [...students, teacher, otherTeacher, administrator]

type Action =
  | { readonly kind: "command"; readonly by: Person; readonly command: Tagged }
  | { readonly kind: "catalogue"; readonly offer: Partial<CourseFact>; readonly told: boolean }

const command = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ _tag: "Enrol" }) },
  { weight: 3, arbitrary: fc.constant({ _tag: "Withdraw" }) },
  { weight: 2, arbitrary: fc.string({ minLength: 1, maxLength: 20 }).map((text) => ({ _tag: "Announce", text: `.${text}` })) },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("MoveLearners" as const),
      versionId: fc.constantFrom(10, 20, 30, 40),
      learners: fc.uniqueArray(fc.constantFrom(11, 12, 13, 14, 15), { minLength: 1, maxLength: 5 })
    })
  }
)
const offer: fc.Arbitrary<Partial<CourseFact>> = fc.record(
  {
    status: fc.oneof(
      { weight: 4, arbitrary: fc.constant("published" as const) },
      {
        weight: 1,
        arbitrary: fc.constantFrom("draft" as const, "in_review" as const, "superseded" as const, "archived" as const)
      }
    ),
    capacity: fc.constantFrom(null, 0, 1, 2, 3),
    priced: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    title: fc.constantFrom("Course 1", "Course one")
  },
  { requiredKeys: [] }
)
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("command" as const), by: fc.constantFrom(...everyone), command })
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("catalogue" as const), offer, told: fc.boolean() }) }
)

/** Two of this course, one that is a draft still, and one of another course. */
const publishedVersions = new Map<number, CourseFact>([
  [10, courseFact(1)],
  [20, courseFact(1, { versionId: courseFact(2).versionId, versionTitle: "Course one" })],
  [30, courseFact(1, { versionId: courseFact(3).versionId, open: true })],
  [40, courseFact(4)]
])

class Run {
  readonly harness: ActorHarness
  #offer: CourseFact = courseFact(1)

  constructor(coverage: Coverage) {
    this.harness = new ActorHarness(definition, self, {
      coverage,
      registry,
      start,
      facts: facts(
        () => "Europe/Berlin",
        () => this.#offer,
        (id) => publishedVersions.get(id)
      )
    })
  }

  get state(): CourseState {
    return this.harness.state as CourseState
  }

  act(action: Action): void {
    if (action.kind === "command") {
      const before = this.state.taken
      const outcome = this.send(action.by, action.command)
      if (action.command._tag === "Enrol") this.#expectSeat(action.by, outcome, before)
      return
    }
    this.#offer = courseFact(1, { ...action.offer, ...this.#version(action.offer) })
    if (action.told) this.release(this.#offer)
  }

  /** Another title is another version, as in the catalogue. */
  #version({ title }: Partial<CourseFact>): Partial<CourseFact> {
    return title === "Course one" ? { versionId: courseFact(2).versionId } : {}
  }

  send(by: Person, command: Tagged): Outcome {
    return this.harness.send({ after: 1_000, command, principal: by })
  }

  release({ versionId, title, status, capacity, priced, modules }: CourseFact): void {
    this.harness.send({
      after: 1_000,
      command: { _tag: "Release", offer: { versionId, title, status, capacity, priced }, modules } as Tagged,
      principal: fromCourse
    })
  }

  #expectSeat(by: Person, outcome: Outcome, before: number): void {
    const given = this.state.taken - before
    expect(given).toBe(outcome._tag === "Done" ? 1 : 0)
    if (outcome._tag === "Refusal") return
    const { status, priced, capacity, versionId } = this.#offer
    expect([status, priced && by.userId !== 14], "nobody but who was given it gets a priced course").toEqual(["published", false])
    if (capacity !== null) expect(this.state.taken, "C1 never more seats than there are").toBeLessThanOrEqual(capacity)
    expect(this.state.members[by.userId]).toMatchObject({ versionId, withdrawnAt: null })
    expect(this.harness.reactions.at(-1)).toMatchObject({ to: { type: "learner", id: by.userId }, seq: this.harness.seq })
  }

  finish(split: number): void {
    const { state } = this
    this.#expectDelivered()
    expect(Object.values(state.members).filter((member) => member.withdrawnAt === null).length).toBe(state.taken)
    expect(Object.keys(state.announcements).length).toBe(Math.min(50, state.announced))
    for (const [audience, decode] of Object.entries(views)) decode(this.harness.view(audience))
    for (const someone of everyone) this.#expectAudience(someone)
    this.harness.checkHistory(split)
  }

  /** Whoever is in the course from an announcement on has it in the end, once. */
  #expectDelivered(): void {
    for (const user of students.map(({ userId }) => userId)) {
      const told = this.harness.reactions.flatMap(({ to, command }) =>
        command._tag === "Noticed" && to.id === user ? [Reflect.get(command, "number")] : []
      )
      expect(new Set(told).size, "C5 each inbox is told once").toBe(told.length)
    }
  }

  #expectAudience(someone: Person): void {
    const audience = course.audienceOf(this.state, someone)
    const member = this.state.members[someone.userId]?.withdrawnAt === null
    if (someone === teacher || someone === administrator) expect(audience).toBe("staff")
    else if (member) expect(audience).toBe("member")
    else expect(audience).toBe(this.state.offer?.status === "published" ? "visitor" : undefined)
  }
}

describe("a course", () => {
  test("C1–C4 any sequence of commands and releases keeps seats, rosters and audiences right, and replay agrees", () => {
    const coverage = new Coverage()
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25, size: "max" }), fc.nat(), (actions, split) => {
        const run = new Run(coverage)
        for (const each of actions) run.act(each)
        run.finish(split)
      }),
      { numRuns: 1000 }
    )
    coverage.expectReached({
      commands: ["Enrol", "Withdraw", "Announce", "Release", "MoveLearners", "Alarm"],
      events: ["OfferChanged", "VersionLearnt", "SeatTaken", "SeatFreed", "SeatMoved", "Announced", "Delivered"],
      refusals: [
        "Enrol:already_enrolled",
        "Enrol:not_found",
        "Enrol:course_closed",
        "Enrol:payment_required",
        "Enrol:course_full",
        "Withdraw:not_enrolled",
        "Withdraw:not_found",
        "Announce:forbidden",
        "Announce:not_found",
        "MoveLearners:version_unfit",
        "MoveLearners:not_found"
      ]
    })
  })

  test("C2 an enrolment pins the version that is published at that moment, with its outline", () => {
    const run = new Run(new Coverage())
    run.send(students[0] as Person, { _tag: "Enrol" })
    run.act({ kind: "catalogue", offer: { title: "Course one", modules: [] }, told: false })
    run.send(students[1] as Person, { _tag: "Enrol" })
    expect(run.harness.reactions.map(({ command }) => command)).toMatchObject([
      { _tag: "Enrolled", versionId: 10, title: "Course 1", timeZone: "Europe/Berlin", sourceSeq: 1 },
      { _tag: "Enrolled", versionId: 20, title: "Course one", modules: [], sourceSeq: 2 }
    ])
  })

  test("C5 an announcement reaches everybody's inbox, two hundred at a time, however many they are", () => {
    const run = new Run(new Coverage())
    const many = Array.from({ length: 450 }, (_, index) => person(1_000 + index))
    for (const each of many) run.send(each, { _tag: "Enrol" })
    run.send(teacher, { _tag: "Announce", text: "Room 7" } as Tagged)
    run.send(teacher, { _tag: "Announce", text: "Room 8" } as Tagged)
    run.send(many[0] as Person, { _tag: "Withdraw" })
    expect(run.state.deliveries).toEqual([])
    for (const number of [1, 2]) {
      const told = run.harness.reactions.filter(
        ({ command }) => command._tag === "Noticed" && Reflect.get(command, "number") === number
      )
      expect(told.map(({ to }) => to.id)).toEqual(many.map(({ userId }) => userId))
    }
    const rounds = run.harness.history.filter(({ command }) => command._tag === "Alarm")
    expect(rounds).toHaveLength(6)
  })

  test("C6 who is moved is told the other version's outline, and keeps their seat", () => {
    const run = new Run(new Coverage())
    for (const student of students.slice(0, 2)) run.send(student, { _tag: "Enrol" })
    const command = { _tag: "MoveLearners", versionId: 20, learners: [11, 13] } as Tagged
    expect(run.send(teacher, command)).toMatchObject({ _tag: "Done", reply: { moved: [11] } })
    expect(run.harness.reactions.at(-1)).toMatchObject({
      to: { type: "learner", id: 11 },
      command: { _tag: "Moved", versionId: 20, title: "Course one" }
    })
    expect([run.state.taken, run.state.members[11]?.versionId, run.state.members[12]?.versionId]).toEqual([2, 20, 10])
    expect(run.send(teacher, command)).toMatchObject({ reply: { moved: [] } })
  })

  test("C4 of 60 announcements members keep the newest 50", () => {
    const run = new Run(new Coverage())
    for (let number = 1; number <= 60; number++) run.send(teacher, { _tag: "Announce", text: `Note ${number}` } as Tagged)
    const { announcements } = views.member(run.harness.view("member"))
    expect(Object.keys(announcements)).toEqual(Array.from({ length: 50 }, (_, index) => String(index + 11)))
    expect(course.authors?.(run.state)).toEqual([teacher.userId])
  })

  test("C4 an announcement whose author's words were erased stays, without them", () => {
    const state = course.initial(self)
    state.announcements["1"] = { by: teacher.userId, at: instant(start), text: { _tag: "Erased", by: teacher.userId } }
    state.announced = 1
    expect(views.member(course.view(state, "member")).announcements).toEqual({ "1": { by: 21, at: start } })
  })
})
