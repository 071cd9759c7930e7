/**
 * The read tables: what projections may write, column by column, in one declaration. The journal's statements, the
 * memory tables and the rebuild all derive from it; a test holds it against the migrated database's own catalogue.
 *
 * Every column is the projection's: no serial, no default and no trigger fills one in, or a rebuild could not be
 * byte-equal. A row carries all columns; a missing one is stored as null.
 */
import type { ActorType } from "../protocol/ids.ts"

export type ColumnType = "bigint" | "integer" | "numeric" | "text" | "boolean" | "timestamptz" | "date" | "jsonb"

export interface ReadTable {
  readonly name: string
  /** The one actor type that writes it; feeds are written by the engine for every type. */
  readonly writer: ActorType | "feed"
  readonly key: ReadonlyArray<string>
  readonly columns: Readonly<Record<string, ColumnType>>
}

const table = (
  name: string,
  writer: ReadTable["writer"],
  key: ReadonlyArray<string>,
  columns: Readonly<Record<string, ColumnType>>
): ReadTable => ({ name, writer, key, columns })

const feed = (name: string) =>
  table(name, "feed", ["group_id", "key"], { group_id: "bigint", key: "text", seq: "bigint", row: "jsonb" })

export const readTables = {
  /** Who has a seat; kept by the course, which decides about seats. */
  course_roster: table("course_roster", "course", ["course_id", "user_id"], {
    course_id: "bigint",
    user_id: "bigint",
    version_id: "bigint",
    enrolled_at: "timestamptz",
    withdrawn_at: "timestamptz"
  }),
  /** Who waits for a seat, in the order of the tickets. */
  course_waiting: table("course_waiting", "course", ["course_id", "user_id"], {
    course_id: "bigint",
    user_id: "bigint",
    ticket: "bigint",
    since: "timestamptz"
  }),
  /** The newest word on each person's wish to be let in. */
  course_requests: table("course_requests", "course", ["course_id", "user_id"], {
    course_id: "bigint",
    user_id: "bigint",
    status: "text",
    requested_at: "timestamptz",
    decided_at: "timestamptz",
    decided_by: "bigint",
    reason: "text"
  }),
  invitation_acceptances: table("invitation_acceptances", "course", ["invitation_id"], {
    invitation_id: "bigint",
    course_id: "bigint",
    user_id: "bigint",
    accepted_at: "timestamptz"
  }),
  course_enrollments: table("course_enrollments", "learner", ["user_id", "course_id"], {
    user_id: "bigint",
    course_id: "bigint",
    version_id: "bigint",
    enrolled_at: "timestamptz",
    completed_at: "timestamptz",
    /** Two decimals, as text or number. */
    progress_percentage: "numeric",
    last_accessed: "timestamptz"
  }),
  user_progress: table("user_progress", "learner", ["user_id", "course_id", "module_id"], {
    user_id: "bigint",
    course_id: "bigint",
    module_id: "bigint",
    completed_at: "timestamptz",
    /** Seconds of verified time in the module. */
    time_spent: "integer",
    /** Resume position in a video, in milliseconds. */
    last_position: "integer",
    /** Milliseconds of a video that were really watched, overlaps counted once. */
    watched: "integer",
    created_at: "timestamptz",
    updated_at: "timestamptz"
  }),
  /** One row per learning session, written when it ends. */
  learning_analytics: table("learning_analytics", "learner", ["user_id", "course_id", "session_start"], {
    user_id: "bigint",
    course_id: "bigint",
    session_start: "timestamptz",
    session_end: "timestamptz",
    /** Seconds. */
    time_spent: "integer",
    pages_viewed: "integer",
    interactions: "integer",
    created_at: "timestamptz"
  }),
  user_streaks: table("user_streaks", "learner", ["user_id"], {
    user_id: "bigint",
    current_days: "integer",
    longest_days: "integer",
    /** The last day with study, in the learner's time zone. */
    last_day: "date"
  }),
  /** Every certificate that was issued, valid or withdrawn; of several for one course, at most one is valid. */
  certificates: table("certificates", "learner", ["certificate_number"], {
    certificate_number: "text",
    user_id: "bigint",
    course_id: "bigint",
    version_id: "bigint",
    /** Since when the course is complete, by what this certificate certifies. */
    completed_at: "timestamptz",
    issued_at: "timestamptz",
    withdrawn_at: "timestamptz",
    /** sha-256, in hex, over what the certificate states. */
    verification_hash: "text"
  }),
  attempts: table("attempts", "attempt", ["id"], {
    id: "bigint",
    user_id: "bigint",
    assessment_id: "bigint",
    course_id: "bigint",
    sitting_id: "bigint",
    attempt_number: "integer",
    status: "text",
    paper_hash: "text",
    created_at: "timestamptz",
    started_at: "timestamptz",
    deadline_at: "timestamptz",
    ended_at: "timestamptz",
    submitted_at: "timestamptz",
    graded_at: "timestamptz",
    /** By staff; in nobody's record (T1). */
    preview: "boolean"
  }),
  /** One row per attempt that was handed in or terminated; its id is the attempt's. */
  assessment_submissions: table("assessment_submissions", "attempt", ["id"], {
    id: "bigint",
    user_id: "bigint",
    assessment_id: "bigint",
    answers: "jsonb",
    /** Per cent of the total marks, exact. */
    score: "numeric",
    marks: "numeric",
    max_marks: "numeric",
    /** Null while the grade is held back or withdrawn (S7); what was scored stays. */
    passed: "boolean",
    /** Late answers await a decision (T7), or reviewers a verdict. */
    provisional: "boolean",
    submitted_at: "timestamptz",
    graded_at: "timestamptz",
    feedback: "text",
    attempt_number: "integer"
  }),
  /** One row per attempt that was ever under review: those whose status is so are the reviewers' queue. */
  attempt_reviews: table("attempt_reviews", "attempt", ["attempt_id"], {
    attempt_id: "bigint",
    user_id: "bigint",
    assessment_id: "bigint",
    course_id: "bigint",
    sitting_id: "bigint",
    status: "text",
    requested_at: "timestamptz",
    /** Null: by rule. */
    requested_by: "bigint",
    reason: "text",
    proposed_verdict: "text",
    proposed_by: "bigint",
    proposed_at: "timestamptz",
    verdict: "text",
    decided_at: "timestamptz",
    /** User ids. */
    reviewers: "jsonb",
    appealed_at: "timestamptz",
    appeal: "text"
  }),
  exam_rooms: table("exam_rooms", "exam", ["sitting_id"], {
    sitting_id: "bigint",
    assessment_id: "bigint",
    course_id: "bigint",
    title: "text",
    status: "text",
    opens_at: "timestamptz",
    closes_at: "timestamptz",
    opened_at: "timestamptz",
    closed_at: "timestamptz",
    /** User ids. */
    proctors: "jsonb",
    paused_since: "timestamptz"
  }),
  exam_admissions: table("exam_admissions", "exam", ["sitting_id", "attempt_id"], {
    sitting_id: "bigint",
    attempt_id: "bigint",
    user_id: "bigint",
    registered_at: "timestamptz",
    released_at: "timestamptz"
  }),
  /** Terms of a group (T2): whose they are, and what they say. The catalogue's facts resolve them, as the actor does. */
  exam_groups: table("exam_groups", "exam", ["sitting_id", "name"], {
    sitting_id: "bigint",
    name: "text",
    /** User ids. */
    members: "jsonb",
    terms: "jsonb"
  }),
  /** Terms of one person (T2). */
  exam_terms: table("exam_terms", "exam", ["sitting_id", "user_id"], {
    sitting_id: "bigint",
    user_id: "bigint",
    terms: "jsonb"
  }),
  wall_rows: feed("wall_rows"),
  board_rows: feed("board_rows")
} as const satisfies Record<string, ReadTable>

const byName: ReadonlyMap<string, ReadTable> = new Map(Object.values(readTables).map((declared) => [declared.name, declared]))

export const readTable = (name: string): ReadTable | undefined => byName.get(name)

/** A row's identity within its table, as text. */
export const rowKey = (declared: ReadTable, key: Readonly<Record<string, string | number>>): string =>
  declared.key.map((column) => String(key[column])).join(" ")
