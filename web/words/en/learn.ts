/** Courses: what is one's own, the catalogue, a course, its lessons, its quizzes and exams. */
const days = (count: number): string => (count === 1 ? "1 day" : `${count} days`)

export const learn = {
  courses: {
    title: "Courses",
    mine: "Your courses",
    none: "You are in no course yet",
    noneHint: "Find one in the catalogue below and enrol.",
    progress: (title: string) => `Progress in ${title}`,
    done: (completed: number, total: number) => `${completed} of ${total} modules`,
    studied: (time: string) => `${time} studied`,
    stoppedAt: "You stopped at",
    goOn: "Continue",
    begin: "Begin",
    look: "Look at it again",
    complete: "Completed",
    streak: (count: number) => `${days(count)} of study in a row`,
    exam: { running: "Your exam is under way", reserved: "Your exam waits for you", goTo: "Go to the exam" }
  },
  catalogue: {
    title: "Catalogue",
    search: "Search",
    searchHint: "Title, subject or words of the description",
    submit: "Search",
    category: "Subject",
    anyCategory: "All subjects",
    difficulty: "Level",
    anyDifficulty: "All levels",
    found: (count: number) => (count === 1 ? "1 course" : `${count} courses`),
    none: "No course fits",
    noneHint: "Try fewer or other words, or all subjects and levels.",
    clear: "Show all courses",
    pages: "Pages of the catalogue",
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
    earlier: "Previous page",
    later: "Next page",
    free: "Free",
    mine: "Enrolled"
  },
  difficulties: { beginner: "Beginner", intermediate: "Intermediate", advanced: "Advanced" },
  statuses: {
    draft: "Draft",
    in_review: "In review",
    approved: "Approved",
    published: "Published",
    superseded: "Superseded",
    archived: "Archived"
  },
  kinds: { text: "Text", video: "Video", document: "Document", image: "Image", quiz: "Quiz", exam: "Exam" },
  course: {
    title: "Course",
    outline: "Modules",
    board: "Progress board",
    progress: "Your progress",
    percent: (percent: number) => `${percent} %`,
    optional: "optional",
    state: { complete: "Complete", current: "You are here", begun: "Begun", open: "Open", locked: "Locked" },
    lockedUntil: (when: string) => `Opens on ${when}.`,
    lockedBy: (titles: ReadonlyArray<string>) => `First complete ${titles.map((title) => `“${title}”`).join(" and ")}.`,
    certificate: "Certificate",
    certificateOf: (when: string) => `issued on ${when}`,
    certificateWithdrawn: (when: string) => `withdrawn on ${when}`,
    seats: (left: number) => (left === 1 ? "1 free seat" : `${left} free seats`),
    waiting: (count: number) => (count === 1 ? "1 person waits" : `${count} people wait`)
  },
  enrolment: {
    title: "Enrolment",
    enrol: "Enrol",
    enrolled: (when: string) => `You have been enrolled since ${when}.`,
    withdraw: "Leave the course",
    withdrawTitle: "Leave this course?",
    withdrawHint:
      "What you have done so far is kept. Your seat goes to somebody else, and you can come back only while there is a free one.",
    withdrawDo: "Leave the course",
    stay: "Stay",
    invitation: "This course is for those who are invited. If you have an invitation, open the link in its mail.",
    approval: "The staff of this course decide who comes in. Ask them; you will see their answer here.",
    note: "What should they know?",
    request: "Ask to be let in",
    requested: (when: string) => `You asked on ${when}. The staff of the course have not decided yet.`,
    cancel: "Withdraw the question",
    refused: "The staff of the course did not let you in.",
    refusedWhy: (reason: string) => `The staff of the course did not let you in: ${reason}`,
    closed: "This course takes no enrolments at the moment.",
    full: "There is no free seat at the moment.",
    join: "Join the wait list",
    position: (position: number) =>
      position === 1
        ? "You are next: the first seat that becomes free is yours."
        : `You are number ${position} on the wait list.`,
    leave: "Leave the wait list"
  },
  announcements: {
    title: "Announcements",
    none: "Nothing has been announced yet.",
    unread: "New",
    read: "Mark as read",
    erased: "This announcement was removed."
  },
  lesson: {
    title: "Lesson",
    of: (number: number, count: number) => `Module ${number} of ${count}`,
    around: "Modules before and after",
    earlier: "Previous",
    later: "Next",
    backToCourse: "Back to the course",
    read: "I have read this",
    complete: "This module is complete.",
    courseComplete: "That was the last one: the course is complete.",
    notOpen: "This module is not open yet",
    notEnrolled: "This module is for those in the course",
    toCourse: "Go to the course",
    staff: "You see this module as staff. What you do here is not recorded as study.",
    goOnReading: "Go on where you stopped reading",
    nothing: "This module has no content yet.",
    document: "Open the document",
    save: "Save the document",
    image: (title: string) => `Image: ${title}`
  },
  player: {
    label: (title: string) => `Video: ${title}`,
    watched: (percent: number) => `${percent} % watched`,
    rule: "The module is complete once nine tenths of the video have been watched, in any order.",
    resumed: (at: string) => `Goes on at ${at}, where you stopped.`,
    fromStart: "From the beginning",
    failed: "The video cannot be loaded at the moment.",
    again: "Try again",
    unable: "This browser cannot play the video. A current Firefox, Chrome, Edge or Safari can."
  }
}
