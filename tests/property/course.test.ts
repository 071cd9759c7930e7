/** Seats are given once, never more than there are; everyone sees of a course what is theirs to see. */
import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { AnyActor, Tagged } from "../../actors/actor.ts"
import type { CourseState, Waiting } from "../../actors/course/contract.ts"
import { course } from "../../actors/course/definition.ts"
import { offerOf } from "../../actors/course/prepare.ts"
import { upcastEvent, upcastState } from "../../actors/course/upcast.ts"
import { learner } from "../../actors/learner/definition.ts"
import type { CourseFact } from "../../actors/facts.ts"
import { CourseMemberView, CourseStaffView, CourseVisitorView, CourseWaitingView } from "../../protocol/course.ts"
import { actorRef, CourseId } from "../../protocol/ids.ts"
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
  waiting: Schema.decodeUnknownSync(CourseWaitingView, strict),
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

const invitations = ["first-invitation-token", "second-invitation-token", "no-invitation-of-anybody"]
/** Who has not completed what comes before. */
const unprepared = 14

const command = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ _tag: "Enrol" }) },
  { weight: 3, arbitrary: fc.constant({ _tag: "Withdraw" }) },
  { weight: 4, arbitrary: fc.constant({ _tag: "JoinWaitList" }) },
  { weight: 1, arbitrary: fc.constant({ _tag: "LeaveWaitList" }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Tagged>({ _tag: "RequestEnrolment" }, { _tag: "RequestEnrolment", note: "Please." } as Tagged)
  },
  { weight: 1, arbitrary: fc.constant({ _tag: "CancelRequest" }) },
  { weight: 3, arbitrary: fc.constantFrom(...invitations).map((token) => ({ _tag: "AcceptInvitation", token })) },
  { weight: 2, arbitrary: fc.string({ minLength: 1, maxLength: 20 }).map((text) => ({ _tag: "Announce", text: `.${text}` })) }
)
const staffCommand = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("MoveLearners" as const),
      versionId: fc.constantFrom(10, 20, 30, 40),
      learners: fc.uniqueArray(fc.constantFrom(11, 12, 13, 14, 15), { minLength: 1, maxLength: 5 })
    })
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ userId: fc.constantFrom(11, 12, 13, 14), approved: fc.boolean(), reason: fc.constantFrom("No.", undefined) })
      .map(({ reason, ...more }) => ({ _tag: "DecideRequest", ...more, ...(reason === undefined ? {} : { reason }) }))
  },
  { weight: 2, arbitrary: fc.constantFrom(11, 12, 13, 14).map((userId) => ({ _tag: "Admit", userId })) },
  { weight: 2, arbitrary: fc.constantFrom(11, 12, 13, 14).map((userId) => ({ _tag: "Remove", userId })) }
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
    mode: fc.oneof(
      { weight: 4, arbitrary: fc.constant("open" as const) },
      { weight: 4, arbitrary: fc.constantFrom("approval" as const, "invitation" as const, "closed" as const) }
    ),
    waitList: fc.boolean(),
    title: fc.constantFrom("Course 1", "Course one")
  },
  { requiredKeys: [] }
)
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("command" as const), by: fc.constantFrom(...everyone), command })
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("command" as const),
      by: fc.oneof({ weight: 4, arbitrary: fc.constant(teacher) }, { weight: 1, arbitrary: fc.constantFrom(...everyone) }),
      command: staffCommand
    })
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
        (id) => publishedVersions.get(id),
        (userId) => (userId === unprepared ? [{ id: CourseId.make(7), title: "Basics" }] : []),
        (token) => (token.startsWith("no-") ? undefined : invitations.indexOf(token) + 1)
      )
    })
  }

  get state(): CourseState {
    return this.harness.state as CourseState
  }

  act(action: Action): void {
    if (action.kind === "command") {
      const { taken, waiting } = structuredClone(this.state)
      const outcome = this.send(action.by, action.command)
      this.#expectOrder(Object.values(waiting), action.command._tag)
      const capacity = this.state.offer?.capacity ?? Number.MAX_SAFE_INTEGER
      if (this.state.taken > taken) expect(this.state.taken, "C1 never more seats than there are").toBeLessThanOrEqual(capacity)
      if (action.command._tag === "Enrol") this.#expectSeat(action.by, outcome, taken)
      return
    }
    const { mode, waitList } = this.#offer
    this.#offer = courseFact(1, { mode, waitList, ...action.offer, ...this.#version(action.offer) })
    if (action.told) this.release(this.#offer)
  }

  /** Another title is another version, as in the catalogue. */
  #version({ title }: Partial<CourseFact>): Partial<CourseFact> {
    return title === "Course one" ? { versionId: courseFact(2).versionId } : {}
  }

  send(by: Person, command: Tagged): Outcome {
    return this.harness.send({ after: 1_000, command, principal: by })
  }

  release(fact: CourseFact): void {
    this.harness.send({
      after: 1_000,
      command: { _tag: "Release", offer: offerOf(fact), modules: fact.modules } as Tagged,
      principal: fromCourse
    })
  }

  /** No seat is free while anybody waits, those who wait move up in the order of their tickets, and no ticket is given twice. */
  #expectOrder(before: ReadonlyArray<Waiting>, tag: string): void {
    const { offer, taken, waiting, members, tickets } = this.state
    const left = Object.values(waiting)
    if (offer !== null && offer.status === "published" && offer.mode !== "closed" && left.length > 0)
      expect(taken, "W2 no seat is free while somebody waits").toBeGreaterThanOrEqual(offer.capacity ?? Number.MAX_SAFE_INTEGER)
    for (const { userId, ticket } of left) {
      expect(ticket).toBeLessThanOrEqual(tickets)
      expect(members[userId]?.withdrawnAt).not.toBe(null)
    }
    expect(new Set(left.map(({ ticket }) => ticket)).size).toBe(left.length)
    const promoted = before.filter(({ userId }) => members[userId]?.withdrawnAt === null && waiting[userId] === undefined)
    const last = Math.max(0, ...promoted.map(({ ticket }) => ticket))
    const overtaken = before.filter(({ userId, ticket }) => waiting[userId] !== undefined && ticket < last)
    // Staff may let somebody in who waits, out of turn, while a course is closed to all others.
    if (tag !== "Admit" && tag !== "DecideRequest") expect(overtaken, "W1 nobody is overtaken").toEqual([])
  }

  #expectSeat(by: Person, outcome: Outcome, before: number): void {
    const given = this.state.taken - before
    if (outcome._tag === "Refusal") return expect(given).toBe(0)
    expect(given).toBeGreaterThanOrEqual(1)
    const { status, priced, versionId, mode } = this.#offer
    const due = priced && by.userId !== 14
    expect([status, due, mode], "nobody but who was given it gets a priced course").toEqual(["published", false, "open"])
    expect(by.userId).not.toBe(unprepared)
    expect(this.state.members[by.userId]).toMatchObject({ versionId, withdrawnAt: null })
    const { reactions, seq } = this.harness
    const told = reactions.filter((reaction) => reaction.seq === seq && reaction.to.id === by.userId)
    expect(told).toMatchObject([{ to: { type: "learner" }, command: { _tag: "Enrolled" } }])
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
    else if (this.state.waiting[someone.userId] !== undefined) expect(audience).toBe("waiting")
    else {
      const seen = this.state.offer?.status === "published" || this.state.requests[someone.userId] !== undefined
      expect(audience).toBe(seen ? "visitor" : undefined)
    }
  }
}

describe("a course", () => {
  test("C1–C4 W1–W5 any sequence of commands and releases keeps seats, rosters and audiences right, and replay agrees", () => {
    const coverage = new Coverage()
    fc.assert(
      fc.property(offer, fc.array(action, { maxLength: 40, size: "max" }), fc.nat(), (first, actions, split) => {
        const run = new Run(coverage)
        run.act({ kind: "catalogue", offer: first, told: false })
        for (const each of actions) run.act(each)
        run.finish(split)
      }),
      { numRuns: 1000 }
    )
    // Too rare for every thousand: somebody is refused without a reason, and approved after the course was closed.
    const rare = new Run(coverage)
    const [asking] = students as [Person]
    told(rare, { mode: "approval" })
    rare.send(asking, { _tag: "RequestEnrolment", note: "Please." } as Tagged)
    rare.send(teacher, { _tag: "DecideRequest", userId: asking.userId, approved: false } as Tagged)
    told(rare, { mode: "approval", status: "archived" })
    rare.send(teacher, { _tag: "DecideRequest", userId: asking.userId, approved: true } as Tagged)
    rare.finish(0)
    coverage.expectReached({
      commands: [
        ...["Enrol", "Withdraw", "JoinWaitList", "LeaveWaitList", "RequestEnrolment", "CancelRequest", "AcceptInvitation"],
        ...["DecideRequest", "Admit", "Remove", "Announce", "Release", "MoveLearners", "Alarm"]
      ],
      events: [
        ...[
          "OfferChanged",
          "VersionLearnt",
          "SeatTaken",
          "SeatFreed",
          "SeatMoved",
          "WaitListJoined",
          "WaitListLeft",
          "Delivered"
        ],
        ...["EnrolmentRequested", "RequestCancelled", "RequestDecided", "InvitationAccepted", "Announced"]
      ],
      refusals: [
        ...["already_enrolled", "not_found", "course_closed", "payment_required", "course_full", "already_waiting"].map(
          (code) => `Enrol:${code}`
        ),
        ...["approval_required", "invitation_required", "prerequisites_missing"].map((code) => `Enrol:${code}`),
        ...["already_enrolled", "not_found", "course_closed", "payment_required", "no_wait_list", "already_waiting"].map(
          (code) => `JoinWaitList:${code}`
        ),
        ...["approval_required", "invitation_required", "prerequisites_missing"].map((code) => `JoinWaitList:${code}`),
        ...["not_waiting", "not_found"].map((code) => `LeaveWaitList:${code}`),
        ...["already_enrolled", "already_waiting", "not_found", "course_closed", "payment_required"].map(
          (code) => `RequestEnrolment:${code}`
        ),
        ...["no_approval_needed", "already_requested", "invitation_required", "prerequisites_missing"].map(
          (code) => `RequestEnrolment:${code}`
        ),
        ...["request_unknown", "not_found"].map((code) => `CancelRequest:${code}`),
        ...["invitation_unknown", "invitation_used", "already_enrolled", "already_waiting", "course_full"].map(
          (code) => `AcceptInvitation:${code}`
        ),
        ...["not_found", "course_closed", "payment_required", "prerequisites_missing"].map((code) => `AcceptInvitation:${code}`),
        ...["request_unknown", "reason_missing", "forbidden", "not_found", "course_closed"].map(
          (code) => `DecideRequest:${code}`
        ),
        ...["already_enrolled", "already_waiting", "course_full", "forbidden", "not_found", "course_closed"].map(
          (code) => `Admit:${code}`
        ),
        ...["not_on_roster", "forbidden", "not_found"].map((code) => `Remove:${code}`),
        "Admit:payment_required",
        "Withdraw:not_enrolled",
        "Withdraw:not_found",
        "Announce:forbidden",
        "Announce:not_found",
        "MoveLearners:version_unfit",
        "MoveLearners:not_found"
      ]
    })
  })

  const told = (run: Run, offer: Partial<CourseFact>) => run.act({ kind: "catalogue", offer, told: true })

  test("W1 W3 a seat that is freed goes to who has waited longest, in the same decision, and the learner is told", () => {
    const run = new Run(new Coverage())
    told(run, { capacity: 1, waitList: true })
    const [first, second, third] = students as [Person, Person, Person]
    expect(run.send(first, { _tag: "Enrol" })).toMatchObject({ reply: { versionId: 10 } })
    expect(run.send(second, { _tag: "Enrol" })).toMatchObject({ code: "course_full" })
    expect(run.send(second, { _tag: "JoinWaitList" })).toMatchObject({ reply: { ticket: 1, position: 1 } })
    expect(run.send(third, { _tag: "JoinWaitList" })).toMatchObject({ reply: { ticket: 2, position: 2 } })
    expect(run.harness.view("waiting")).toMatchObject({ seatsLeft: 0, waiting: 2, queue: { "1": true, "2": true } })
    expect(run.send(second, { _tag: "JoinWaitList" })).toMatchObject({ code: "already_waiting" })
    run.send(first, { _tag: "Withdraw" })
    expect(run.harness.reactions.slice(-2)).toMatchObject([
      { to: { id: first.userId }, command: { _tag: "Withdrawn" } },
      { to: { id: second.userId }, command: { _tag: "Enrolled", sourceSeq: run.harness.seq } }
    ])
    expect(run.harness.view("waiting")).toMatchObject({ seatsLeft: 0, waiting: 1, queue: { "2": true } })
    expect(run.harness.rows.get(`course_waiting {"course_id":1,"user_id":${second.userId}}`)?.row).toBe(null)
    told(run, { capacity: 2, waitList: false })
    expect(run.state.members[third.userId]).toMatchObject({ withdrawnAt: null })
  })

  test("W4 an invitation is good once; where the course is full it brings to the wait list, and without one it stays good", () => {
    const run = new Run(new Coverage())
    const [first, second, third] = students as [Person, Person, Person]
    const accepting = { _tag: "AcceptInvitation", token: invitations[0] } as Tagged
    told(run, { capacity: 1, mode: "invitation" })
    expect(run.send(first, { _tag: "Enrol" })).toMatchObject({ code: "invitation_required" })
    run.send(teacher, { _tag: "Admit", userId: second.userId } as Tagged)
    expect(run.send(first, accepting)).toMatchObject({ code: "course_full" })
    told(run, { capacity: 1, mode: "invitation", waitList: true })
    expect(run.send(first, accepting)).toMatchObject({ reply: { ticket: 1, position: 1 } })
    expect(run.send(third, accepting)).toMatchObject({ code: "invitation_used" })
    run.send(second, { _tag: "Withdraw" })
    expect(run.state.members[first.userId]).toMatchObject({ withdrawnAt: null })
  })

  test("W5 a request waits for the staff's word: approved it brings a seat, refused a reason", () => {
    const run = new Run(new Coverage())
    const [first, second] = students as [Person, Person]
    told(run, { mode: "approval" })
    for (const one of [first, second]) run.send(one, { _tag: "RequestEnrolment", note: "Please." } as Tagged)
    expect(run.harness.view("staff")).toMatchObject({ requests: { [first.userId]: { note: "Please." } } })
    expect(course.authors?.(run.state)).toEqual([first.userId, second.userId])
    const decide = (one: Person, more: object) =>
      run.send(teacher, { _tag: "DecideRequest", userId: one.userId, ...more } as Tagged)
    expect(decide(first, { approved: true })).toMatchObject({ reply: { versionId: 10 } })
    told(run, { mode: "approval", capacity: 1 })
    expect(decide(second, { approved: true })).toMatchObject({ code: "course_full" })
    expect(decide(second, { approved: false })).toMatchObject({ code: "reason_missing" })
    expect(decide(second, { approved: false, reason: "Not this year." })).toMatchObject({ _tag: "Done" })
    const row = run.harness.rows.get(`course_requests {"course_id":1,"user_id":${second.userId}}`)?.row
    expect(row).toMatchObject({ status: "refused", reason: "Not this year.", decided_by: teacher.userId })
  })

  test("W6 what the first version stored reads as a course that everybody may enter", () => {
    const { mode: _mode, waitList: _list, ...old } = offerOf(courseFact(1))
    expect(upcastEvent(1, { _tag: "OfferChanged", offer: old })).toEqual({ _tag: "OfferChanged", offer: offerOf(courseFact(1)) })
    const taken = { _tag: "SeatTaken", userId: 11, versionId: 10, timeZone: "UTC", at: start }
    expect(upcastEvent(1, taken)).toEqual(taken)
    const run = new Run(new Coverage())
    run.send(students[0] as Person, { _tag: "Enrol" })
    const { waiting, tickets, requests, invitations: accepted, offer, deliveries, ...rest } = run.state
    expect([waiting, tickets, requests, accepted, offer, deliveries]).toEqual([{}, 0, {}, {}, offerOf(courseFact(1)), []])
    expect(upcastState(1, { ...rest, offer: old })).toEqual(run.state)
    expect(upcastState(2, { ...rest, offer: old, deliveries })).toEqual(run.state)
    expect(upcastState(3, rest)).toBe(rest)
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
