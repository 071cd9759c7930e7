import type { GroupWords } from "./words.ts"

const table = [
  "row,id,kind,text,marks,correct,pool",
  "question,q-badge,true_false,A badge may be lent to a colleague for a minute.,1,false,All",
  "question,q-call,single,Support calls and asks for your password. What do you say?,1,b,All",
  "option,a,,The password,,,",
  "option,b,,That nobody is told it,,,",
  ""
].join("\r\n")

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
  }
}
