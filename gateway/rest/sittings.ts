/** The routes of an exam's room: the live protocol's commands and views by request and answer. */
import { Effect, Schema } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { WallRow } from "../../protocol/attempt.ts"
import {
  Act,
  ActReply,
  AssignProctor,
  AssignProctorReply,
  BeginShift,
  Close,
  CloseReply,
  DutyReply,
  EndShift,
  ExamCandidateView,
  ExamProctorView,
  HandOver,
  Open,
  OpenReply,
  PauseRoom,
  PauseRoomReply,
  RemoveGroup,
  ResumeRoom,
  ResumeRoomReply,
  SetGroup,
  SetTerms,
  TermsReply,
  UnassignProctor
} from "../../protocol/exam.ts"
import { refuse } from "../../protocol/errors.ts"
import { actorRef } from "../../protocol/ids.ts"
import { may } from "../../protocol/principal.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { Browsing } from "../../storage/catalogue/browsing.ts"
import { Sittings } from "../../storage/catalogue/sittings.ts"
import { answer, answerPage } from "./answers.ts"
import { Cells } from "./cells.ts"
import { fromStorage, part, present } from "./courses.ts"
import { Sending } from "./sending.ts"

const ExamView = Schema.Union([ExamProctorView, ExamCandidateView])
const decodeRow = Schema.decodeUnknownEffect(WallRow)

export const sittingsRoutes = HttpApiBuilder.group(
  Api,
  "sittings",
  Effect.fnUntraced(function* (handlers) {
    const sittings = yield* Sittings
    const browsing = yield* Browsing
    const cells = yield* Cells.make
    const sending = new Sending(cells)
    const room = (id: number) => actorRef("exam", id)

    return handlers.handleAll({
      read: ({ params }) =>
        answer(
          Effect.gen(function* () {
            // Its actor knows nothing of a sitting's being called off.
            yield* Effect.flatMap(fromStorage(sittings.read(params.id)), present)
            return yield* cells.see(yield* Caller, room(params.id), ExamView)
          })
        ),
      open: ({ params, request }) => sending.reply(request, room(params.id), Open.make({}), OpenReply),
      close: ({ params, request }) => sending.reply(request, room(params.id), Close.make({}), CloseReply),
      pause: ({ params, payload, request }) => sending.reply(request, room(params.id), PauseRoom.make(payload), PauseRoomReply),
      resume: ({ params, payload, request }) =>
        sending.reply(request, room(params.id), ResumeRoom.make({ ...payload }), ResumeRoomReply),
      act: ({ params, payload, request }) => sending.reply(request, room(params.id), Act.make(payload), ActReply),
      beginShift: ({ params, request }) => sending.reply(request, room(params.id), BeginShift.make({}), DutyReply),
      endShift: ({ params, request }) => sending.reply(request, room(params.id), EndShift.make({}), DutyReply),
      handOver: ({ params, payload, request }) => sending.reply(request, room(params.id), HandOver.make(payload), DutyReply),
      assignProctor: ({ params, request }) =>
        sending.reply(request, room(params.id), AssignProctor.make({ userId: params.userId }), AssignProctorReply),
      unassignProctor: ({ params, request }) =>
        sending.reply(request, room(params.id), UnassignProctor.make({ userId: params.userId }), DutyReply),
      setGroup: ({ params, payload, request }) =>
        sending.reply(request, room(params.id), SetGroup.make({ group: params.group, ...payload }), TermsReply),
      removeGroup: ({ params, request }) =>
        sending.reply(request, room(params.id), RemoveGroup.make({ group: params.group }), TermsReply),
      setTerms: ({ params, payload, request }) =>
        sending.reply(request, room(params.id), SetTerms.make({ userId: params.userId, terms: payload }), TermsReply),
      removeTerms: ({ params, request }) =>
        sending.reply(request, room(params.id), SetTerms.make({ userId: params.userId, terms: null }), TermsReply),
      wall: ({ params }) =>
        answer(
          Effect.gen(function* () {
            const { rows, presence } = yield* cells.feed(yield* Caller, { feed: "wall", id: params.id })
            return { rows: yield* Effect.orDie(Effect.forEach(rows, ({ row }) => decodeRow(row))), presence }
          })
        ),
      reviews: ({ params, query }) =>
        answerPage(
          Effect.gen(function* () {
            const { audience } = yield* cells.see(yield* Caller, room(params.id), ExamView)
            if (audience !== "proctors") return yield* Effect.fail(refuse("not_found"))
            const asked = part(query)
            return { ...asked, ...(yield* fromStorage(browsing.reviews(params.id, query.status ?? "under_review", asked))) }
          })
        ),
      people: ({ params }) =>
        answer(
          Effect.gen(function* () {
            const { audience } = yield* cells.see(yield* Caller, room(params.id), ExamView)
            if (audience !== "proctors") return yield* Effect.fail(refuse("not_found"))
            return yield* fromStorage(sittings.people(params.id))
          })
        ),
      cases: ({ query }) =>
        answerPage(
          Effect.gen(function* () {
            const person = yield* Caller
            const asked = part(query)
            const scope = may(person, "*") ? "all" : person
            return { ...asked, ...(yield* fromStorage(browsing.cases(scope, query.status ?? "under_review", asked))) }
          })
        )
    })
  })
)
