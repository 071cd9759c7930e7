/**
 * Every way in which Stoa says no. A refusal carries a code for programs, a sentence for people that ends with
 * what to do next, the field it is about where there is one, and when to try again where that helps.
 */
import { Schema, Struct } from "effect"

/**
 * code → [HTTP status, the sentence]. The status is REST's rendering; the live protocol sends the code alone.
 * `not_found` is also the answer about things that exist but may not be seen.
 */
export const refusals = {
  // the message itself
  malformed: [400, "The message could not be read. Send it in the documented form."],
  unknown_event: [400, "There is no such event. Check the protocol version you speak."],
  invalid: [422, "A field does not have an allowed value. Correct it and send again."],
  too_large: [413, "The message is larger than allowed. Send less at once."],
  unsupported_version: [426, "This protocol version is not spoken here. Update the client."],
  // who is asking
  unauthenticated: [401, "You are not logged in. Log in and try again."],
  bad_credentials: [401, "E-mail and password do not match. Check both and try again."],
  token_expired: [401, "Your access has expired. Renew it and try again."],
  mfa_code_wrong: [401, "The code is wrong, was used before or is too old. Take the next one."],
  mfa_enrolment_required: [403, "Your role needs a second factor. Enrol one under users/me/mfa first."],
  mfa_enabled: [409, "A second factor is enrolled already. Disable it first to enrol another."],
  mfa_not_enabled: [409, "No second factor is enrolled. Enrol one first."],
  mfa_required_by_role: [409, "Your role needs a second factor. Ask an administrator to reset it if it is lost."],
  forbidden: [403, "Your role does not allow this. Ask an administrator if it should."],
  not_found: [404, "There is nothing here for you. Check the address."],
  name_taken: [409, "There is one of this name already. Choose another name."],
  role_protected: [409, "Administrators, and they alone, may do everything. Change another role, or name single permissions."],
  email_taken: [409, "An account with this e-mail exists. Log in instead."],
  registration_closed: [403, "Nobody can make an account here for themselves. Ask an administrator for one."],
  weak_password: [422, "The password is too weak. Choose one of at least 8 characters."],
  old_password_wrong: [403, "That is not your present password. Check it and try again."],
  link_over: [410, "This link is not, or no longer, good. Ask for a new one."],
  last_administrator: [409, "This is the last administrator. Make somebody else one first."],
  // once
  id_reused: [409, "This command id was used for a different command. Use the next number."],
  under_way: [409, "The same request is under way. Send it again after the time given to get its answer."],
  precondition_failed: [412, "It was changed meanwhile. Read it again and make your change on what is there."],
  precondition_required: [428, "Name the revision that you change: send the ETag you read in If-Match."],
  // load and availability
  overloaded: [503, "The server is busy. Nothing was changed; try again after the time given."],
  unavailable: [503, "The server could not finish this. Send the same command again."],
  storage_full: [507, "The server's disk is full and it accepts no changes. Tell the operator."],
  rate_limited: [429, "Too many requests. Slow down and try again after the time given."],
  internal: [500, "Something went wrong on our side. Try again, and report it if it persists."],
  // files
  upload_offset: [409, "The upload does not stand where this part begins. Ask where it stands and go on from there."],
  upload_busy: [423, "Another request is writing to this upload. Wait for it, then ask where the upload stands."],
  upload_over: [409, "The upload is over. Read what came of it, or begin another."],
  file_refused: [422, "The file was not taken. Read why, change it and send it again."],
  file_in_use: [409, "The file is in use. Take it out of what shows it first."],
  quota_exceeded: [409, "There is no room for more of your files. Remove some, or ask an administrator."],
  // courses
  already_enrolled: [409, "You are already enrolled in this course."],
  not_enrolled: [403, "You are not enrolled in this course. Enrol first."],
  course_full: [409, "The course has no free seat. Try again later."],
  course_closed: [409, "The course takes no enrolments. Choose another course."],
  no_wait_list: [409, "The course has no wait list. Try again later."],
  already_waiting: [409, "You are on the wait list already. Wait until a seat is free."],
  not_waiting: [409, "You are not on the wait list. Read the course again."],
  approval_required: [409, "Enrolments in this course are approved by its staff. Ask for one."],
  no_approval_needed: [409, "Nobody has to approve an enrolment in this course. Enrol."],
  invitation_required: [403, "The course is for those who are invited. Ask its instructors for an invitation."],
  invitation_unknown: [404, "There is no such invitation. Check the link, or ask for another one."],
  invitation_used: [409, "The invitation was accepted already. Ask for another one."],
  invitation_over: [409, "The invitation is over. Ask for another one."],
  already_requested: [409, "You have asked already. Wait for the decision."],
  request_unknown: [404, "Nobody awaits a decision there. Read the course again."],
  not_on_roster: [404, "That person neither has a seat nor waits for one. Read the roster again."],
  payment_required: [402, "The course has a price. Ask for access to be granted."],
  module_unknown: [404, "The module is not part of your version of this course."],
  session_ended: [409, "The learning session has ended. Open the module again."],
  not_released: [409, "The module is not released yet. Come back after the time given."],
  notice_unknown: [404, "There is no such message in your inbox. Take the inbox anew."],
  // writing courses
  not_a_draft: [409, "This version is no draft and cannot be changed. Start the next version to change the course."],
  draft_open: [409, "A next version of this course is being worked on already. Go on with it."],
  version_incomplete: [409, "The version is not complete. Add what is missing, then submit it."],
  already_submitted: [409, "The version was submitted already. Wait for its review, or have it returned to change it."],
  not_in_review: [409, "The version is not under review. Submit it first."],
  already_approved: [409, "The version is approved already. Publish it, or return it to change it."],
  not_approved: [409, "The version is not approved. Have it reviewed first."],
  already_published: [409, "The version was published already. Start the next version to change the course."],
  never_published: [409, "The course was never published. Delete its draft instead."],
  version_unfit: [409, "The learner cannot be moved to this version. Choose a published one of this course."],
  course_archived: [409, "The course is archived. Nothing of it can be changed."],
  version_unknown: [404, "The course has no such version."],
  category_used: [409, "Courses or other categories are in this category. Move them elsewhere first."],
  // assessments
  no_attempts_left: [409, "No attempts are left for this assessment."],
  too_soon: [409, "The next attempt has to wait. Come back after the time given."],
  prerequisites_missing: [409, "Modules that come before this one are not completed. Complete them first."],
  attempt_active: [409, "Another timed exam of yours is running. Finish it first."],
  not_open: [409, "The exam is not open. Wait for it to open."],
  exam_closed: [409, "The exam is closed. Ask the proctor if you should have been admitted."],
  not_started: [409, "The attempt has not begun. Begin it first."],
  already_begun: [409, "The attempt has begun already."],
  attempt_over: [409, "The attempt is over. Nothing more can be changed."],
  declined: [409, "The attempt was declined. Ask for another one if you want to sit it."],
  terminated: [409, "The attempt was ended by a proctor. Ask them why."],
  voided: [409, "The attempt was declared void. Ask an administrator why."],
  too_late: [409, "The answer arrived after the deadline. It is kept and awaits a decision."],
  question_unknown: [404, "The question is not on this paper."],
  answer_invalid: [422, "The answer does not fit the question. Answer in the question's form."],
  illegal_transition: [409, "That cannot be done in the present state."],
  // before the start
  too_late_to_decline: [409, "The attempt has begun and can no longer be declined. Hand it in instead."],
  consent_missing: [409, "The attempt begins with your consent to its terms. Read them, consent and begin again."],
  password_wrong: [403, "That is not the password of the room. Ask the proctor for it and begin again."],
  guessed_too_often: [429, "The password was wrong too often. Ask the proctor for it, and begin after the time given."],
  check_missing: [409, "The room asks for a check of your device first. Do the check and begin again."],
  address_outside: [403, "The exam can only be sat from certain networks. Go to one of them, or ask the proctor."],
  // time and access
  paused: [409, "Time stands still. Wait until it goes on."],
  already_paused: [409, "The attempt is paused already. Resume it when it should go on."],
  not_paused: [409, "The attempt is not paused by itself. Resume the room if that is what is paused."],
  locked: [409, "The attempt is locked until a proctor has checked. Wait for them."],
  already_locked: [409, "The attempt is locked already. Clear it when the check is done."],
  not_locked: [409, "The attempt is not locked. There is nothing to clear."],
  reason_missing: [422, "This needs a reason. Give one and send again."],
  unlimited: [409, "Nothing limits the time of this attempt. There is nothing to extend."],
  change_unknown: [404, "There was no change of time with this number. Read the attempt again."],
  superseded: [409, "Another device holds the attempt. Take it over with the number shown to go on here."],
  not_bound: [409, "The attempt is not bound to a device. Go on from where you are."],
  not_ended: [409, "The attempt has not ended. Wait for its end."],
  handed_in: [409, "The learner handed in before the time was over. Reopen the attempt instead of extending it."],
  reopening_over: [409, "The time in which it could be extended after its end is over. Reopen it instead."],
  keys_seen: [409, "The learner may have seen answers. Grant another attempt instead."],
  // late answers and grading
  late_unknown: [404, "No answer to this question awaits a decision. Read the attempt again."],
  late_decided: [409, "The late answer has been decided on already."],
  adjudication_over: [409, "The time to decide on late answers is over. They do not count."],
  nothing_to_grade: [409, "Nothing was handed in that could be graded."],
  other_paper: [409, "The grade is of another paper. Grade the attempt's own."],
  already_assigned: [409, "That person is assigned already."],
  not_assigned: [409, "That person is not assigned to this room. Assign them first."],
  last_on_duty: [409, "Nobody else is on duty and the room is open. Hand over first, or close the room."],
  // talk, flags, verdicts
  too_many: [409, "There are as many of these as one attempt can hold. Use another way."],
  not_graded: [409, "The attempt has not been graded yet. Wait for its grade."],
  not_under_review: [409, "The attempt is not under review. Ask for a review first."],
  already_under_review: [409, "The attempt is under review already."],
  verdict_given: [409, "A verdict was given. Only an appeal leads back."],
  verdict_differs: [409, "Another verdict was proposed. Read the attempt again, or return the proposal."],
  grade_provisional: [409, "The grade is provisional. Decide on the late answers first."],
  nothing_to_appeal: [409, "There is no rejection to appeal against."],
  already_appealed: [409, "You have appealed already. Wait for the decision."],
  message_unknown: [404, "There is no message with this number. Take the attempt's view anew."],
  flag_unknown: [404, "There is no flag with this number. Take the attempt's view anew."],
  proposal_pending: [409, "A verdict has been proposed already. Confirm it or return it."],
  no_proposal: [409, "No such verdict is proposed. Take the attempt's view anew."],
  same_reviewer: [409, "Another person has to decide this. Ask a second reviewer."],
  appeal_over: [409, "There is no appeal any more. Ask the proctor or an administrator."]
} as const satisfies Record<string, readonly [status: number, sentence: string]>

export type RefusalCode = keyof typeof refusals
export const RefusalCode = Schema.Literals(Struct.keys(refusals))

export const Refusal = Schema.TaggedStruct("Refusal", {
  code: RefusalCode,
  message: Schema.String,
  field: Schema.optionalKey(Schema.String),
  retryAfterMs: Schema.optionalKey(Schema.Int)
})
export type Refusal = typeof Refusal.Type

export const refuse = (
  code: RefusalCode,
  more: { readonly message?: string; readonly field?: string; readonly retryAfterMs?: number } = {}
): Refusal => ({ _tag: "Refusal", code, message: refusals[code][1], ...more })

export const statusOf = (code: RefusalCode): number => refusals[code][0]
