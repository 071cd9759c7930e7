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
import { digestUnder } from "../gateway/live/digest.ts"
import { People } from "../storage/catalogue/people.ts"
import { Database } from "../storage/database.ts"
import { embeddedPostgres } from "../storage/embedded/embedded-postgres.ts"
import { masterKey } from "../storage/keys/master-key.ts"
import { seed } from "../storage/seeding/seed.ts"
import { addLearners, type LoggedIn, logIn, peopleParts } from "./people.ts"
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

const newcomers = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const email = `learner${index + 1}@bench.example`
    return { email, firstName: "Learner", lastName: email }
  })
const asLearner = ({ account, tokens }: LoggedIn): Learner => ({ userId: account.id, token: tokens.accessToken })

const staff = (role: "proctor" | "instructor") =>
  Effect.gen(function* () {
    const people = yield* People
    const email = `${role}@bench.example`
    const found = yield* people.credential(email)
    return found === undefined
      ? yield* Effect.die(new Error(`${email} was not seeded`))
      : asLearner(yield* logIn({ id: found.userId, email, role, firstName: "" }))
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
  const parts = Passwords.layer.pipe(Layer.provideMerge(peopleParts({ databaseUrl, data, secret })), Layer.provide(configuration))
  const prepared = await Effect.runPromise(
    Effect.gen(function* () {
      const courses = yield* seedCourses(data)
      return {
        ...courses,
        learners: (yield* addLearners(newcomers(learners))).map(asLearner),
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
