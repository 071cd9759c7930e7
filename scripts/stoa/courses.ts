/** Courses: listed, and led from their draft to publication. */
import { CourseId, VersionId } from "../../protocol/ids.ts"
import { ask } from "./api.ts"
import { type Area, numbered, Trouble, type Verb } from "./verb.ts"

const steps = ["submit", "approve", "return", "publish"] as const

const openVersion = async (id: CourseId): Promise<VersionId> => {
  const { data } = await ask((client) => client.authoring.record({ params: { id } }))
  if (data.open_version_id === null) throw new Trouble("The course has no open version. Open the next one first.")
  return data.open_version_id
}

const stepTo = (step: (typeof steps)[number], summary: string): Verb => ({
  summary,
  usage: "<course> [--version <number>] [--reason <words>]",
  arguments: ["course"],
  options: { version: { type: "string" }, reason: { type: "string" } },
  run: async ({ arguments: [course], text }) => {
    const id = CourseId.make(numbered(course))
    const [version, reason] = [text("version"), text("reason")]
    const versionId = version === undefined ? await openVersion(id) : VersionId.make(numbered(version))
    const request = { params: { id, versionId }, payload: reason === undefined ? {} : { reason } }
    const { data } = await ask((client) => client.authoring[step](request))
    return { data, lines: [`"${data.title}", version ${data.number}: ${data.status}.`] }
  }
})

export const courses: Area = {
  list: {
    summary: "lists courses, also those that are not published where one leads them",
    usage: "[--search <words>] [--page <n>]",
    options: { search: { type: "string" }, page: { type: "string" } },
    run: async ({ text }) => {
      const search = text("search")
      const query = { page: numbered(text("page") ?? "1"), per_page: 100, ...(search === undefined ? {} : { search }) }
      const { data, meta } = await ask((client) => client.courses.list({ query }))
      const rows = data.map(({ id, title, status, category, price }) => ({ id, title, status, category, price }))
      return { data: { courses: data, pagination: meta.pagination }, rows }
    }
  },
  versions: {
    summary: "lists a course's versions",
    usage: "<course>",
    arguments: ["course"],
    run: async ({ arguments: [course] }) => {
      const { data } = await ask((client) => client.authoring.versions({ params: { id: CourseId.make(numbered(course)) } }))
      const rows = data.map(({ id, number, title, status, module_count }) => ({
        id,
        number,
        title,
        status,
        modules: module_count
      }))
      return { data, rows }
    }
  },
  submit: stepTo("submit", "submits the open version for review"),
  approve: stepTo("approve", "approves it"),
  return: stepTo("return", "gives it back to its authors"),
  publish: stepTo("publish", "publishes it")
}
