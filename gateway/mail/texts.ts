/**
 * What Stoa writes by mail. Plain text, and nothing in it that a stranger could have chosen: whoever registers with
 * another's address must not get to say anything to them. A published course's title is no stranger's.
 */
import type { LinkPurpose } from "../../storage/mail/links.ts"

export interface MailText {
  readonly subject: string
  readonly text: string
}

/** The page that each kind of link leads to; the link itself stands behind `#`, which no server and no log gets to see. */
const pages: Readonly<Record<LinkPurpose | "course_invitation", string>> = {
  registration: "account/confirm",
  email_change: "account/confirm",
  password_reset: "account/password",
  invitation: "account/password",
  course_invitation: "courses/invitation"
}

export const addressOf = (publicUrl: string, purpose: keyof typeof pages, link: string): string =>
  `${publicUrl.replace(/\/+$/, "")}/${pages[purpose]}#${link}`

const letter = (subject: string, ...paragraphs: ReadonlyArray<string>): MailText => ({
  subject,
  text: `${paragraphs.join("\n\n")}\n\nThis message was sent by Stoa. Replies are not read.\n`
})

export const confirmRegistration = (url: string): MailText =>
  letter(
    "Confirm your e-mail address",
    "An account was asked for with this e-mail address. To open it, confirm the address within 24 hours:",
    url,
    "If you did not ask for an account, do nothing. None will be opened."
  )

export const addressKnown = (): MailText =>
  letter(
    "You have an account already",
    "Somebody, perhaps you, asked for an account with this e-mail address. You have one already, and nothing about it has changed.",
    "Log in as usual. If you no longer know your password, ask for a new one where you log in."
  )

export const resetPassword = (url: string): MailText =>
  letter(
    "Choose a new password",
    "A new password was asked for, for the account with this e-mail address. Choose it within an hour:",
    url,
    "The link works once. If you did not ask for it, do nothing: your password stays as it is."
  )

export const passwordChanged = (): MailText =>
  letter(
    "Your password was changed",
    "The password of your account was changed, and other devices were logged out.",
    "If that was not you, ask for a new password at once where you log in, and tell an administrator."
  )

export const secondFactorReset = (): MailText =>
  letter(
    "Your second factor was reset",
    "An administrator took the second factor off your account, and all your devices were logged out. Your password alone opens it now.",
    "Enrol another one when you have logged in. If you did not ask for this, tell an administrator at once."
  )

export const confirmAddress = (url: string): MailText =>
  letter(
    "Confirm your new e-mail address",
    "An account is to use this e-mail address from now on. Confirm it within 24 hours:",
    url,
    "If you did not ask for that, do nothing. The address will not be used."
  )

export const addressChanged = (): MailText =>
  letter(
    "Your e-mail address was changed",
    "Your account uses another e-mail address from now on, and this one can no longer be used to log in.",
    "If that was not you, tell an administrator at once."
  )

export const invitation = (url: string): MailText =>
  letter(
    "Your account is ready",
    "An administrator has opened an account for you, with this e-mail address. Choose a password within seven days:",
    url,
    "The link works once."
  )

/** `until` is told as a day in UTC: nobody knows the zone of somebody who may have no account. */
export const courseInvitation = (title: string, url: string, until: Date): MailText =>
  letter(
    "You are invited to a course",
    `You are invited to the course "${title.replaceAll(/\s+/g, " ")}". Accept by ${until.toISOString().slice(0, 10)}:`,
    url,
    "The link works once, and only for an account with this e-mail address. If you have none yet, open one with this address first.",
    "If you do not want to take part, do nothing."
  )
