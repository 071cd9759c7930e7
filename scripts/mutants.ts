/**
 * `npm run mutants`: are the tests that hold the rules of exams able to fail? Each patch in `tests/mutants/` plants one
 * fault in a copy of the sources; a test that is named after the rule it breaks has to fail on an assertion. The copy
 * is of the sources as they are, what is not committed included. `npm run mutants -- 05 10` tries only those.
 */
import { projectRoot } from "../engine/project.ts"
import { type Mutant, readMutants } from "./mutants/mutant.ts"
import { Scratch } from "./mutants/scratch.ts"
import { compileErrors, type Run, runTests, type Tested } from "./mutants/tests.ts"

/** Two cores: more at once would only wait for each other. */
const atOnce = 2

const seed = process.env["STOA_SEED"] ?? String(Math.floor(Math.random() * 0x7fffffff))
const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const scratches: Array<Scratch> = []
const killing = new AbortController()
const cleanUp = (): void => {
  killing.abort()
  for (const scratch of scratches) scratch.remove()
}
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143]
] as const) {
  process.once(signal, () => {
    cleanUp()
    process.exit(code)
  })
}

/** An expectation that was not met, or a property with an example against it; not a crash of the code, nor of the test. */
const isAssertion = (message: string): boolean => /^(AssertionError|Error: Property failed)/.test(message)
const holdsRule = ({ name }: Tested, { rule }: Mutant): boolean => name.split(/[\s:,]+/).includes(rule)
const belongsTo = ({ file, name }: Tested, { files, pattern }: Mutant): boolean =>
  files.includes(file) && new RegExp(pattern).test(name)

/** All the tests on the sources as they are: a test that fails without a fault would catch every one. */
const checkUnpatched = async (scratch: Scratch, mutants: ReadonlyArray<Mutant>): Promise<ReadonlyArray<string>> => {
  const files = [...new Set(mutants.flatMap((mutant) => mutant.files))]
  const pattern = [...new Set(mutants.map((mutant) => `(${mutant.pattern})`))].join("|")
  const run = await runTests(scratch.folder, files, pattern, seed, killing.signal)
  const complaints = run.broken.map(({ file, message }) => `${file} can't be loaded: ${message}`)
  // One run for all of them also takes what one's name finds in another's file.
  const named = run.tests.filter((test) => mutants.some((mutant) => belongsTo(test, mutant)))
  for (const { name, outcome, messages } of named) {
    if (outcome === "failed") complaints.push(`fails with no fault planted: ${name}\n    ${messages[0]?.split("\n")[0]}`)
  }
  for (const mutant of mutants) {
    if (!run.tests.some((test) => belongsTo(test, mutant) && holdsRule(test, mutant))) {
      complaints.push(
        `${mutant.path}: no test of ${mutant.files.join(", ")} that matches "${mutant.pattern}" names ${mutant.rule}`
      )
    }
  }
  if (complaints.length === 0) say(`${named.length} tests pass with no fault planted (${run.seconds.toFixed(1)} s)`)
  return complaints
}

interface Verdict {
  readonly caught: boolean
  readonly sentence: string
}

const tryOut = async (scratch: Scratch, mutant: Mutant): Promise<Verdict> => {
  const undo = scratch.apply(mutant)
  try {
    const faults = await compileErrors(scratch.folder, mutant.changes, killing.signal)
    if (faults.length > 0)
      return { caught: false, sentence: `does not compile: refresh ${mutant.path}\n    ${faults.join("\n    ")}` }
    return judge(mutant, await runTests(scratch.folder, mutant.files, mutant.pattern, seed, killing.signal))
  } finally {
    undo()
  }
}

const judge = (mutant: Mutant, { tests, broken, seconds }: Run): Verdict => {
  const failed = tests.filter(({ outcome }) => outcome === "failed")
  const asserted = failed.filter(({ messages }) => messages.some(isAssertion))
  const byRule = asserted.find((test) => holdsRule(test, mutant))
  const no = (sentence: string): Verdict => ({ caught: false, sentence })
  if (byRule !== undefined) return { caught: true, sentence: `caught by ${byRule.name} (${seconds.toFixed(1)} s)` }
  if (broken.length > 0) return no(`NOT CAUGHT: ${broken[0]?.file} could not be loaded: ${broken[0]?.message}`)
  if (asserted.length > 0) return no(`NOT CAUGHT by a test that names ${mutant.rule}, only by ${asserted[0]?.name}`)
  if (failed.length > 0) return no(`NOT CAUGHT by an assertion: ${failed[0]?.name}: ${failed[0]?.messages[0]?.split("\n")[0]}`)
  return no(`NOT CAUGHT: all ${tests.length} tests pass (${seconds.toFixed(1)} s)`)
}

const main = async (): Promise<boolean> => {
  const wanted = process.argv.slice(2)
  const mutants = readMutants(projectRoot).filter(
    ({ name }) => wanted.length === 0 || wanted.some((each) => name.startsWith(each))
  )
  if (mutants.length === 0) throw new Error("there is no such planted fault: look at tests/mutants")
  say(`${mutants.length} planted faults, seed ${seed} (STOA_SEED=${seed} npm run mutants repeats this)`)
  for (let copies = 0; copies < atOnce; copies++) scratches.push(new Scratch())
  for (const scratch of scratches) scratch.fill(projectRoot)
  const [first] = scratches
  if (first === undefined) throw new Error("there is no scratch copy")
  const complaints = await checkUnpatched(first, mutants)
  if (complaints.length > 0) {
    for (const complaint of complaints) say(complaint)
    return false
  }
  let caught = 0
  const queue = [...mutants]
  const work = async (scratch: Scratch): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      let verdict: Verdict
      try {
        verdict = await tryOut(scratch, mutant)
      } catch (error) {
        verdict = { caught: false, sentence: error instanceof Error ? error.message : String(error) }
      }
      if (killing.signal.aborted) return
      if (verdict.caught) caught++
      say(`${mutant.name}: ${verdict.sentence}`)
    }
  }
  await Promise.all(scratches.map(work))
  say(`${caught} of ${mutants.length} caught`)
  return caught === mutants.length
}

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  cleanUp()
}
