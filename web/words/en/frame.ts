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
  leaving: {
    title: "Not everything is sent yet",
    explain:
      "Some of what you did here has not reached the server. What was ready to be sent stays on this device until you log in here again; what you are just writing is lost.",
    stay: "Stay logged in",
    goOn: "Log out anyway"
  },
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
    sentLater: "There is no connection at the moment. This is sent by itself as soon as there is, also when you close this.",
    closed: "This page is no longer connected.",
    reconnect: "Connect again"
  },

  refusedLater: { title: "Something that was sent later was refused", understood: "Understood" },

  dialog: { close: "Close", cancel: "Cancel" },
  optional: "optional",
  required: "Please fill this in.",

  bell: {
    title: "Notices",
    label: (fresh: number) => (fresh === 0 ? "Notices" : fresh === 1 ? "Notices, 1 new" : `Notices, ${fresh} new`),
    none: "Announcements of your courses and your results arrive here.",
    fresh: "New",
    announced: (course: string) => `Announcement in ${course}`,
    graded: (title: string, percent: string | undefined, passed: boolean | undefined) =>
      [`Result: ${title}`, ...(percent === undefined ? [] : [`${percent} %`]), ...(passed === true ? ["passed"] : [])].join(", "),
    readAll: "Mark all as read"
  },

  mailed: {
    noLink: "This page is opened by a link in a mail. Open that link again.",
    toLogIn: "Go to the log-in",
    confirmTitle: "Confirm your address",
    confirmExplain: "Confirm that this e-mail address is yours.",
    confirm: "Confirm my address",
    confirmed: (email: string) => `${email} is confirmed. You can log in.`,
    passwordTitle: "Choose a password",
    passwordSubmit: "Save my password",
    passwordSaved: (email: string) => `The password for ${email} is saved. Log in with it.`,
    invitationTitle: "Accept an invitation",
    invitationExplain: (email: string) =>
      `You are logged in as ${email}. The invitation is good for the address that it came to: if that is another one, log out and open the link again.`,
    accept: "Accept the invitation",
    enrolled: "You are enrolled in the course.",
    waits: (position: number) => `The course is full. You are number ${position} on its wait list.`,
    toCourse: "Go to the course"
  },

  own: {
    profile: "Profile",
    bio: "About you",
    phone: "Phone",
    timeZone: "Time zone",
    timeZoneHint: "Days of study are counted by it.",
    save: "Save",
    saved: "Saved.",

    password: "Password",
    presentPassword: "Present password",
    newPassword: "New password",
    changePassword: "Change the password",
    passwordChanged: (ended: number) =>
      ended === 0
        ? "The password is changed."
        : ended === 1
          ? "The password is changed. Another log-in of yours was ended."
          : `The password is changed. ${ended} other log-ins of yours were ended.`,

    email: "E-mail address",
    emailNow: (email: string) => `You log in with ${email}.`,
    newEmail: "New e-mail address",
    changeEmail: "Send a link to the new address",
    emailMailed: (email: string) => `A link is on its way to ${email}. The address changes once you open it.`,

    devices: "Where you are logged in",
    thisDevice: "This device",
    device: (browser: string, system: string) => `${browser} on ${system}`,
    unknownDevice: "Unknown device",
    lastSeen: (when: string, from: string) => (from === "" ? `last seen ${when}` : `last seen ${when}, from ${from}`),
    end: "Log out there",
    endOf: (device: string) => `Log out there: ${device}`,
    endOthers: "Log out everywhere else",
    ended: (count: number) => (count === 1 ? "One log-in was ended." : `${count} log-ins were ended.`)
  },
  secondFactor: {
    title: "Second factor",
    explain: "With a second factor, nobody logs in as you with your password alone: a code from your phone is needed besides.",
    off: "You have none yet.",
    on: "It is on.",
    codesLeft: (left: number) => (left === 1 ? "One recovery code is left." : `${left} recovery codes are left.`),
    requiredByRole: "Your role needs it.",
    setUp: "Set up a second factor",
    scan: "Scan this with an authenticator app on your phone, such as Google Authenticator, Aegis or 1Password.",
    picture: "QR code for the authenticator app",
    typeIt: "Or type this key into the app:",
    openApp: "Open it in an app on this device",
    typeCode: "Then enter the six digits that the app shows.",
    code: "Code of the app",
    confirm: "Confirm",
    codes: "Your recovery codes",
    codesExplain:
      "Each lets you in once if your phone is lost. They are not shown again: print them, or keep them in a password manager.",
    copy: "Copy",
    copied: "Copied.",
    kept: "I have kept them",
    renew: "Make new recovery codes",
    renewExplain: "The earlier ones are no longer good then.",
    disable: "Switch it off",
    disableTitle: "Switch the second factor off?",
    firstTitle: "First, a second factor",
    first: "Your role needs a second factor besides the password. It takes two minutes and an app on your phone.",
    goOn: "Go on"
  }
}
