/**
 * Reads an academy's folder and checks all of it before anything is written. Everything that is wrong is told at once,
 * each with its file, the place in it, and the reason: an author mends a folder in one go, not error by error.
 */
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Data, Effect, Result, Schema, SchemaIssue } from "effect"
import { validateBank } from "../../actors/assessment/validate-bank.ts"
import { text } from "../../protocol/text.ts"
import type { Millis } from "../../protocol/time.ts"
import { AcademyFile, type Account, AssessmentFile, CourseFile, type CourseModule } from "./format.ts"

/** `place` is empty when it is about the whole file. */
export interface Fault {
  readonly file: string
  readonly place: string
  readonly reason: string
}

export class AcademyRefused extends Data.TaggedError("AcademyRefused")<{
  readonly folder: string
  readonly faults: ReadonlyArray<Fault>
}> {
  override get message(): string {
    const lines = this.faults.map(({ file, place, reason }) => `  ${file}${place === "" ? "" : `, ${place}`}: ${reason}`)
    return [`The academy in ${this.folder} can't be seeded; nothing was changed.`, ...lines].join("\n")
  }
}

export interface ReadModule {
  readonly authored: CourseModule
  /** Markdown, for texts. */
  readonly text: string | null
  readonly assessment: AssessmentFile | null
  readonly lengthMs: number
}

export interface ReadCourse {
  readonly file: CourseFile
  /** Where its faults belong. */
  readonly path: string
  readonly modules: ReadonlyArray<ReadModule>
  /** SHA-256 over the course's files as they are, in lower-case hex. */
  readonly digest: string
}

export interface Academy {
  readonly key: string
  readonly accounts: ReadonlyArray<Account>
  readonly courses: ReadonlyArray<ReadCourse>
}

const largestFile = 4_000_000
const Markdown = text(500_000).check(Schema.isPattern(/\S/))
const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** `modules[3].content.kind` */
const written = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>((whole, step) => {
    if (typeof step === "number" || /^\d+$/.test(String(step))) return `${whole}[${String(step)}]`
    return whole === "" ? String(step) : `${whole}.${String(step)}`
  }, "")

/** One reading of a folder: collects what is wrong and the hash of what was read. */
class Reading {
  readonly faults: Array<Fault> = []
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  fault(file: string, place: string, reason: string): void {
    this.faults.push({ file, place, reason })
  }

  async bytes(file: string): Promise<Buffer | undefined> {
    try {
      const bytes = await readFile(join(this.#folder, file))
      if (bytes.length <= largestFile) return bytes
      this.fault(file, "", `has ${bytes.length} bytes; at most ${largestFile} are read`)
    } catch (cause) {
      const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT"
      this.fault(file, "", missing ? "is not there" : `could not be read: ${String(cause)}`)
    }
    return undefined
  }

  decode<A>(file: string, schema: Schema.Codec<A, unknown>, value: unknown): A | undefined {
    const decoded = Schema.decodeUnknownResult(schema)(value, { onExcessProperty: "error", errors: "all" })
    if (Result.isSuccess(decoded)) return decoded.success
    for (const issue of issuesOf(decoded.failure.issue).issues) {
      const steps = (issue.path ?? []).map((step) => (typeof step === "object" ? step.key : step))
      this.fault(file, written(steps), issue.message)
    }
    return undefined
  }

  json<A>(file: string, schema: Schema.Codec<A, unknown>, bytes: Buffer): A | undefined {
    try {
      return this.decode(file, schema, JSON.parse(bytes.toString("utf8")))
    } catch (cause) {
      this.fault(file, "", `is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
      return undefined
    }
  }

  unique(file: string, place: string, names: ReadonlyArray<string>): void {
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index) this.fault(file, `${place}[${index}]`, `"${name}" is there twice`)
    })
  }
}

type LessonLength = (lesson: string) => Millis | undefined

const readModule = async (
  reading: Reading,
  course: string,
  path: string,
  module: CourseModule,
  index: number,
  lessonLength: LessonLength,
  hash: (bytes: Buffer) => void
): Promise<ReadModule> => {
  const nothing = { authored: module, text: null, assessment: null, lengthMs: module.minutes * 60_000 }
  const { content } = module
  if (content.kind === "video") {
    const length = lessonLength(content.lesson)
    if (length !== undefined) return { ...nothing, lengthMs: length }
    reading.fault(path, `modules[${index}].content.lesson`, `there is no packaged lesson "${content.lesson}"`)
    return nothing
  }
  const file = join(course, content.file)
  const bytes = await reading.bytes(file)
  if (bytes === undefined) return nothing
  hash(bytes)
  if (content.kind === "text") return { ...nothing, text: reading.decode(file, Markdown, bytes.toString("utf8")) ?? null }
  const assessment = reading.json(file, AssessmentFile, bytes)
  if (assessment === undefined) return nothing
  if ((content.kind === "exam") !== (assessment.settings.type === "exam")) {
    reading.fault(file, "settings.type", `is "${assessment.settings.type}", but the module in ${path} is a ${content.kind}`)
  }
  for (const finding of validateBank(assessment.bank)) {
    if (finding.severity === "error") reading.fault(file, `bank.${finding.path}`, finding.message)
  }
  return { ...nothing, assessment }
}

const readCourse = async (reading: Reading, folder: string, lessonLength: LessonLength): Promise<ReadCourse | undefined> => {
  const path = join(folder, "course.json")
  const bytes = await reading.bytes(path)
  const file = bytes === undefined ? undefined : reading.json(path, CourseFile, bytes)
  if (bytes === undefined || file === undefined) return undefined
  const digest = createHash("sha256").update(bytes)
  reading.unique(
    path,
    "modules",
    file.modules.map(({ key }) => key)
  )
  reading.unique(
    path,
    "sittings",
    file.sittings.map(({ key }) => key)
  )
  const exams = new Set(file.modules.flatMap((module) => (module.content.kind === "exam" ? [module.key] : [])))
  file.sittings.forEach((sitting, index) => {
    if (!exams.has(sitting.exam)) {
      reading.fault(path, `sittings[${index}].exam`, `there is no exam module "${sitting.exam}" in this course`)
    }
  })
  const modules: Array<ReadModule> = []
  for (const [index, module] of file.modules.entries()) {
    modules.push(await readModule(reading, folder, path, module, index, lessonLength, (part) => digest.update(part)))
  }
  checkPrerequisites(reading, folder, modules)
  checkPractice(reading, folder, modules)
  return { file, path, modules, digest: digest.digest("hex") }
}

/** The file of a module's assessment, below the academy. */
const assessmentFile = (folder: string, { authored: { content } }: ReadModule): string =>
  join(folder, "file" in content ? content.file : "course.json")

const checkPrerequisites = (reading: Reading, folder: string, modules: ReadonlyArray<ReadModule>): void => {
  const earlier = new Set<string>()
  for (const module of modules) {
    module.assessment?.settings.prerequisites?.forEach((key, index) => {
      if (earlier.has(key)) return
      reading.fault(assessmentFile(folder, module), `settings.prerequisites[${index}]`, `"${key}" is no module before this one`)
    })
    earlier.add(module.authored.key)
  }
}

/** T1: practice draws from questions of its own, so that an exam's bank does not leak. */
const checkPractice = (reading: Reading, folder: string, modules: ReadonlyArray<ReadModule>): void => {
  const ofType = (type: string) => modules.filter(({ assessment }) => assessment?.settings.type === type)
  const inExam = new Map<string, string>()
  for (const exam of ofType("exam")) {
    for (const { id } of exam.assessment?.bank.questions ?? []) inExam.set(id, assessmentFile(folder, exam))
  }
  for (const practice of ofType("practice")) {
    practice.assessment?.bank.questions.forEach(({ id }, index) => {
      const exam = inExam.get(id)
      const file = assessmentFile(folder, practice)
      if (exam !== undefined) reading.fault(file, `bank.questions[${index}].id`, `"${id}" is asked in the exam ${exam} too`)
    })
  }
}

export const readAcademy = (folder: string, lessonLength: LessonLength): Effect.Effect<Academy, AcademyRefused> =>
  Effect.gen(function* () {
    const reading = new Reading(folder)
    const academy = yield* Effect.promise(async () => {
      const bytes = await reading.bytes("academy.json")
      const file = bytes === undefined ? undefined : reading.json("academy.json", AcademyFile, bytes)
      if (file === undefined) return undefined
      reading.unique(
        "academy.json",
        "accounts",
        file.accounts.map(({ email }) => email)
      )
      reading.unique("academy.json", "courses", file.courses)
      const courses: Array<ReadCourse> = []
      for (const course of file.courses) {
        const read = await readCourse(reading, course, lessonLength)
        if (read !== undefined) courses.push(read)
      }
      reading.unique(
        "academy.json",
        "courses",
        courses.map((course) => course.file.key)
      )
      return { key: file.academy, accounts: file.accounts, courses }
    })
    if (academy === undefined || reading.faults.length > 0) {
      return yield* Effect.fail(new AcademyRefused({ folder, faults: reading.faults }))
    }
    return academy
  })
