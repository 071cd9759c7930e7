/**
 * The things that are asked about and the people who ask: a published course with a quiz, an exam, a sitting and an
 * attempt in it; a hidden course; and somebody for every column.
 */
import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { StartAttemptReply } from "../../../protocol/learner.ts"
import { SittingPlan } from "../../../protocol/rest/schedule.ts"
import type { Sql } from "../../../storage/sql.ts"
import { RawClient } from "../fixtures/raw-client.ts"
import { RestCaller } from "../fixtures/rest-caller.ts"
import { type Account, startStoa, type StoaProcess } from "../fixtures/stoa-process.ts"
import type { PersonName } from "./table.ts"

export type Somebody = Exclude<PersonName, "nobody">
interface Connected {
  readonly raw: RawClient
  readonly sender: string
  commands: number
}

const idOf = Schema.decodeUnknownSync(Schema.Struct({ id: Schema.NumberFromString }))
const Address = Schema.Struct({ content_url: Schema.String })
const refusalIn = (text: string) => ({ _tag: "Refusal", code: /"code":"([a-z_]+)"/.exec(text)?.[1] ?? "" })
const moment = (inMs: number): string => new Date(Date.now() + inMs).toISOString()

export class World {
  /** Ids and names that nothing has. */
  readonly noId = 987_654_321
  readonly noName = "no-such-name"
  readonly origin: string
  readonly sql: Sql
  readonly stoa: StoaProcess
  readonly people: Readonly<Record<Somebody, RestCaller>>
  readonly accounts: Readonly<Record<Somebody, Account>>
  /** Published, and everybody may see that it exists. */
  readonly course: number
  /** A published course in which nobody is enrolled at first. */
  readonly otherCourse: number
  /** A draft, of the colleague. */
  readonly hiddenCourse: number
  readonly hiddenModule: number
  readonly module: number
  readonly videoModule: number
  readonly quiz: number
  readonly exam: number
  sitting = 0
  /** The owner's, and that of nobody but its representative. */
  organisation = 0
  otherOrganisation = 0
  attempt = 0
  #groups = 0
  readonly #sockets = new Map<Somebody, Promise<Connected>>()

  private constructor(stoa: StoaProcess, sql: Sql, made: Pick<World, "people" | "accounts" | Things>) {
    this.stoa = stoa
    this.origin = stoa.origin
    this.sql = sql
    this.people = made.people
    this.accounts = made.accounts
    this.course = made.course
    this.otherCourse = made.otherCourse
    this.hiddenCourse = made.hiddenCourse
    this.hiddenModule = made.hiddenModule
    this.module = made.module
    this.videoModule = made.videoModule
    this.quiz = made.quiz
    this.exam = made.exam
  }

  static async make(databaseUrl: string, sql: Sql, env: Readonly<Record<string, string>> = {}): Promise<World> {
    const stoa = await startStoa(databaseUrl, { env })
    const one = async (query: ReturnType<Sql>): Promise<number> => idOf((await query)[0]).id
    const exam = await one(sql`select id::text from assessments where assessment_type = 'exam' order by id limit 1`)
    const course = await one(sql`select course_id::text as id from assessments where id = ${exam}`)
    const quiz = await one(
      sql`select id::text from assessments where assessment_type = 'quiz' and course_id = ${course} order by id limit 1`
    )
    const moduleOf = (kind: string) =>
      one(sql`select id::text from course_modules where course_id = ${course} and content_type = ${kind} order by id limit 1`)

    const { people, accounts } = await populate(stoa, sql)
    const hiddenCourse = await one(
      sql`insert into courses (title, status) values ('Not published yet', 'draft') returning id::text`
    )
    const version = await one(
      sql`insert into course_versions (course_id, number, title) values (${hiddenCourse}, 1, 'First') returning id::text`
    )
    await sql`update courses set current_version_id = ${version} where id = ${hiddenCourse}`
    const hiddenModule = await one(
      sql`insert into course_modules (course_id, version_id, title, order_index, content_type, content)
        values (${hiddenCourse}, ${version}, 'Hidden', 0, 'text', 'Hidden') returning id::text`
    )
    await sql`insert into course_instructors (course_id, user_id) values (${hiddenCourse}, ${people.colleague.id})`

    const world = new World(stoa, sql, {
      ...{ people, accounts, course, exam, quiz, hiddenCourse, hiddenModule },
      otherCourse: await one(
        sql`select id::text from courses where status = 'published' and id <> ${course} order by id limit 1`
      ),
      module: await moduleOf("text"),
      videoModule: await moduleOf("video")
    })
    await world.#prepare()
    return world
  }

  async #prepare(): Promise<void> {
    const { owner, fellow, watcher, proctor } = this.people
    for (const learner of [owner, fellow]) await this.done(learner.ask("POST", `/courses/${this.course}/enroll`))
    this.organisation = await this.#newOrganisation("Harbour Office", this.people.sponsor.id)
    this.otherOrganisation = await this.#newOrganisation("Lake Office", this.people.visitor.id)
    await this.done(this.people.admin.ask("PUT", `/organisations/${this.organisation}/members/${owner.id}`))
    this.sitting = await this.newSitting({ proctors: [watcher.id], opens_at: moment(-60_000) })
    await this.newSitting({ proctors: [proctor.id] })
    const started = await this.done(owner.ask("POST", `/assessments/${this.exam}/attempts`, { sitting_id: this.sitting }))
    this.attempt = Schema.decodeUnknownSync(StartAttemptReply)(started).attemptId
  }

  async #newOrganisation(name: string, representative: number): Promise<number> {
    const made = await this.done(this.people.admin.ask("POST", "/organisations", { name }))
    const { id } = Schema.decodeUnknownSync(Schema.Struct({ id: Schema.Int }))(made)
    await this.done(this.people.admin.ask("PUT", `/organisations/${id}/representatives/${representative}`))
    return id
  }

  /** The data of an answer that has to be a success. */
  async done(reply: ReturnType<RestCaller["ask"]>): Promise<unknown> {
    const { status, body } = await reply
    if (status >= 400) throw new Error(`The world of the access matrix could not be made: ${JSON.stringify(body)}`)
    return body.data
  }

  /** A sitting of the exam that nothing has happened to. */
  async newSitting(more: object = {}): Promise<number> {
    const body = { title: "A room", opens_at: moment(3_600_000), ...more }
    const made = await this.done(this.people.teacher.ask("POST", `/assessments/${this.exam}/sittings`, body))
    return Schema.decodeUnknownSync(SittingPlan)(made).id
  }

  /** Fetches the course's lesson as far as somebody gets; `absent`: one that does not exist. */
  async lesson(who: PersonName, absent: boolean): Promise<Readonly<Record<string, unknown>>> {
    const asked =
      who === "nobody" ? undefined : await this.people[who].ask("GET", `/courses/${this.course}/modules/${this.videoModule}`)
    const given = asked?.status === 200 ? Schema.decodeUnknownSync(Address)(asked.body.data).content_url : undefined
    const path =
      absent || given === undefined ? `/media/e30.${"A".repeat(43)}/${absent ? "no-lesson" : "phishing-mail"}/master.m3u8` : given
    const response = await fetch(`${this.origin}${path}`)
    const text = (await response.text()).replace(/"timestamp":"[^"]*"/, "")
    return response.ok ? { _tag: "Fetched" } : { ...refusalIn(text), status: response.status, text }
  }

  /** A group of the sitting that has just been made. */
  async newGroup(): Promise<string> {
    this.#groups += 1
    const group = `group-${this.#groups}`
    const body = { members: [this.people.owner.id], terms: {} }
    await this.done(this.people.teacher.ask("PUT", `/sittings/${this.sitting}/groups/${group}`, body))
    return group
  }

  /** Another log-in of the same person, for rows that end it or change who they are. */
  logIn(who: Somebody): Promise<RestCaller> {
    return RestCaller.login(this.stoa, this.accounts[who])
  }

  /** The person's one live connection. */
  socketOf(who: Somebody): Promise<Connected> {
    const known = this.#sockets.get(who)
    if (known !== undefined) return known
    const connecting = this.#connect(this.people[who].token)
    this.#sockets.set(who, connecting)
    return connecting
  }

  async #connect(token: string): Promise<Connected> {
    const raw = new RawClient(Number(new URL(this.origin).port))
    const sender = `device:${randomUUID()}`
    const { event, body } = await raw.join({ version: 1, token, sender })
    if (event !== "welcome") throw new Error(`not welcomed: ${JSON.stringify(body)}`)
    return { raw, sender, commands: 0 }
  }

  /** What somebody is told who comes without a token. */
  async strangersHandshake(): Promise<Readonly<Record<string, unknown>>> {
    const raw = new RawClient(Number(new URL(this.origin).port))
    const { event, body } = await raw.join({ version: 1, token: "", sender: `device:${randomUUID()}` })
    raw.destroy()
    return event === "welcome" ? body : { _tag: "Refusal", ...body }
  }

  async end(): Promise<void> {
    for (const socket of this.#sockets.values()) (await socket).raw.destroy()
    await this.stoa.stop()
  }
}

type Things = "course" | "otherCourse" | "hiddenCourse" | "hiddenModule" | "module" | "videoModule" | "quiz" | "exam"

/** One account for every column: those of the demo academy where they fit, newcomers otherwise. */
const populate = async (stoa: StoaProcess, sql: Sql) => {
  const demo = async (role: string) => {
    const account = stoa.accounts[role]
    if (account === undefined) throw new Error(`The demo academy has no ${role}.`)
    return { account, caller: await RestCaller.login(stoa, account) }
  }
  const newcomer = async (role: string) => {
    const { id, email, password } = await RestCaller.newcomer(stoa)
    // Logged in anew: a log-in ends when the role changes.
    await sql`update users set role = ${role} where id = ${id}`
    const account = { email, password }
    return { account, caller: await RestCaller.login(stoa, account) }
  }
  const made = {
    owner: await newcomer("student"),
    fellow: await newcomer("student"),
    outsider: await newcomer("student"),
    teacher: await demo("instructor"),
    colleague: await newcomer("instructor"),
    mentor: await demo("mentor"),
    watcher: await demo("proctor"),
    proctor: await newcomer("proctor"),
    sponsor: await demo("corporate"),
    visitor: await newcomer("corporate"),
    admin: await demo("admin")
  }
  const each = <A>(
    of: (one: { readonly account: Account; readonly caller: RestCaller }) => A
  ): Readonly<Record<Somebody, A>> => ({
    owner: of(made.owner),
    fellow: of(made.fellow),
    outsider: of(made.outsider),
    teacher: of(made.teacher),
    colleague: of(made.colleague),
    mentor: of(made.mentor),
    watcher: of(made.watcher),
    proctor: of(made.proctor),
    sponsor: of(made.sponsor),
    visitor: of(made.visitor),
    admin: of(made.admin)
  })
  return { people: each(({ caller }) => caller), accounts: each(({ account }) => account) }
}
