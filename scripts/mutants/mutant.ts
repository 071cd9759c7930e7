/**
 * A planted fault: a patch with a header that names the rule it breaks and the tests that have to notice.
 *
 *     # One millisecond after the deadline still counts.
 *     # rule: T5
 *     # tests: tests/property/attempt.test.ts -t "T5"
 *     diff --git …
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

export interface Mutant {
  /** Its file's name without the ending. */
  readonly name: string
  readonly path: string
  /** What it does wrong, in a sentence. */
  readonly fault: string
  /** The rule that the name of the test that catches it has to hold. */
  readonly rule: string
  readonly files: ReadonlyArray<string>
  /** A regular expression over the tests' full names. */
  readonly pattern: string
  /** The sources it changes. */
  readonly changes: ReadonlyArray<string>
}

const folder = join("tests", "mutants")

export const readMutants = (root: string): ReadonlyArray<Mutant> =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".patch"))
    .toSorted()
    .map((file) => parse(join(folder, file), readFileSync(join(root, folder, file), "utf8")))

const parse = (path: string, text: string): Mutant => {
  const header = text.slice(0, Math.max(0, text.search(/^(diff --git|--- )/m))).split("\n")
  const words = header.filter((line) => line.startsWith("# ")).map((line) => line.slice(2))
  const field = (name: string): string => {
    const line = words.find((each) => each.startsWith(`${name}: `))
    if (line === undefined) throw new Error(`${path} has no line "# ${name}: …" before its first "diff --git"`)
    return line.slice(name.length + 2)
  }
  const tests = /^(\S+(?: +[^\s-]\S*)*) +-t +"([^"]+)"$/.exec(field("tests"))
  if (tests === null) throw new Error(`${path}: "# tests:" is not of the form: tests/some.test.ts -t "some name"`)
  const [, files = "", pattern = ""] = tests
  const changes = [...text.matchAll(/^\+\+\+ b\/(\S+)$/gm)].map(([, file = ""]) => file)
  if (changes.length === 0) throw new Error(`${path} changes nothing`)
  return {
    name: path.slice(folder.length + 1, -".patch".length),
    path,
    fault: words.filter((line) => !/^(rule|tests): /.test(line)).join(" "),
    rule: field("rule"),
    files: files.split(/ +/),
    pattern,
    changes
  }
}
