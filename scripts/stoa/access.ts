/** Logging in and out, and one's own log-ins. */
import { forgetLogIn, password, readLogIn, secondFactor } from "./log-in.ts"
import { ask, askAt, defaultUrl, keepTokens } from "./api.ts"
import type { Area, Verb } from "./verb.ts"

const withSecondFactor = async (url: string, challenge: string) => {
  const payload = { challenge, code: await secondFactor() }
  return (await askAt(url, (client) => client.mfa.logIn({ payload }))).data
}

export const login: Verb = {
  summary: "logs in, and keeps the log-in for what follows",
  usage: "<e-mail> [--url http://127.0.0.1:8080]",
  arguments: ["e-mail"],
  options: { url: { type: "string" } },
  run: async ({ arguments: [email = ""], text }) => {
    const url = text("url") ?? readLogIn()?.url ?? defaultUrl
    const payload = { email, password: await password() }
    const first = await askAt(url, (client) => client.auth.login({ payload }))
    const data = "challenge" in first.data ? await withSecondFactor(url, first.data.challenge) : first.data
    keepTokens(url, data)
    return {
      data: { url, id: data.user.id, role: data.user.role },
      lines: [`Logged in at ${url} as ${email} (${data.user.role}).`]
    }
  }
}

export const logout: Verb = {
  summary: "logs out; --everywhere ends all of one's log-ins",
  usage: "[--everywhere]",
  options: { everywhere: { type: "boolean" } },
  run: async ({ flag }) => {
    try {
      const { data } = await ask((client) => client.auth.logout({ payload: { everywhere: flag("everywhere") } }))
      return { data, lines: [`Log-ins that ended: ${data.ended}.`] }
    } finally {
      forgetLogIn()
    }
  }
}

export const whoami: Verb = {
  summary: "says who is logged in, and where",
  run: async () => {
    const { data } = await ask((client) => client.users.me())
    const { id, email, role, first_name, last_name } = data
    return { data, lines: [`${first_name} ${last_name} <${email}>, ${role}, number ${id}, at ${readLogIn()?.url ?? defaultUrl}`] }
  }
}

export const sessions: Area = {
  list: {
    summary: "lists one's own log-ins",
    run: async () => {
      const { data } = await ask((client) => client.profile.sessions())
      return {
        data,
        rows: data.map(({ id, current, address, renewed_at, user_agent }) => ({ id, current, address, renewed_at, user_agent }))
      }
    }
  },
  revoke: {
    summary: "ends one of them",
    usage: "<id>",
    arguments: ["id"],
    run: async ({ arguments: [session = ""] }) => {
      const { data } = await ask((client) => client.profile.endSession({ params: { session } }))
      return { data, lines: [`Log-ins that ended: ${data.ended}.`] }
    }
  }
}
