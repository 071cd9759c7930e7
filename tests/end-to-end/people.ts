/** People with the SDK, as the tests need them: the academy's staff, and learners who have just made an account. */
import { randomUUID } from "node:crypto"
import { afterAll } from "vitest"
import { type Account, type LearnerSeen, memoryStore, StoaClient } from "../../client/index.ts"
import type { AssessmentId, CourseId } from "../../protocol/ids.ts"
import type { CourseDetail, ModuleSummary } from "../../protocol/rest/courses.ts"
import type { Login, Stoa } from "./stoa.ts"

const open = new Set<StoaClient>()
afterAll(() => {
  for (const client of open) client.close()
})

/** Another device of somebody who has an account. */
export const arrive = async ({ url }: Stoa, { email, password }: Login): Promise<StoaClient> => {
  const client = new StoaClient({ url })
  open.add(client)
  await client.login(email, password)
  await client.connect()
  return client
}

/** Somebody who is logged in already, as their device has kept it. */
export const returning = async (
  { url }: Stoa,
  kept: { readonly account: Account; readonly access: string; readonly refresh: string }
): Promise<StoaClient> => {
  const client = new StoaClient({ url, store: memoryStore(new Map([["session", JSON.stringify(kept)]])) })
  open.add(client)
  await client.restore()
  await client.connect()
  return client
}

export const newLogin = (): Login => ({ email: `${randomUUID()}@example.org`, password: randomUUID() })

/** A learner who has made an account at this moment, connected. */
export const newcomer = async ({ url }: Stoa, login: Login = newLogin(), last_name = "Comer"): Promise<StoaClient> => {
  const client = new StoaClient({ url })
  open.add(client)
  await client.register({ ...login, first_name: "New", last_name, time_zone: "Europe/Berlin" })
  await client.connect()
  return client
}

/** One of the accounts that the program prints. */
export const account = (stoa: Stoa, role: string): Login => {
  const login = stoa.accounts.get(role)
  if (login === undefined) throw new Error(`no account was printed for ${role}`)
  return login
}

export const courseNamed = async (client: StoaClient, title: string): Promise<CourseDetail> => {
  const found = (await client.rest.courses()).find((course) => course.title === title)
  if (found === undefined) throw new Error(`there is no course “${title}”`)
  return client.rest.course(found.id)
}

export const modulesOf = ({ modules }: CourseDetail, type: ModuleSummary["content_type"]): ReadonlyArray<ModuleSummary> =>
  modules.filter(({ content_type }) => content_type === type)

export const assessmentOf = (course: CourseDetail, type: "quiz" | "exam"): AssessmentId => {
  const id = modulesOf(course, type)[0]?.assessment_id
  if (id === undefined || id === null) throw new Error(`the course has no ${type}`)
  return id
}

/** Waits for one's own view to show it: what a screen would show without asking again. */
export const ownView = (client: StoaClient, fits: (view: LearnerSeen["view"]) => boolean): Promise<LearnerSeen["view"]> =>
  client
    .learner()
    .view.until(({ view }) => fits(view))
    .then(({ view }) => view)

export const enrol = async (client: StoaClient, course: CourseId): Promise<void> => {
  await client.course(course).enrol()
  await ownView(client, ({ courses }) => String(course) in courses)
}
