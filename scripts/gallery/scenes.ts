/** Every page worth looking at, by whom and in which state; pictures are taken of all, and all are examined for barriers. */
import type { Locator, Page } from "playwright-core"
import type { LearnerName, Stage, StaffName } from "./stage.ts"

export interface Scene {
  /** Of its pictures. */
  readonly name: string
  /** Whose browser; nobody's where it is about coming in. */
  readonly who?: LearnerName | StaffName
  readonly path: (stage: Stage) => string
  /** What is done on the page before it is looked at. */
  readonly before?: (page: Page) => Promise<void>
  /** There once the page shows what it is about. */
  readonly shows: (page: Page) => Locator
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole("heading", { level: 1, name })

export const scenes: ReadonlyArray<Scene> = [
  { name: "log-in", path: () => "/", shows: heading("Log in to Stoa") },
  { name: "register", path: () => "/register", shows: heading("Create an account") },
  { name: "forgot", path: () => "/forgot", shows: heading("A new password") },
  { name: "missing", who: "newcomer", path: () => "/courses/1/nothing", shows: heading("There is no such page") },
  {
    name: "forbidden",
    who: "newcomer",
    path: ({ course }) => `/courses/${course}/board`,
    shows: (page) => page.getByText("This is not open to you")
  },
  {
    name: "board",
    who: "instructor",
    path: ({ course }) => `/courses/${course}/board`,
    shows: (page) => page.getByRole("row", { name: /Amara Osei/ })
  }
]
