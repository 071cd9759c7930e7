import type { GroupWords } from "./words.ts"

const byMail = { by_mail: true }

export const recovery: GroupWords = {
  confirm: {
    summary: "Confirm an e-mail address",
    description:
      "With what stands behind `#` in the mailed link, which is good once: opens the account that was asked for, or moves an account to its new address.",
    body: { token: "ad1fJ0nS.q3v8Zr0tYw2LxK5m" },
    data: { email: "mira@academy.example" }
  },
  resend: {
    summary: "Ask for the confirmation again",
    description: "The answer is the same for every address, be there anything to confirm or not.",
    body: { email: "mira@academy.example" },
    data: byMail
  },
  forgot: {
    summary: "Ask for a new password",
    description:
      "A link goes to the address if there is an account. The answer is the same for every address, after the same work.",
    body: { email: "mira@academy.example" },
    data: byMail
  },
  reset: {
    summary: "Choose a new password by mail",
    description:
      "With the mailed link, which is good once and for an hour. Ends all log-ins of the account, and tells its owner.",
    body: { token: "ad1fJ0nS.q3v8Zr0tYw2LxK5m", password: "a long walk by the sea" },
    data: { email: "mira@academy.example", ended: 2 }
  }
}
