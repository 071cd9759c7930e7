/**
 * An installation of Stoa for one bench: a database of its own in a temporary folder, the engine as a process, and people
 * who can log in. People are written straight into the database and their tokens signed here, since five hundred
 * honest log-ins would spend a minute on password hashes and measure nothing.
 */
import { randomBytes } from "node:crypto"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ConfigProvider, Effect, Exit, Layer, Schema, Scope } from "effect"
import { projectPath } from "../engine/project.ts"
import { Passwords } from "../gateway/auth/passwords.ts"
import { Revocations } from "../gateway/auth/revocations.ts"
import { SigningKeys } from "../gateway/auth/signing.ts"
import { Tokens } from "../gateway/auth/tokens.ts"
import { digestUnder } from "../gateway/live/digest.ts"
import { UserId } from "../protocol/ids.ts"
import { type Role, seededPermissions } from "../protocol/principal.ts"
import { AuditLog } from "../storage/audit/audit-log.ts"
import { People, peopleLayer } from "../storage/catalogue/people.ts"
import { secondFactorsLayer } from "../storage/catalogue/second-factors.ts"
import { Sessions, sessionsLayer } from "../storage/catalogue/sessions.ts"
import { Database } from "../storage/database.ts"
import { embeddedPostgres } from "../storage/embedded/embedded-postgres.ts"
import { masterKey } from "../storage/keys/master-key.ts"
import { personalDataLayer } from "../storage/personal-fields.ts"
import { seed } from "../storage/seeding/seed.ts"
import { childNamed } from "./processes.ts"
import { type Program, startProgram } from "./program.ts"

export interface Learner {
  readonly userId: number
  readonly token: string
}

/** A course of the bench's: a text to study, and a paper of twenty single choices that may be sat any number of times. */
export interface BenchCourse {
  readonly courseId: number
  readonly moduleId: number
  readonly assessmentId: number
}

export interface Installation {
  readonly databaseUrl: string
  readonly data: string
  /** Its paper is practice, without a limit of time. */
  readonly drill: BenchCourse
  /** Its paper is an exam of an hour, sat in a room that is open, before the eyes of the proctor. */
  readonly hall: BenchCourse & { readonly sittingId: number }
  readonly learners: ReadonlyArray<Learner>
  readonly proctor: Learner
  readonly instructor: Learner
  /** As the installation's journal names commands. */
  readonly digestOf: (command: unknown) => string
  /** The database server's own process; another one after it was killed and came back. */
  readonly databasePid: () => number
  readonly start: (
    environment?: Readonly<Record<string, string>>,
    nodeOptions?: ReadonlyArray<string>,
    kill?: AbortSignal
  ) => Promise<Program & { readonly port: number }>
  readonly close: () => Promise<void>
}

/** As `npm start` and compose.yaml run the engine: what waits for a commit should die young and not be moved before. */
const engineNodeOptions = ["--max-semi-space-size=64"]

/** So high that only the engine is measured. */
const openLimits = {
  STOA_LIMIT_FRAMES: "1000000",
  STOA_LIMIT_COMMANDS: "1000000",
  STOA_LIMIT_ADDRESS_FRAMES: "10000000",
  STOA_LIMIT_ADDRESS_HANDSHAKES: "100000"
}

const CourseRow = Schema.Struct({ courseId: Schema.Int, moduleId: Schema.Int, assessmentId: Schema.Int })
const decodeCourse = Schema.decodeUnknownSync(CourseRow)
const decodeHall = Schema.decodeUnknownSync(Schema.Struct({ ...CourseRow.fields, sittingId: Schema.Int }))

const logIn = (id: number, email: string, role: Role) =>
  Effect.gen(function* () {
    const sessions = yield* Sessions
    const tokens = yield* Tokens
    const userId = UserId.make(id)
    const session = yield* sessions.open(userId, { address: "127.0.0.1", userAgent: "bench" })
    const pair = yield* tokens.issue(session, { id: userId, email, role, permissions: seededPermissions[role] })
    return { userId, token: pair.accessToken }
  })

const addLearners = (count: number) =>
  Effect.gen(function* () {
    const people = yield* People
    return yield* Effect.forEach(
      Array.from({ length: count }, (_, index) => `learner${index + 1}@bench.example`),
      (email) =>
        Effect.gen(function* () {
          const id = yield* people.add({
            email,
            passwordHash: "none",
            role: "student",
            firstName: "Learner",
            lastName: email,
            timeZone: "UTC"
          })
          return id === undefined ? yield* Effect.die(new Error(`${email} is there already`)) : yield* logIn(id, email, "student")
        }),
      { concurrency: 8 }
    )
  })

const staff = (role: "proctor" | "instructor") =>
  Effect.gen(function* () {
    const people = yield* People
    const email = `${role}@bench.example`
    const found = yield* people.credential(email)
    return found === undefined ? yield* Effect.die(new Error(`${email} was not seeded`)) : yield* logIn(found.userId, email, role)
  })

const seedCourses = (data: string) =>
  Effect.gen(function* () {
    const passwords = yield* Passwords
    yield* seed({
      folder: projectPath("bench", "academy"),
      dataFolder: data,
      hashPassword: passwords.hash,
      lesson: () => undefined
    })
    const { sql } = yield* Database
    const course = (title: string) =>
      Effect.promise(
        () => sql`
          select assessment.course_id as "courseId", assessment.id as "assessmentId", sitting.id as "sittingId",
            (select id from course_modules where course_id = course.id and content_type = 'text') as "moduleId"
          from assessments assessment join courses course on course.id = assessment.course_id
          left join exam_sittings sitting on sitting.assessment_id = assessment.id
          where course.title = ${title}`
      ).pipe(Effect.map(([row]): unknown => row))
    return { drill: decodeCourse(yield* course("Drill")), hall: decodeHall(yield* course("Hall")) }
  })

const postmaster = (): number => {
  const pid = childNamed(process.pid, "postgres")
  if (pid === undefined) throw new Error("the database is not running")
  return pid
}

export const install = async (learners: number): Promise<Installation> => {
  const data = mkdtempSync(join(tmpdir(), "stoa-bench-"))
  // Run as root, the database's own user has to get in; otherwise its data would lie elsewhere and stay behind.
  chmodSync(data, 0o755)
  const secret = randomBytes(32).toString("hex")
  const scope = Effect.runSync(Scope.make())
  const databaseUrl = await Effect.runPromise(
    embeddedPostgres({ folder: join(data, "postgres") }).pipe(Effect.provideService(Scope.Scope, scope))
  )
  const configuration = ConfigProvider.layer(ConfigProvider.fromUnknown({ STOA_SECRET: secret, STOA_DATA: data }))
  const parts = Layer.mergeAll(Tokens.layer, Passwords.layer).pipe(
    Layer.provideMerge(Layer.mergeAll(peopleLayer, sessionsLayer, secondFactorsLayer, Revocations.layer, SigningKeys.layer)),
    Layer.provideMerge(AuditLog.layer),
    Layer.provideMerge(personalDataLayer(data)),
    Layer.provideMerge(Database.layer({ url: databaseUrl })),
    Layer.provide(configuration)
  )
  const prepared = await Effect.runPromise(
    Effect.gen(function* () {
      const courses = yield* seedCourses(data)
      return {
        ...courses,
        learners: yield* addLearners(learners),
        proctor: yield* staff("proctor"),
        instructor: yield* staff("instructor")
      }
    }).pipe(Effect.provide(parts), Effect.scoped)
  )
  return {
    databaseUrl,
    data,
    ...prepared,
    digestOf: digestUnder(await Effect.runPromise(Effect.provide(masterKey(data), configuration))),
    databasePid: postmaster,
    start: async (environment = {}, nodeOptions = [], kill) => {
      const program = await startProgram(
        projectPath("dist", "engine", "main.js"),
        [],
        {
          DATABASE_URL: databaseUrl,
          STOA_DATA: data,
          STOA_SECRET: secret,
          STOA_PORT: "0",
          STOA_LOG: "warn",
          STOA_ACADEMY: "none",
          ...openLimits,
          ...environment
        },
        /ready: http:\/\/[^:]+:(\d+)/,
        [...engineNodeOptions, ...nodeOptions],
        kill
      )
      return { ...program, port: Number(program.match[1]) }
    },
    close: async () => {
      await Effect.runPromise(Scope.close(scope, Exit.void))
      rmSync(data, { recursive: true, force: true })
    }
  }
}
