/** The routes of `../attempts.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Paper, Response } from "../../assessment.ts"
import {
  AcknowledgeTime,
  AttemptGraderView,
  AttemptProctorView,
  AttemptTakerView,
  Begin,
  BeginReply,
  SaveAnswerReply,
  SubmitReply,
  TakeOver,
  TakeOverReply
} from "../../attempt.ts"
import { QuestionId } from "../../ids.ts"
import { ConfirmMessage, RaiseHand, ReportCheck, ReportSignals, Say, SayReply } from "../../proctoring.ts"
import { Appeal } from "../../review.ts"
import { Authenticated } from "../caller.ts"
import { asking, Done, refusing, seen, success, writing } from "../envelope.ts"
import { bodyOf, inPath } from "../request.ts"
import { attempt, standing } from "../attempts.ts"

const { change } = AcknowledgeTime.fields
const { message } = ConfirmMessage.fields
const SignalsBody = bodyOf(ReportSignals).check(
  Schema.makeFilter(({ from, to }) => from <= to || "must not end before it begins")
)
const here = { params: attempt }

export const AttemptsGroup = HttpApiGroup.make("attempts")
  .add(
    HttpApiEndpoint.get("read", "/:id", {
      ...here,
      success: success(seen(Schema.Union([AttemptTakerView, AttemptGraderView, AttemptProctorView]))),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.get("paper", "/:id/paper", {
      ...here,
      success: success(Paper),
      error: refusing(...asking, "not_started", "attempt_over")
    }),
    HttpApiEndpoint.post("begin", "/:id/begin", {
      ...here,
      payload: [bodyOf(Begin), Schema.Null],
      success: success(BeginReply),
      error: refusing(
        ...writing,
        ...standing,
        ...(["not_open", "already_begun", "paused"] as const),
        ...(["password_wrong", "guessed_too_often", "consent_missing", "check_missing", "address_outside"] as const)
      )
    }),
    HttpApiEndpoint.put("answer", "/:id/answers/:questionId", {
      params: { ...attempt, questionId: QuestionId },
      payload: Schema.Struct({ response: Schema.NullOr(Response) }),
      success: success(SaveAnswerReply),
      error: refusing(
        ...writing,
        ...standing,
        ...(["paused", "locked", "superseded", "too_late", "question_unknown", "answer_invalid"] as const)
      )
    }),
    HttpApiEndpoint.post("submit", "/:id/submit", {
      ...here,
      success: success(SubmitReply),
      error: refusing(...writing, ...standing, "superseded")
    }),
    HttpApiEndpoint.post("decline", "/:id/decline", {
      ...here,
      success: success(Done),
      error: refusing(...writing, ...standing, "too_late_to_decline")
    }),
    HttpApiEndpoint.post("takeOver", "/:id/take-over", {
      ...here,
      payload: bodyOf(TakeOver),
      success: success(TakeOverReply),
      error: refusing(...writing, ...standing, "superseded", "not_bound", "address_outside")
    }),
    HttpApiEndpoint.post("acknowledgeTime", "/:id/time-changes/:change/acknowledge", {
      params: { ...attempt, change: inPath(change) },
      success: success(Done),
      error: refusing(...writing, ...standing, "change_unknown")
    }),
    HttpApiEndpoint.post("check", "/:id/check", {
      ...here,
      payload: bodyOf(ReportCheck),
      success: success(Done),
      error: refusing(...writing, ...standing, "already_begun")
    }),
    HttpApiEndpoint.post("signals", "/:id/signals", {
      ...here,
      payload: SignalsBody,
      success: success(Done),
      error: refusing(...writing, ...standing, "superseded")
    }),
    HttpApiEndpoint.post("say", "/:id/messages", {
      ...here,
      payload: bodyOf(Say),
      success: success(SayReply),
      error: refusing(...writing, ...standing, "too_many")
    }),
    HttpApiEndpoint.post("confirmMessage", "/:id/messages/:message/confirm", {
      params: { ...attempt, message: inPath(message) },
      success: success(Done),
      error: refusing(...writing, "message_unknown")
    }),
    HttpApiEndpoint.post("hand", "/:id/hand", {
      ...here,
      payload: bodyOf(RaiseHand),
      success: success(Done),
      error: refusing(...writing, ...standing)
    }),
    HttpApiEndpoint.post("appeal", "/:id/appeal", {
      ...here,
      payload: bodyOf(Appeal),
      success: success(Done),
      error: refusing(...writing, ...standing, "not_graded", "nothing_to_appeal", "already_appealed", "appeal_over")
    })
  )
  .middleware(Authenticated)
  .prefix("/attempts")
  .annotateMerge(OpenApi.annotations({ title: "Attempts", description: "Sitting a quiz or an exam." }))
