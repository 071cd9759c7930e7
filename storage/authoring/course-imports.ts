/**
 * A course made of a file: a draft, written piece by piece in one transaction by the same hands as any other, so that nothing
 * is checked by rules of its own. An error takes all of it back. What only its old place has (a file, a lesson, a category)
 * is left out, and said.
 */
import { Context, Effect, Layer } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { type AssessmentId, type CourseId, FileId, type ModuleId, type UserId, type VersionId } from "../../protocol/ids.ts"
import type { ModuleContent } from "../../protocol/rest/authoring.ts"
import type { AssessmentContent, StoredAssessment } from "../../protocol/rest/banks.ts"
import type {
  CourseFile,
  CourseFinding,
  CourseImportReport,
  FileAssessment,
  FileModule
} from "../../protocol/rest/course-file.ts"
import { type Addition, Banks } from "../catalogue/banks.ts"
import { Database } from "../database.ts"
import { createCourse } from "./courses.ts"
import { insertModule, type LessonLength, ownAssessment } from "./modules.ts"
import { idsIn, refusalOf, stop, type Work } from "./work.ts"

type AssessmentDraft = AssessmentContent & Pick<StoredAssessment, "module_id" | "standalone">

export interface Importing {
  readonly by: UserId
  /** Whoever imports it is its instructor. */
  readonly teaches: boolean
  readonly lessonLength: LessonLength
  /** Why an assessment cannot become that; nothing where it can. */
  readonly judge: (draft: AssessmentDraft, standing: Parameters<Addition<unknown>>[0]) => Promise<ReadonlyArray<Refusal>>
  /** Does all of it, and takes it back. */
  readonly dryRun: boolean
}

export class CourseImports extends Context.Service<
  CourseImports,
  { readonly take: (file: CourseFile, importing: Importing) => Effect.Effect<CourseImportReport, StorageUnavailable> }
>()("stoa/storage/CourseImports") {
  static readonly layer = Layer.effect(
    CourseImports,
    Effect.map(Effect.all([Database, Banks]), ([database, banks]) =>
      CourseImports.of({
        take: (file, importing) =>
          database.run(async (pool) => {
            try {
              const made = await pool.begin(async (db) => {
                const report = await new CourseImporting(db, banks, importing).run(file)
                if (report.outcome !== "imported") throw new Undone(report)
                return { report }
              })
              return made.report
            } catch (error) {
              if (error instanceof Undone) return error.report
              throw error
            }
          })
      })
    )
  )
}

class Undone extends Error {
  readonly report: CourseImportReport
  constructor(report: CourseImportReport) {
    super("nothing of the import stays")
    this.report = report
  }
}

class CourseImporting {
  readonly #db: Work
  readonly #banks: Banks["Service"]
  readonly #importing: Importing
  readonly #findings: Array<CourseFinding> = []

  constructor(db: Work, banks: Banks["Service"], importing: Importing) {
    this.#db = db
    this.#banks = banks
    this.#importing = importing
  }

  async run(file: CourseFile): Promise<CourseImportReport> {
    const { by, teaches, dryRun } = this.#importing
    const offer = await this.#offerHere(file)
    const record = await createCourse(this.#db, { title: file.title, description: file.description, ...offer }, by, teaches)
    const version = record.open_version_id ?? stop(refuse("internal"))
    const modules = await this.#modules(record.id, version, file.modules)
    await this.#prerequisites(file.modules, modules)
    const assessments = await this.#assessments(record.id, file, modules)
    await this.#placements(record.id, file.modules, modules, assessments)
    const failed = this.#findings.some(({ severity }) => severity === "error")
    const there = !failed && !dryRun
    return {
      outcome: failed ? "refused" : dryRun ? "would_import" : "imported",
      course_id: there ? record.id : null,
      version_id: there ? version : null,
      counts: {
        modules: file.modules.length,
        assessments: file.assessments.length,
        questions: file.assessments.reduce((sum, { bank }) => sum + bank.questions.length, 0)
      },
      findings: this.#findings
    }
  }

  #error(field: string, { code, message }: Refusal): void {
    this.#findings.push({ field, severity: "error", code, message })
  }
  #leftOut(field: string, message: string): void {
    this.#findings.push({ field, severity: "left_out", code: "not_found", message })
  }

  async #offerHere({ category, difficulty_level, tags, price, capacity, thumbnail_url }: CourseFile) {
    const known = category === null ? [] : await this.#db`select 1 from categories where name = ${category}`
    if (category !== null && known.length === 0)
      this.#leftOut("category", `There is no category "${category}" here. Choose one of those there are.`)
    const local = thumbnail_url?.startsWith("/") === true
    if (local) this.#leftOut("thumbnail_url", "The picture is another course's. Upload one for this course.")
    return {
      category: known.length === 0 ? null : category,
      difficulty_level,
      tags,
      price,
      capacity,
      thumbnail_url: local ? null : thumbnail_url
    }
  }

  /** By their keys. */
  async #modules(course: CourseId, version: VersionId, all: ReadonlyArray<FileModule>) {
    const ids = new Map<string, ModuleId>()
    for (const [order, { key, content, prerequisites: _later, ...words }] of all.entries()) {
      const path = `modules.${order}`
      if (ids.has(key)) {
        this.#error(`${path}.key`, refuse("invalid", { message: `Another module has the key "${key}". Give each its own.` }))
        continue
      }
      try {
        const draft = { ...words, content: await this.#contentHere(path, content) }
        ids.set(key, await insertModule(this.#db, course, version, draft, order, this.#importing))
      } catch (error) {
        this.#error(`${path}.content`, refusalOf(error))
      }
    }
    return ids
  }

  /** Where its file or lesson is not here the module is an empty text, which keeps the version from being submitted. */
  async #contentHere(path: string, content: FileModule["content"]): Promise<ModuleContent> {
    switch (content.kind) {
      case "text":
        return content
      case "video":
        if (this.#importing.lessonLength(content.lesson) !== undefined) return content
        this.#leftOut(`${path}.content`, `There is no packaged lesson "${content.lesson}" here. The module has no content yet.`)
        return { kind: "text", text: "" }
      case "document":
      case "image": {
        const found = await this.#fileHere(content)
        if (found === undefined) {
          this.#leftOut(
            `${path}.content`,
            `There is no ${content.kind} "${content.file}" of yours. The module has no content yet.`
          )
          return { kind: "text", text: "" }
        }
        if (content.sha256 !== undefined && content.sha256 !== found.sha256)
          this.#leftOut(`${path}.content.sha256`, `The ${content.kind} "${content.file}" of yours is another one. Look at it.`)
        return { kind: content.kind, file_id: found.id }
      }
      case "quiz":
      case "exam":
        return { kind: content.kind, assessment_id: null }
    }
  }

  /** Of several of one name the one of these bytes, then the newest. */
  async #fileHere({ kind, file, sha256 }: Extract<FileModule["content"], { readonly file: unknown }>) {
    const { by } = this.#importing
    const [row] = await this.#db<Array<{ id: number; sha256: string }>>`
      select f.id, f.sha256 from content_files f
      where f.original_name = ${file} and f.purpose = ${kind} and (f.uploaded_by = ${by} or f.is_public
        or exists (select 1 from users u where u.id = ${by} and u.role = 'admin'))
      order by f.sha256 is distinct from ${sha256 ?? null}::text, f.uploaded_by is distinct from ${by}::bigint, f.id desc limit 1`
    return row === undefined ? undefined : { id: FileId.make(row.id), sha256: row.sha256 }
  }

  async #prerequisites(all: ReadonlyArray<FileModule>, ids: ReadonlyMap<string, ModuleId>): Promise<void> {
    for (const [order, { key, prerequisites }] of all.entries()) {
      const [own, path] = [ids.get(key), `modules.${order}.prerequisites`]
      if (prerequisites.includes(key))
        this.#error(path, refuse("invalid", { message: "A module cannot wait for itself. Leave it out." }))
      const needed = this.#named(path, prerequisites, ids)
      if (own === undefined || needed.length === 0) continue
      await this.#db`update course_modules set prerequisites = ${idsIn(needed)}::text::bigint[] where id = ${own}`
    }
  }

  #named(path: string, wanted: ReadonlyArray<string>, ids: ReadonlyMap<string, ModuleId>): ReadonlyArray<ModuleId> {
    return wanted.flatMap((key, index) => {
      const id = ids.get(key)
      if (id !== undefined) return [id]
      this.#error(`${path}.${index}`, refuse("invalid", { message: `The file has no module "${key}". Name one that it has.` }))
      return []
    })
  }

  /** By their keys; each in the first module that names it. */
  async #assessments(course: CourseId, { modules, assessments }: CourseFile, ids: ReadonlyMap<string, ModuleId>) {
    const made = new Map<string, AssessmentId>()
    for (const [index, assessment] of assessments.entries()) {
      const path = `assessments.${index}`
      const { key } = assessment
      if (made.has(key)) {
        this.#error(`${path}.key`, refuse("invalid", { message: `Another assessment has the key "${key}". Give each its own.` }))
        continue
      }
      const place = modules.findIndex(({ content }) => "assessment" in content && content.assessment === key)
      const own = modules[place]
      const draft = this.#draft(path, assessment, own === undefined ? null : (ids.get(own.key) ?? null), ids)
      const { id, result } = await this.#banks.addIn(this.#db, course, this.#importing.by, async (standing) => {
        const result = await this.#importing.judge(draft, standing)
        return { next: result.length === 0 ? draft : undefined, result }
      })
      for (const refusal of result) {
        const { field } = refusal
        this.#error(field === "module_id" ? `modules.${place}.content` : field === undefined ? path : `${path}.${field}`, refusal)
      }
      if (id !== undefined) made.set(key, id)
    }
    return made
  }

  #draft(
    path: string,
    { description, standalone, settings, bank }: FileAssessment,
    module_id: ModuleId | null,
    ids: ReadonlyMap<string, ModuleId>
  ): AssessmentDraft {
    const needed = this.#named(`${path}.settings.prerequisites`, settings.prerequisites, ids)
    // What is before an assessment of no module are the modules of what is published, and nothing is.
    const before = module_id !== null || needed.length === 0
    if (!before)
      this.#leftOut(`${path}.settings.prerequisites`, "It is of no module, and can ask for modules once the course is published.")
    return { module_id, standalone, description, settings: { ...settings, prerequisites: before ? needed : [] }, bank }
  }

  /** Modules that name an assessment which is another module's already. */
  async #placements(
    course: CourseId,
    all: ReadonlyArray<FileModule>,
    ids: ReadonlyMap<string, ModuleId>,
    made: ReadonlyMap<string, AssessmentId>
  ): Promise<void> {
    const placed = new Set<string>()
    for (const [order, { key, content }] of all.entries()) {
      if (!("assessment" in content) || content.assessment === null) continue
      const path = `modules.${order}.content.assessment`
      const [module, assessment] = [ids.get(key), made.get(content.assessment)]
      if (assessment === undefined) {
        this.#error(
          path,
          refuse("invalid", { message: `No assessment "${content.assessment}" could be taken. Name one of the file.` })
        )
      } else if (placed.has(content.assessment) && module !== undefined) {
        try {
          await ownAssessment(this.#db, course, { kind: content.kind, assessment_id: assessment })
          await this.#db`update course_modules set assessment_id = ${assessment} where id = ${module}`
        } catch (error) {
          this.#error(path, refusalOf(error))
        }
      }
      placed.add(content.assessment)
    }
  }
}
