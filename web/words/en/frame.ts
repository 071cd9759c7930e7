/** The frame around all rooms: log-in, navigation, one's own account, and the states that every page has. */
export const frame = {
  skip: "Skip to the content",
  menu: "Menu",
  home: "Home",
  courses: "Courses",
  rooms: "Exam rooms",
  reviews: "Reviews",
  account: "Your account",
  logOut: "Log out",
  theme: { label: "Appearance", auto: "As the device", light: "Light", dark: "Dark" },
  language: "Language",

  logIn: {
    title: "Log in to Stoa",
    email: "E-mail address",
    password: "Password",
    submit: "Log in",
    code: "Code",
    codeHint: "Six digits from your authenticator app, or one of your recovery codes.",
    codeTitle: "Confirm that it is you",
    codeSubmit: "Confirm",
    back: "Start over",
    forgot: "Forgot your password?",
    register: "Create an account",
    ended: "Your log-in has ended. Log in again to go on; what you had not sent yet is kept on this device."
  },
  register: {
    title: "Create an account",
    firstName: "First name",
    lastName: "Last name",
    passwordHint: "At least eight characters. Long and easy to remember beats short and odd.",
    submit: "Create the account",
    haveOne: "Log in instead",
    mailed: (email: string) => `A mail is on its way to ${email}. Open its link to finish.`
  },
  forgot: {
    title: "A new password",
    explain: "If there is an account with this address, a mail with a link comes within minutes.",
    submit: "Send the mail",
    sent: "The mail is on its way, if there is such an account. Its link is good for an hour."
  },

  states: {
    loading: "Loading …",
    failed: "That did not work",
    retry: "Try again",
    reload: "Load the page again",
    forbidden: "This is not open to you",
    forbiddenHint: "Your account may not see this page. If you think it should, ask whoever runs the course or the exam.",
    missing: "There is no such page",
    missingHint: "The address may be mistyped, or what was here is gone.",
    goHome: "Go to the start page",
    offline: "No connection",
    stale: "As it was when the connection was lost"
  },

  connection: {
    online: "Connected",
    waiting: "Connection lost. Stoa reconnects by itself.",
    kept: (count: number) =>
      count === 1 ? "One change is kept on this device until then." : `${count} changes are kept on this device until then.`,
    closed: "This page is no longer connected.",
    reconnect: "Connect again"
  },

  dialog: { close: "Close", cancel: "Cancel" },
  optional: "optional",
  required: "Please fill this in."
}
