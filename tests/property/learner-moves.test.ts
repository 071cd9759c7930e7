/** Gates of modules, moves between versions, and the inbox: whatever comes in whichever order. */
import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { AnyActor, Tagged } from "../../actors/actor.ts"
import type { LearnerState, ModuleOutline } from "../../actors/learner/contract.ts"
import { learner } from "../../actors/learner/definition.ts"
import { noticesKept } from "../../actors/learner/inbox.ts"
import { lineageOf } from "../../actors/learner/moving.ts"
import { actorRef, ModuleId } from "../../protocol/ids.ts"
import { LearnerView } from "../../protocol/learner.ts"
import { instant } from "../../protocol/time.ts"
import { ActorHarness, Coverage, type Outcome } from "./actor-harness.ts"
import { facts, fromCourse, person, start } from "./learner-world.ts"

const definition: AnyActor = learner
const decodeView = Schema.decodeUnknownSync(LearnerView, { onExcessProperty: "error" })
const hour = 3_600_000

/** Version n has modules n01, n02, …; where two versions have the same lineage, one carries the other on. */
const module = (id: number, lineage: number, more: Partial<ModuleOutline> = {}): ModuleOutline => ({
  id: ModuleId.make(id),
  title: `Module ${id}`,
  order: id % 100,
  mandatory: true,
  contentType: "text",
  assessmentId: null,
  duration: null,
  lineage: ModuleId.make(lineage),
  prerequisites: [],
  releaseAt: null,
  ...more
})
const after = (...ids: ReadonlyArray<number>) => ({ prerequisites: ids.map((id) => ModuleId.make(id)) })
const versions: Readonly<Record<number, ReadonlyArray<ModuleOutline>>> = {
  10: [module(101, 101), module(102, 102, after(101)), module(103, 103, { releaseAt: instant(start + hour) })],
  20: [module(201, 101), module(204, 204, after(201)), module(203, 103)],
  30: [module(302, 102, { mandatory: false }), module(304, 204, { ...after(302), releaseAt: instant(start + 2 * hour) })]
}
const everyModule = Object.values(versions).flatMap((modules) => modules.map(({ id }) => id))

type Action =
  | { readonly kind: "do"; readonly what: "OpenModule" | "Study" | "CloseModule" | "CompleteModule"; readonly moduleId: number }
  | { readonly kind: "move"; readonly version: number; readonly stale: boolean }
  | { readonly kind: "leave" }
  | { readonly kind: "return"; readonly version: number }
  | { readonly kind: "notice" | "read"; readonly number: number }

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("do" as const),
      what: fc.constantFrom("OpenModule" as const, "Study" as const, "CloseModule" as const, "CompleteModule" as const),
      moduleId: fc.constantFrom(...everyModule)
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("move" as const), version: fc.constantFrom(10, 20, 30), stale: fc.boolean() })
  },
  { weight: 1, arbitrary: fc.constant({ kind: "leave" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("return" as const), version: fc.constantFrom(10, 20, 30) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("notice" as const, "read" as const), number: fc.integer({ min: 1, max: 4 }) })
  }
)

class Run {
  readonly harness: ActorHarness
  #heard = 0

  constructor(coverage: Coverage) {
    this.harness = new ActorHarness(definition, actorRef("learner", 7), { coverage, facts: facts(() => "Europe/Berlin"), start })
    this.enrol(10)
  }

  get state(): LearnerState {
    return this.harness.state as LearnerState
  }
  get course() {
    return this.state.courses[1]
  }

  enrol(version: number): void {
    const at = this.harness.now
    const outline = { courseId: 1, versionId: version, title: `Version ${version}`, modules: versions[version] }
    this.tell({ _tag: "Enrolled", ...outline, timeZone: "Europe/Berlin", at, sourceSeq: ++this.#heard })
  }

  move(version: number, stale = false): void {
    const sourceSeq = stale ? this.#heard : ++this.#heard
    const outline = { courseId: 1, versionId: version, title: `Version ${version}`, modules: versions[version] }
    this.tell({ _tag: "Moved", ...outline, at: this.harness.now, sourceSeq })
  }

  tell(command: Readonly<Record<string, unknown>> & Tagged): Outcome {
    return this.harness.send({ after: 1, command: this.harness.viaStorage(command), principal: fromCourse })
  }

  does(what: string, moduleId: number, wait = 1_000): Outcome {
    return this.harness.send({ after: wait, command: { _tag: what, courseId: 1, moduleId } as Tagged, principal: person(7) })
  }

  act(wait: number, act: Action): void {
    const before = { ...this.course }
    switch (act.kind) {
      case "do":
        return this.#gated(wait, act)
      case "move": {
        const done = new Map(this.#done())
        this.move(act.version, act.stale)
        if (!act.stale) this.#expectMoved(act.version, done)
        else expect(this.course?.versionId).toBe(before.versionId)
        return
      }
      case "leave":
        this.tell({ _tag: "Withdrawn", courseId: 1, at: this.harness.now, sourceSeq: ++this.#heard })
        return
      case "return":
        return this.enrol(act.version)
      case "notice":
        this.tell({ _tag: "Noticed", courseId: 1, number: act.number, by: 21, at: this.harness.now })
        return
      case "read": {
        const there = this.state.inbox[`1-${act.number}`] !== undefined
        const command = { _tag: "ReadNotice", courseId: 1, number: act.number } as Tagged
        const outcome = this.harness.send({ after: wait, command, principal: person(7) })
        expect(outcome._tag).toBe(there ? "Done" : "Refusal")
      }
    }
  }

  /** Lineages that are complete, and since when. */
  #done(): ReadonlyArray<readonly [number, number]> {
    const all = [...Object.values(this.course?.former ?? {}), ...Object.values(this.course?.modules ?? {})]
    return all.flatMap((each) => (each.completedAt === null ? [] : [[lineageOf(each), each.completedAt] as const]))
  }

  #expectMoved(version: number, done: ReadonlyMap<number, number>): void {
    const { course } = this
    if (course === undefined) return
    expect(course.versionId).toBe(version)
    expect(new Map(this.#done()), "nothing that was achieved is lost by a move").toEqual(done)
    expect(Object.keys(course.modules).map(Number)).toEqual(versions[version]?.map(({ id }) => Number(id)).sort((a, b) => a - b))
    expect(this.state.sessions[1], "a move ends the session").toBe(undefined)
  }

  #gated(wait: number, { what, moduleId }: Extract<Action, { kind: "do" }>): void {
    const module = this.course?.withdrawnAt === null ? this.course.modules[moduleId] : undefined
    const completed = module?.completedAt ?? null
    const missing = module?.prerequisites?.some((id) => this.course?.modules[id]?.completedAt === null) ?? false
    const outcome = this.does(what, moduleId, wait)
    const early = (module?.releaseAt ?? 0) > this.harness.now
    if (module === undefined || completed !== null || what === "CloseModule") return
    const expected = early ? "not_released" : missing ? "prerequisites_missing" : undefined
    if (expected === undefined) expect(outcome._tag).toBe("Done")
    else expect(outcome).toMatchObject({ _tag: "Refusal", code: expected })
  }

  finish(split: number): void {
    decodeView(this.harness.view("self"))
    const { course } = this
    if (course !== undefined) {
      const known = [...Object.values(course.modules), ...Object.values(course.former ?? {})]
      expect(known.reduce((sum, { timeMs }) => sum + timeMs, 0)).toBeLessThanOrEqual(course.timeMs)
      const valid = course.certificates.filter(({ withdrawnAt }) => withdrawnAt === null)
      expect(valid.map(({ completedAt }) => completedAt)).toEqual(course.completedAt === null ? [] : [course.completedAt])
    }
    this.harness.checkHistory(split)
  }
}

describe("a learner's modules and versions", () => {
  test("COURSE-11 any sequence keeps gates shut, carries progress by lineage, and replays to the same", () => {
    const coverage = new Coverage()
    const wait = fc.constantFrom(1, 1_000, 9_000, 400_000, hour)
    fc.assert(
      fc.property(fc.array(fc.tuple(wait, action), { maxLength: 25, size: "max" }), fc.nat(), (actions, split) => {
        const run = new Run(coverage)
        for (const [after, act] of actions) run.act(after, act)
        run.finish(split)
      }),
      { numRuns: 1000 }
    )
    // Too rare for every thousand: everything of a version completed, in its order and once it is released; and moved on from there.
    const diligent = new Run(coverage)
    for (const module of [101, 102]) expect(diligent.does("CompleteModule", module)._tag).toBe("Done")
    expect(diligent.does("CompleteModule", 103, hour)._tag).toBe("Done")
    diligent.move(20)
    diligent.finish(0)
    coverage.expectReached({
      commands: [
        "OpenModule",
        "Study",
        "CloseModule",
        "CompleteModule",
        "Moved",
        "Noticed",
        "ReadNotice",
        "Enrolled",
        "Withdrawn"
      ],
      events: ["EnrolmentMoved", "NoticeReceived", "NoticeRead", "SessionEnded", "CourseCompleted"],
      refusals: [
        "OpenModule:not_released",
        "OpenModule:prerequisites_missing",
        "Study:not_released",
        "CompleteModule:prerequisites_missing",
        "CompleteModule:not_released",
        "ReadNotice:notice_unknown"
      ]
    })
  })

  test("COURSE-11 a module opens at its release, and stays open once it is complete, whatever is set afterwards", () => {
    const run = new Run(new Coverage())
    expect(run.does("OpenModule", 103)).toMatchObject({ code: "not_released", retryAfterMs: expect.any(Number) })
    expect(run.does("CompleteModule", 103, hour)).toMatchObject({ _tag: "Done" })
    expect(run.does("OpenModule", 102)).toMatchObject({
      code: "prerequisites_missing",
      message: expect.stringContaining("“Module 101”")
    })
    run.does("CompleteModule", 101)
    run.does("CompleteModule", 102)
    run.move(30)
    expect(run.does("OpenModule", 302)).toMatchObject({ _tag: "Done" })
  })

  test("COURSE-12 what a version has no place for comes back with one that has, to the millisecond", () => {
    const run = new Run(new Coverage())
    run.does("CompleteModule", 101)
    run.does("CompleteModule", 102)
    const before = run.course?.modules
    run.move(20)
    expect(run.course?.modules[201]).toMatchObject({ completedAt: before?.[101]?.completedAt, completedBy: "reading" })
    expect(Object.keys(run.course?.former ?? {})).toEqual(["102"])
    run.move(10)
    expect(run.course?.modules).toEqual(before)
    expect(run.course?.former).toEqual({})
  })

  test("COURSE-13 an inbox keeps the newest, tells of none twice, and remembers what was read", () => {
    const run = new Run(new Coverage())
    for (let number = 1; number <= noticesKept + 5; number++) {
      run.tell({ _tag: "Noticed", courseId: 1, number, by: 21, at: run.harness.now })
    }
    expect(Object.keys(run.state.inbox)).toHaveLength(noticesKept)
    run.tell({ _tag: "Noticed", courseId: 1, number: 3, by: 21, at: run.harness.now })
    expect(run.state.inbox["1-3"]).toBe(undefined)
    const read = { _tag: "ReadNotice", courseId: 1, number: 9 } as Tagged
    const first = run.harness.send({ after: 5, command: read, principal: person(7) })
    const again = run.harness.send({ after: 5, command: read, principal: person(7) })
    expect([first, again]).toMatchObject([{ _tag: "Done" }, { _tag: "Done", reply: Reflect.get(first, "reply") }])
  })
})
