/** The lines of a folder's files of heads, node by node, each node's in order. */
import { createReadStream, existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { nodeOfFile } from "./heads-format.ts"

export interface FoundLine {
  readonly node: string
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly text: string
  /** A newline follows it. */
  readonly ended: boolean
}

async function* linesOf(path: string): AsyncGenerator<{ readonly text: string; readonly ended: boolean }> {
  let rest = ""
  for await (const piece of createReadStream(path, { encoding: "utf8" })) {
    const lines = (rest + String(piece)).split("\n")
    rest = lines.pop() ?? ""
    for (const text of lines) yield { text, ended: true }
  }
  if (rest !== "") yield { text: rest, ended: false }
}

export async function* headsLines(folder: string): AsyncGenerator<FoundLine> {
  if (!existsSync(folder)) return
  const files = readdirSync(folder)
    .flatMap((file) => {
      const node = nodeOfFile(file)
      return node === undefined ? [] : [{ node, file }]
    })
    .sort((a, b) => (a.node === b.node ? (a.file < b.file ? -1 : 1) : a.node < b.node ? -1 : 1))
  for (const { node, file } of files) {
    let line = 0
    for await (const { text, ended } of linesOf(join(folder, file))) {
      line += 1
      if (text !== "") yield { node, file, line, text, ended }
    }
  }
}
