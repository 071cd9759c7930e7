/**
 * The names of things. People, courses, modules, assessments, sittings and attempts carry the integer ids of
 * the catalogue, branded so that one kind cannot be passed where another is meant.
 */
import { Schema } from "effect"

const integer = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))

export const UserId = integer.pipe(Schema.brand("UserId"))
export type UserId = typeof UserId.Type

/** A body whose members learn here, such as a company or a school. */
export const OrganisationId = integer.pipe(Schema.brand("OrganisationId"))
export type OrganisationId = typeof OrganisationId.Type

export const CourseId = integer.pipe(Schema.brand("CourseId"))
export type CourseId = typeof CourseId.Type

/** What courses are filed under. */
export const CategoryId = integer.pipe(Schema.brand("CategoryId"))
export type CategoryId = typeof CategoryId.Type

/** A published, immutable version of a course; learners are pinned to one. */
export const VersionId = integer.pipe(Schema.brand("VersionId"))
export type VersionId = typeof VersionId.Type

export const ModuleId = integer.pipe(Schema.brand("ModuleId"))
export type ModuleId = typeof ModuleId.Type

export const AssessmentId = integer.pipe(Schema.brand("AssessmentId"))
export type AssessmentId = typeof AssessmentId.Type

/** A scheduled room in which an exam is sat. */
export const SittingId = integer.pipe(Schema.brand("SittingId"))
export type SittingId = typeof SittingId.Type

export const AttemptId = integer.pipe(Schema.brand("AttemptId"))
export type AttemptId = typeof AttemptId.Type

/** A file that somebody uploaded. */
export const FileId = integer.pipe(Schema.brand("FileId"))
export type FileId = typeof FileId.Type

/** An upload under way. Drawn at random, since who has it may go on with it, if they also are who began it. */
export const UploadId = Schema.String.check(Schema.isPattern(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)).pipe(
  Schema.brand("UploadId")
)
export type UploadId = typeof UploadId.Type

/** A question's name within its bank: short, printable, stable across edits. */
export const QuestionId = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_-]{1,40}$/)).pipe(Schema.brand("QuestionId"))
export type QuestionId = typeof QuestionId.Type

export const OptionId = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_-]{1,40}$/)).pipe(Schema.brand("OptionId"))
export type OptionId = typeof OptionId.Type

export const actorTypes = ["learner", "course", "attempt", "exam"] as const
export const ActorType = Schema.Literals(actorTypes)
export type ActorType = (typeof actorTypes)[number]

/** The address of one actor: its type and the integer id of what it stands for. */
export const ActorRef = Schema.Struct({ type: ActorType, id: integer })
export type ActorRef = typeof ActorRef.Type

/** `attempt/42`: how an actor is named in the journal, in rooms and in logs. */
export const ActorKey = Schema.String.check(Schema.isPattern(/^(learner|course|attempt|exam)\/[1-9][0-9]{0,15}$/)).pipe(
  Schema.brand("ActorKey")
)
export type ActorKey = typeof ActorKey.Type

const makeRef = Schema.decodeUnknownSync(ActorRef)
const makeKey = Schema.decodeUnknownSync(ActorKey)

export const actorRef = (type: ActorType, actorId: number): ActorRef => makeRef({ type, id: actorId })
export const actorKey = (ref: ActorRef): ActorKey => makeKey(`${ref.type}/${ref.id}`)
export const parseActorKey = (key: ActorKey): ActorRef => {
  const slash = key.indexOf("/")
  return makeRef({ type: key.slice(0, slash), id: Number(key.slice(slash + 1)) })
}

/**
 * Who counts commands: a device's session (`device:<uuid>`), a source actor (`learner/7`), REST idempotency
 * (`rest:<uuid>`) or the engine itself (`engine:<purpose>`). Scoped by person at the gateway, so that nobody can
 * speak with another's sender.
 */
export const Sender = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9:/_.-]{1,120}$/)).pipe(Schema.brand("Sender"))
export type Sender = typeof Sender.Type

/** A command's identity: who counts, and the count, which rises per sender. */
export const CommandId = Schema.Struct({
  sender: Sender,
  n: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))
})
export type CommandId = typeof CommandId.Type
