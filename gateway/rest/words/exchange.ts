import type { GroupWords } from "./words.ts"

const table = [
  "row,id,kind,text,marks,correct,pool",
  "question,q-badge,true_false,A badge may be lent to a colleague for a minute.,1,false,All",
  "question,q-call,single,Support calls and asks for your password. What do you say?,1,b,All",
  "option,a,,The password,,,",
  "option,b,,That nobody is told it,,,",
  ""
].join("\r\n")

const course = {
  format: "stoa.course/1",
  title: "A safe desk",
  description: "What lies about, and who sees it.",
  category: "desk",
  difficulty_level: "beginner",
  tags: ["habits"],
  price: "0.00",
  capacity: null,
  thumbnail_url: null,
  modules: [
    {
      key: "m1",
      title: "Lock it",
      description: null,
      duration: 5,
      is_mandatory: true,
      prerequisites: [],
      release_at: null,
      content: { kind: "text", text: "# Lock it\n\nEach time." }
    },
    {
      key: "m2",
      title: "Check",
      description: null,
      duration: null,
      is_mandatory: true,
      prerequisites: ["m1"],
      release_at: null,
      content: { kind: "quiz", assessment: "a1" }
    }
  ],
  assessments: [
    {
      key: "a1",
      description: null,
      standalone: false,
      settings: {
        type: "quiz",
        title: "Check",
        passMark: "50",
        timeLimit: null,
        maxAttempts: null,
        review: true,
        counted: "best",
        spacing: null,
        prerequisites: ["m1"],
        consent: null
      },
      bank: {
        locale: "en",
        shuffleQuestions: false,
        pools: [{ name: "All", pick: 1, questions: ["q-screen"] }],
        questions: [{ kind: "true_false", id: "q-screen", prompt: "Two minutes need no lock.", marks: "1", correct: false }]
      }
    }
  ]
}

export const exchange: GroupWords = {
  exportBank: {
    summary: "Export a bank",
    description:
      "Questions with keys and explanations, pools and sections, under the ids by which an import finds them again. As CSV it is a table for spreadsheets, in which no cell is taken for a formula.",
    files: ["text/csv"]
  },
  importBank: {
    summary: "Import into a bank",
    description:
      "Puts in what an export wrote, or a part of it: all of it, or with an error in it nothing, judged as every edit is. The report says of each question what became of it and of each fault where it stands. The same file again changes nothing; `dry_run` changes nothing either.",
    body: { csv: table },
    data: {
      outcome: "stored",
      revision: 8,
      counts: { added: 2, changed: 0, unchanged: 0, removed: 0 },
      questions: [
        { row: 2, id: "q-badge", outcome: "added" },
        { row: 3, id: "q-call", outcome: "added" }
      ],
      findings: []
    }
  },
  exportCourse: {
    summary: "Export a course",
    description:
      "One version with its modules, what is offered, and the assessments that its modules lead to or that stand alone; nothing of its learners. Uploaded files and lessons are named, not contained. `version`: another than new learners get.",
    data: course
  },
  importCourse: {
    summary: "Import a course",
    description:
      "Makes a new course of an export, a draft: all of it, or with an error in it nothing, judged as every course is. What only its old place has, such as a file or a category that is not here, is left out, and the report says so. `dry_run` makes nothing.",
    body: { course },
    data: {
      outcome: "imported",
      course_id: 7,
      version_id: 12,
      counts: { modules: 2, assessments: 1, questions: 1 },
      findings: [
        {
          field: "category",
          severity: "left_out",
          code: "not_found",
          message: 'There is no category "desk" here. Choose one of those there are.'
        }
      ]
    }
  }
}
