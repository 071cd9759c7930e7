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

/** The learner's own device had it; the browser takes it over. */
const goOnHere = (page: Page): Promise<void> => page.getByRole("button", { name: "Go on here" }).click()
/** Of an attempt that is over. */
const result = (page: Page): Locator => page.getByRole("link", { name: "Back to the course" })

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
    name: "courses",
    who: "studying",
    path: () => "/courses",
    shows: (page) => page.getByRole("main").getByRole("link", { name: "Foundations of security" })
  },
  {
    name: "course-before",
    who: "newcomer",
    path: ({ course }) => `/courses/${course}`,
    shows: (page) => page.getByRole("button", { name: "Enrol" })
  },
  {
    name: "course",
    who: "studying",
    path: ({ course }) => `/courses/${course}`,
    shows: (page) => page.getByText("Persuasion as an attack")
  },
  {
    name: "lesson",
    who: "studying",
    path: ({ course, modules }) => `/courses/${course}/modules/${modules.text}`,
    shows: (page) => page.getByRole("article").or(page.locator("main h2")).first()
  },
  {
    name: "video",
    who: "studying",
    path: ({ course, modules }) => `/courses/${course}/modules/${modules.video}`,
    shows: (page) => page.locator("video")
  },
  {
    name: "quiz-rules",
    who: "studying",
    path: ({ assessments }) => `/assessments/${assessments.quiz}`,
    shows: (page) => page.getByText("Your attempts")
  },
  {
    name: "exam-rules",
    who: "studying",
    path: ({ assessments }) => `/assessments/${assessments.exam}`,
    shows: (page) => page.getByText("Open sitting")
  },
  {
    name: "notices",
    who: "studying",
    path: () => "/courses",
    before: (page) => page.getByRole("button", { name: /^Notices/ }).click(),
    shows: (page) => page.getByRole("link", { name: /^Result:/ })
  },
  {
    name: "account",
    who: "newcomer",
    path: () => "/account",
    before: (page) => page.getByRole("button", { name: "Set up a second factor" }).click(),
    shows: (page) => page.getByRole("img", { name: /^QR code/ })
  },
  { name: "mailed-link", path: () => "/account/password#a-link", shows: (page) => page.getByLabel("New password") },
  {
    name: "exam-before",
    who: "before",
    path: ({ attempts }) => `/attempts/${attempts.before}`,
    shows: (page) => page.getByRole("button", { name: "Check this device" })
  },
  {
    name: "exam-waiting",
    who: "waiting",
    path: ({ attempts }) => `/attempts/${attempts.waiting}`,
    shows: (page) => page.getByText("Waiting room")
  },
  {
    name: "exam-elsewhere",
    who: "sitting",
    path: ({ attempts }) => `/attempts/${attempts.sitting}`,
    shows: (page) => page.getByText("This goes on at another device")
  },
  {
    name: "exam-room",
    who: "sitting",
    path: ({ attempts }) => `/attempts/${attempts.sitting}`,
    before: goOnHere,
    shows: (page) => page.getByRole("heading", { level: 2, name: /^Question 1/ })
  },
  {
    name: "exam-paused",
    who: "paused",
    path: ({ attempts }) => `/attempts/${attempts.paused}`,
    before: goOnHere,
    shows: (page) => page.getByText("Identity card is being checked.")
  },
  {
    name: "exam-locked",
    who: "locked",
    path: ({ attempts }) => `/attempts/${attempts.locked}`,
    before: goOnHere,
    shows: (page) => page.getByText("Somebody else is in the picture.")
  },
  { name: "exam-result", who: "graded", path: ({ attempts }) => `/attempts/${attempts.graded}`, shows: result },
  { name: "exam-under-review", who: "reviewed", path: ({ attempts }) => `/attempts/${attempts.reviewed}`, shows: result },
  { name: "exam-rejected", who: "rejected", path: ({ attempts }) => `/attempts/${attempts.rejected}`, shows: result },
  { name: "quiz-result", who: "studying", path: ({ attempts }) => `/attempts/${attempts.quiz}`, shows: result },
  { name: "rooms", who: "proctor", path: () => "/rooms", shows: (page) => page.getByRole("link", { name: /Open sitting/ }) },
  {
    name: "wall",
    who: "proctor",
    path: ({ rooms }) => `/rooms/${rooms.open}`,
    shows: (page) => page.getByText("Kenji Watanabe")
  },
  {
    name: "wall-one-learner",
    who: "proctor",
    path: ({ rooms, attempts }) => `/rooms/${rooms.open}/attempts/${attempts.sitting}`,
    shows: (page) => page.getByText("Is a password manager meant in question 3?")
  },
  {
    name: "wall-acting",
    who: "proctor",
    path: ({ rooms }) => `/rooms/${rooms.open}`,
    before: async (page) => {
      await page.getByRole("button", { name: /^Select all/ }).click()
      await page.getByRole("group", { name: "With those selected" }).getByRole("button", { name: "More time" }).click()
    },
    shows: (page) => page.getByRole("dialog")
  },
  { name: "reviews", who: "proctor", path: () => "/reviews", shows: (page) => page.getByRole("link", { name: "Daniel Mbeki" }) },
  {
    name: "case",
    who: "instructor",
    path: ({ attempts }) => `/reviews/${attempts.reviewed}`,
    shows: (page) => page.getByRole("heading", { name: "Answers" })
  },
  {
    name: "board",
    who: "instructor",
    path: ({ course }) => `/courses/${course}/board`,
    shows: (page) => page.getByRole("row", { name: /Amara Osei/ })
  }
]
