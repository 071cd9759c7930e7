/**
 * Courses as they are written. Every piece of work is one transaction; what it answers is what is stored afterwards. What
 * takes power (`Changer`) has its entry in the audit log in that transaction.
 */
import { Context, Effect, Layer } from "effect"
import type { Refusal } from "../../protocol/errors.ts"
import { refuse } from "../../protocol/errors.ts"
import type { CourseId, ModuleId, UserId, VersionId } from "../../protocol/ids.ts"
import type {
  CourseChange,
  CourseDraft,
  CourseRecord,
  ModuleChange,
  ModuleDraft,
  VersionChange,
  VersionDetail,
  VersionSummary
} from "../../protocol/rest/authoring.ts"
import { AuditLog } from "../audit/audit-log.ts"
import type { Changer } from "../audit/changer.ts"
import { Database } from "../database.ts"
import { changeCourse, createCourse, removeCourse } from "./courses.ts"
import { addModule, changeModule, orderModules, removeModule, type Writing } from "./modules.ts"
import { courseRecord, versionDetail, versionsOf } from "./reading.ts"
import { describeVersion, discardVersion, openVersion, type Taking, takeStep } from "./versions.ts"
import { type Expected, working } from "./work.ts"

import type { Grant, MovePreview, TeamMember } from "../../protocol/rest/teaching.ts"
import { grant, grantsOf, ungrant } from "./grants.ts"
import { previewMoves } from "./moves.ts"
import { addToTeam, removeFromTeam, teamOf } from "./team.ts"

type Answer<A> = Effect.Effect<A, Refusal>

export class Authoring extends Context.Service<
  Authoring,
  {
    /** `teaches`: whoever creates it is its instructor. */
    readonly create: (draft: CourseDraft, by: UserId, teaches: boolean) => Answer<CourseRecord>
    readonly record: (course: CourseId) => Answer<CourseRecord>
    readonly change: (course: CourseId, change: CourseChange, by: Changer, expected: Expected) => Answer<CourseRecord>
    readonly remove: (
      course: CourseId,
      by: Changer,
      reason: string | undefined,
      expected: Expected
    ) => Answer<"deleted" | "archived">
    readonly versions: (course: CourseId) => Answer<ReadonlyArray<VersionSummary>>
    readonly version: (course: CourseId, version: VersionId) => Answer<VersionDetail>
    readonly open: (course: CourseId, by: UserId) => Answer<VersionDetail>
    readonly describe: (
      course: CourseId,
      version: VersionId,
      change: VersionChange,
      by: UserId,
      expected: Expected
    ) => Answer<VersionDetail>
    readonly discard: (course: CourseId, version: VersionId, expected: Expected) => Answer<void>
    readonly take: (course: CourseId, version: VersionId, taking: Taking) => Answer<VersionDetail>
    readonly addModule: (course: CourseId, version: VersionId, draft: ModuleDraft, writing: Writing) => Answer<VersionDetail>
    readonly changeModule: (
      course: CourseId,
      version: VersionId,
      module: ModuleId,
      change: ModuleChange,
      writing: Writing
    ) => Answer<VersionDetail>
    readonly removeModule: (course: CourseId, version: VersionId, module: ModuleId, writing: Writing) => Answer<VersionDetail>
    readonly orderModules: (
      course: CourseId,
      version: VersionId,
      order: ReadonlyArray<ModuleId>,
      writing: Writing
    ) => Answer<VersionDetail>
    readonly team: (course: CourseId) => Answer<ReadonlyArray<TeamMember>>
    /** `lead`: the course is named after them. */
    readonly addToTeam: (course: CourseId, person: UserId, lead: boolean, by: Changer) => Answer<ReadonlyArray<TeamMember>>
    readonly removeFromTeam: (course: CourseId, person: UserId, by: Changer) => Answer<ReadonlyArray<TeamMember>>
    readonly grants: (course: CourseId) => Answer<ReadonlyArray<Grant>>
    readonly grant: (course: CourseId, person: UserId, by: Changer, reason: string) => Answer<Grant>
    readonly ungrant: (course: CourseId, person: UserId, by: Changer) => Answer<void>
    /** What a move to this version would change, for at most 200 learners after one. */
    readonly movable: (course: CourseId, version: VersionId, after: number) => Answer<ReadonlyArray<MovePreview>>
  }
>()("stoa/storage/Authoring") {
  static readonly layer = Layer.effect(
    Authoring,
    Effect.map(Effect.all([Database, AuditLog]), ([database, log]) => {
      const work = working(log)
      const read = <A>(query: Parameters<typeof database.run<A | undefined>>[0], absent: Refusal): Answer<A> =>
        database.run(query).pipe(
          Effect.mapError(() => refuse("unavailable", { retryAfterMs: 1_000 })),
          Effect.flatMap((found) => (found === undefined ? Effect.fail(absent) : Effect.succeed(found)))
        )
      return Authoring.of({
        create: (draft, by, teaches) => work((db) => createCourse(db, draft, by, teaches)),
        record: (course) => read((db) => courseRecord(db, course), refuse("not_found")),
        change: (course, change, by, expected) => work((db, note) => changeCourse(db, note, course, change, by, expected)),
        remove: (course, by, reason, expected) => work((db, note) => removeCourse(db, note, course, by, reason, expected)),
        versions: (course) => read((db) => versionsOf(db, course), refuse("not_found")),
        version: (course, version) =>
          read((db) => versionDetail(db, course, version), refuse("version_unknown", { field: "versionId" })),
        open: (course, by) => work((db) => openVersion(db, course, by)),
        describe: (course, version, change, by, expected) =>
          work((db) => describeVersion(db, course, version, change, by, expected)),
        discard: (course, version, expected) => work((db) => discardVersion(db, course, version, expected)),
        take: (course, version, taking) => work((db, note) => takeStep(db, note, course, version, taking)),
        addModule: (course, version, draft, writing) => work((db) => addModule(db, course, version, draft, writing)),
        changeModule: (course, version, module, change, writing) =>
          work((db) => changeModule(db, course, version, module, change, writing)),
        removeModule: (course, version, module, writing) => work((db) => removeModule(db, course, version, module, writing)),
        orderModules: (course, version, order, writing) => work((db) => orderModules(db, course, version, order, writing)),
        team: (course) => read((db) => teamOf(db, course), refuse("not_found")),
        addToTeam: (course, person, lead, by) => work((db, note) => addToTeam(db, note, course, person, lead, by)),
        removeFromTeam: (course, person, by) => work((db, note) => removeFromTeam(db, note, course, person, by)),
        grants: (course) => read((db) => grantsOf(db, course), refuse("not_found")),
        grant: (course, person, by, reason) => work((db, note) => grant(db, note, course, person, by, reason)),
        ungrant: (course, person, by) => work((db, note) => ungrant(db, note, course, person, by)),
        movable: (course, version, after) => work((db) => previewMoves(db, course, version, after))
      })
    })
  )
}
