import { beforeAll, describe, expect, it } from "vitest"
import { courseNamed, enrol, modulesOf, newcomer } from "../end-to-end/people.ts"
import type { Stoa } from "../end-to-end/stoa.ts"
import { newLearner, staff, startSite, visit } from "./fixtures/site.ts"

describe("the progress board", () => {
  let stoa: Stoa
  beforeAll(async () => {
    stoa = await startSite()
  })

  it("shows a learner at the moment they enrol, and moves as they learn", async () => {
    const instructor = await visit(stoa, staff(stoa, "instructor"))
    const learner = await newcomer(stoa)
    const course = await courseNamed(learner, "Foundations of security")
    await instructor.page.goto(`${stoa.url}/courses/${course.id}/board`)
    await instructor.page.getByRole("heading", { name: "Progress: Foundations of security" }).waitFor()

    await enrol(learner, course.id)
    const line = instructor.page.getByRole("row", { name: /New Comer/ })
    await line.waitFor()
    const [text] = modulesOf(course, "text")
    if (text === undefined) throw new Error("the course has no text")
    await learner.learner().openModule(course.id, text.id)
    await line.getByText("Learning now").waitFor()
    await learner.learner().completeModule(course.id, text.id)
    await line.getByText(/^1 of/).waitFor()

    await instructor.page.getByText(/of \d+ have completed the course|has completed/).waitFor()
    await instructor.page.locator("canvas").waitFor({ state: "attached" })
    await instructor.page.getByLabel("Find by name").fill("nobody of this name")
    await instructor.page.getByText("No learner has this in their name.").waitFor()
    expect(await line.count()).toBe(0)
  })

  it("is not for learners, and does not say more than that", async () => {
    const { page } = await visit(stoa, await newLearner(stoa))
    await page.goto(`${stoa.url}/courses/1/board`)
    await page.getByText("This is not open to you").waitFor()
  })
})
