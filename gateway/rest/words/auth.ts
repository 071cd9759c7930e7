import type { GroupWords } from "./words.ts"

export const auth: GroupWords = {
  register: {
    summary: "Open an account",
    description: "For a student. Other roles are given by administrators.",
    body: { email: "mira@academy.example", password: "a long walk by the sea", first_name: "Mira", last_name: "Okafor" }
  },
  login: {
    summary: "Log in",
    description: "Answers an access token for 15 minutes and a refresh token for seven days.",
    body: { email: "mira@academy.example", password: "a long walk by the sea" }
  },
  refresh: {
    summary: "Renew the tokens",
    description: "A refresh token is good once: its use gives the next. One that is used again later ends the log-in."
  },
  logout: {
    summary: "Log out",
    description: "Ends this log-in, or with `everywhere` all of the person's. Open connections hear of it within a second.",
    body: { everywhere: true }
  }
}
