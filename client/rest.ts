/**
 * What is read over REST: catalogue data and papers, which do not change while they are looked at. A request whose token
 * has ended gets another one and is made once more.
 */
import { Schema } from "effect"
import { AssessmentDetail, ResultRow } from "../protocol/rest/assessments.ts"
import { MyCourse } from "../protocol/rest/accounts.ts"
import { Category } from "../protocol/rest/categories.ts"
import { OwnStanding, RosterRow } from "../protocol/rest/enrolment.ts"
import { Pagination } from "../protocol/rest/envelope.ts"
import { CourseDetail, CourseSummary, ModuleDetail, ModuleSummary } from "../protocol/rest/courses.ts"
import { SittingPlan } from "../protocol/rest/schedule.ts"
import { CaseRow, RoomPerson } from "../protocol/rest/sittings.ts"
import { Timeline } from "../protocol/rest/timeline.ts"
import { Paper } from "../protocol/assessment.ts"
import { SeatReply } from "../protocol/course.ts"
import { CourseId, type AssessmentId, type AttemptId, type ModuleId, type SittingId } from "../protocol/ids.ts"
import type { Http, HttpRequest } from "./http.ts"
import type { Session } from "./session.ts"
import { StoaError } from "./stoa-error.ts"

/** The longest page that lists have. */
const pageLength = 100

export interface CourseFilter {
  readonly page?: number
  readonly perPage?: number
  readonly category?: string
  readonly difficulty?: string
  readonly search?: string
}

/** A page of a list: how many rows and pages there are in all. */
export interface Listed<Row> {
  readonly rows: ReadonlyArray<Row>
  readonly total: number
  readonly pages: number
}

/** Filters are the names of the query; what is not given is left out. */
const asQuery = (asked: Readonly<Record<string, string | number | undefined>>): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) query.set(name, String(value))
  return query.size === 0 ? "" : `?${query.toString()}`
}

const InvitationAccepted = Schema.Struct({ course_id: CourseId, seat: SeatReply })

export class Rest {
  readonly #http: Http
  readonly #session: Session

  constructor(http: Http, session: Session) {
    this.#http = http
    this.#session = session
  }

  async courses(filter: CourseFilter = {}): Promise<ReadonlyArray<CourseSummary>> {
    return (await this.listCourses(filter)).rows
  }

  /** The same, with how many there are. */
  listCourses({ perPage, ...filter }: CourseFilter = {}): Promise<Listed<CourseSummary>> {
    return this.list(`/api/v1/courses${asQuery({ ...filter, per_page: perPage })}`, CourseSummary)
  }

  categories(): Promise<ReadonlyArray<Category>> {
    return this.get("/api/v1/categories", Schema.Array(Category))
  }

  /** How one stands to a course: enrolled, waiting, having asked to be let in, refused, or none of it. */
  standing(id: CourseId): Promise<OwnStanding> {
    return this.get(`/api/v1/courses/${id}/enrolment`, OwnStanding)
  }

  myCourses(): Promise<ReadonlyArray<MyCourse>> {
    return this.get("/api/v1/users/me/courses", Schema.Array(MyCourse))
  }

  course(id: CourseId): Promise<CourseDetail> {
    return this.get(`/api/v1/courses/${id}`, CourseDetail)
  }

  modules(id: CourseId): Promise<ReadonlyArray<ModuleSummary>> {
    return this.get(`/api/v1/courses/${id}/modules`, Schema.Array(ModuleSummary))
  }

  /** With its content; a video's `content_url` opens for this log-in only, and for a while. */
  module(id: CourseId, module: ModuleId): Promise<ModuleDetail> {
    return this.get(`/api/v1/courses/${id}/modules/${module}`, ModuleDetail)
  }

  /** Who is in a course, by name. For its staff. */
  async roster(id: CourseId): Promise<ReadonlyArray<RosterRow>> {
    const rows: Array<RosterRow> = []
    for (let page = 1; ; page++) {
      const query = `standing=enrolled&per_page=${pageLength}&page=${page}`
      const found = await this.get(`/api/v1/courses/${id}/roster?${query}`, Schema.Array(RosterRow))
      rows.push(...found)
      if (found.length < pageLength) return rows
    }
  }

  assessment(id: AssessmentId): Promise<typeof AssessmentDetail.Type> {
    return this.get(`/api/v1/assessments/${id}`, AssessmentDetail)
  }

  results(id: AssessmentId): Promise<ReadonlyArray<ResultRow>> {
    return this.get(`/api/v1/assessments/${id}/results`, Schema.Array(ResultRow))
  }

  /** `link`: what stands behind `#` in the mailed invitation. Answers the course, and the seat or the place on its wait list. */
  acceptInvitation(link: string): Promise<typeof InvitationAccepted.Type> {
    const path = "/api/v1/invitations/accept"
    return this.ask({ method: "POST", path, body: { token: link }, data: InvitationAccepted })
  }

  paper(id: AttemptId): Promise<Paper> {
    return this.get(`/api/v1/attempts/${id}/paper`, Paper)
  }

  /** Sittings that one teaches or proctors, the last to open first; at most 100 a page. */
  sittings({ page = 1, perPage = 100 } = {}): Promise<ReadonlyArray<SittingPlan>> {
    return this.get(`/api/v1/sittings?page=${page}&per_page=${perPage}`, Schema.Array(SittingPlan))
  }

  /** The names of who sits in a room, watches over it or may act in it: the wall's rows carry none. */
  roomPeople(id: SittingId): Promise<ReadonlyArray<RoomPerson>> {
    return this.get(`/api/v1/sittings/${id}/people`, Schema.Array(RoomPerson))
  }

  /** Cases of one's rooms, longest waiting first. */
  cases(status: "under_review" | "verified" | "rejected", page = 1): Promise<ReadonlyArray<CaseRow>> {
    return this.get(`/api/v1/sittings/reviews?status=${status}&page=${page}&per_page=100`, Schema.Array(CaseRow))
  }

  /** What happened in an attempt, in order; `after` the sequence of the last entry that was read. */
  timeline(id: AttemptId, after = 0): Promise<Timeline> {
    return this.get(`/api/v1/attempts/${id}/timeline?after=${after}&limit=500`, Timeline)
  }

  /** Any route that answers in the envelope. */
  get<Data>(path: string, data: Schema.Decoder<Data>): Promise<Data> {
    return this.ask({ method: "GET", path, data })
  }

  /** Any list that has pages. `path` includes which page. */
  async list<Row>(path: string, row: Schema.Decoder<Row>): Promise<Listed<Row>> {
    const meta = Schema.Struct({ pagination: Pagination })
    const data = Schema.Struct({ data: Schema.Array(row), meta })
    const answer = await this.ask({ method: "GET", path, data, withMeta: true })
    return { rows: answer.data, total: answer.meta.pagination.total, pages: answer.meta.pagination.pages }
  }

  /** Any request as who is logged in. */
  async ask<Data>(request: Omit<HttpRequest<Data>, "token">): Promise<Data> {
    const token = await this.#session.access()
    try {
      return await this.#http({ ...request, token })
    } catch (error) {
      if (!(error instanceof StoaError) || (error.code !== "token_expired" && error.code !== "unauthenticated")) throw error
      return this.#http({ ...request, token: await this.#session.access(token) })
    }
  }
}
