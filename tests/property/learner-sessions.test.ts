/** Learning sessions, progress and what of both reaches the read tables and the board. */
import { describe, expect, test } from "vitest"
import type { AnyActor } from "../../actors/actor.ts"
import { learner } from "../../actors/learner/definition.ts"
import { actorRef, CourseId, ModuleId } from "../../protocol/ids.ts"
import { millis } from "../../protocol/time.ts"
import { ActorHarness } from "./actor-harness.ts"
import { courseFact, facts, fromCourse, person, start } from "./learner-world.ts"

const definition: AnyActor = learner

class Learning {
  readonly harness = new ActorHarness(definition, actorRef("learner", 7), { facts: facts(() => "Europe/Berlin"), start })

  constructor(courses: ReadonlyArray<number> = [1, 2, 4]) {
    for (const id of courses) {
      const { courseId, versionId, title, modules } = courseFact(id)
      const enrolled = {
        _tag: "Enrolled",
        courseId,
        versionId,
        title,
        modules,
        timeZone: "Europe/Berlin",
        at: this.harness.now,
        sourceSeq: 1
      }
      this.harness.send({ after: 0, command: enrolled, principal: fromCourse })
    }
  }

  at(seconds: number, _tag: string, course: number, module: number, more: object = {}) {
    const command = { _tag, courseId: CourseId.make(course), moduleId: ModuleId.make(module), ...more }
    return this.harness.send({ after: start + seconds * 1000 - this.harness.now, command, principal: person(7) })
  }

  withdraw(seconds: number, course: number): void {
    const command = { _tag: "Withdrawn", courseId: CourseId.make(course), at: this.harness.now, sourceSeq: 2 }
    this.harness.send({ after: start + seconds * 1000 - this.harness.now, command, principal: fromCourse })
  }

  rows(table: string): ReadonlyArray<unknown> {
    return [...this.harness.rows.values()].filter((row) => row.table === table).map((row) => row.row)
  }

  board(course: number): unknown {
    return this.harness.feeds.filter((change) => change.feed.id === course).at(-1)?.row
  }
}

const iso = (seconds: number): string => new Date(start + seconds * 1000).toISOString()

describe("learning sessions", () => {
  test("L1 a session runs from opening to closing the last module, and leaves one row", () => {
    const learning = new Learning()
    expect(learning.at(0, "OpenModule", 1, 101)).toMatchObject({ reply: { session: 1 } })
    learning.at(10, "OpenModule", 1, 104)
    learning.at(20, "Study", 1, 101, { pages: 2, interactions: 5 })
    learning.at(25, "CloseModule", 1, 101)
    expect(learning.rows("learning_analytics")).toEqual([])
    learning.at(40, "CloseModule", 1, 104, { interactions: 1 })
    expect(learning.rows("learning_analytics")).toEqual([
      {
        user_id: 7,
        course_id: 1,
        session_start: iso(0),
        session_end: iso(40),
        time_spent: 40,
        pages_viewed: 4,
        interactions: 6,
        created_at: iso(40)
      }
    ])
    expect(learning.at(41, "CloseModule", 1, 104)).toMatchObject({ code: "session_ended" })
  })

  test("L2 five minutes without a beat end a session, stamped with the last beat; a beat before keeps it", () => {
    const learning = new Learning()
    learning.at(0, "OpenModule", 1, 101)
    learning.at(299, "Study", 1, 101)
    learning.harness.advance((598 - 299) * 1000)
    expect(learning.rows("learning_analytics")).toEqual([])
    learning.harness.advance(1000)
    expect(learning.rows("learning_analytics")).toMatchObject([{ session_start: iso(0), session_end: iso(299), time_spent: 30 }])
    expect(learning.board(1)).toMatchObject({ active: false, timeSpentS: 30 })
    learning.at(700, "Study", 1, 101)
    learning.at(710, "CloseModule", 1, 101)
    expect(learning.rows("learning_analytics")).toMatchObject([
      { session_start: iso(0) },
      { session_start: iso(700), time_spent: 10 }
    ])
  })

  test("L3 closed in the moment of opening, a session leaves no row that the next could collide with", () => {
    const learning = new Learning()
    learning.at(0, "OpenModule", 1, 101)
    learning.at(0, "CloseModule", 1, 101)
    learning.at(0, "OpenModule", 1, 101)
    learning.at(5, "CloseModule", 1, 101)
    expect(learning.rows("learning_analytics")).toMatchObject([{ session_start: iso(0), session_end: iso(5), time_spent: 5 }])
  })

  test("L4 withdrawing ends the session and takes the enrolment's row away; coming back finds the progress kept", () => {
    const learning = new Learning()
    learning.at(0, "OpenModule", 4, 401)
    learning.at(10, "CompleteModule", 4, 401)
    learning.withdraw(20, 4)
    expect(learning.rows("course_enrollments")).toContain(null)
    expect(learning.board(4)).toMatchObject({ enrolled: false, active: false })
    expect(learning.at(30, "Study", 4, 401)).toMatchObject({ code: "not_enrolled" })
    const { courseId, versionId, title, modules } = courseFact(4)
    const again = {
      _tag: "Enrolled",
      courseId,
      versionId,
      title,
      modules,
      timeZone: "Europe/Berlin",
      at: learning.harness.now,
      sourceSeq: 3
    }
    learning.harness.send({ after: 0, command: again, principal: fromCourse })
    expect(learning.board(4)).toMatchObject({ enrolled: true, percent: "100" })
  })
})

describe("progress", () => {
  test("P1 mandatory modules decide, the percentage is cut and never rounded up", () => {
    const learning = new Learning()
    learning.at(0, "CompleteModule", 1, 104)
    expect(learning.board(1)).toMatchObject({ percent: "0", completed: 0, total: 3 })
    learning.at(1, "CompleteModule", 1, 101)
    expect(learning.board(1)).toMatchObject({ percent: "33.33", completed: 1, total: 3, completedAt: null })
    expect(learning.rows("course_enrollments")).toContainEqual(
      expect.objectContaining({ course_id: 1, progress_percentage: "33.33" })
    )
  })

  test("P2 a video or an assessment is not completed by saying so; completing twice answers with the first time", () => {
    const learning = new Learning()
    expect(learning.at(0, "CompleteModule", 1, 102)).toMatchObject({ code: "illegal_transition" })
    expect(learning.at(0, "CompleteModule", 1, 103)).toMatchObject({ code: "illegal_transition" })
    const first = learning.at(5, "CompleteModule", 1, 101)
    expect(first).toMatchObject({ reply: { completedAt: start + 5_000 } })
    expect(learning.at(9, "CompleteModule", 1, 101)).toMatchObject({ reply: { completedAt: start + 5_000 } })
  })

  test("P3 the resume position is the last one reported, on whichever device, within the video", () => {
    const learning = new Learning()
    learning.at(0, "OpenModule", 1, 102)
    learning.at(10, "Study", 1, 102, { positionMs: millis(42_000) })
    learning.at(11, "Study", 1, 102, { positionMs: millis(99_000) })
    expect(learning.at(12, "OpenModule", 1, 102)).toMatchObject({ reply: { positionMs: 60_000 } })
    learning.at(13, "Study", 1, 102, { positionMs: millis(5_000) })
    expect(learning.rows("user_progress")).toMatchObject([
      { module_id: 102, last_position: 5_000, created_at: iso(0), updated_at: iso(13) }
    ])
  })

  test("P4 the board moves with each full minute of verified time, not with each beat", () => {
    const learning = new Learning([1])
    learning.at(0, "OpenModule", 1, 101)
    for (let second = 10; second <= 50; second += 10) learning.at(second, "Study", 1, 101)
    const before = learning.harness.feeds.length
    learning.at(59, "Study", 1, 101)
    expect(learning.harness.feeds.length).toBe(before)
    learning.at(60, "Study", 1, 101)
    expect(learning.harness.feeds.length).toBe(before + 1)
    expect(learning.board(1)).toMatchObject({ timeSpentS: 60, active: true, lastModule: 101, lastActiveAt: start + 60_000 })
  })
})
