/**
 * In what order files run. What waits for clocks, browsers and processes comes first, since that leaves processors to its neighbours;
 * what only computes comes last, in many short files, so that no worker goes on alone when the others have nothing left. Of each kind those
 * begin that take longest: on a machine that has not run them yet, vitest could only go by the size of files.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node"

const projects = ["whole", "parts", "alone"]

/** Files of half a minute or more. One that is not there any more is nothing to put first. */
const longest = [
  ...["pages/accessible", "pages/exam-failures", "end-to-end/crash", "end-to-end/killed-in-an-exam", "pages/wall"],
  ...["end-to-end/given-database", "pages/exam", "end-to-end/starting-and-stopping", "end-to-end/the-bell", "pages/proctor"],
  ...["pages/study", "pages/account", "end-to-end/full-disk"],
  ...["integration/access-matrix", "contract/contract", "integration/accounts", "integration/command-line"],
  ...["conformance/embedded-postgres", "integration/client-files", "integration/timeline"],
  ...["simulation/exam-model", "property/attempt-review", "property/learner", "property/attempt-view", "simulation/once"],
  "property/attempt-properties"
]

const placeOf = ({ moduleId, project }: TestSpecification): number => {
  const place = longest.findIndex((name) => moduleId.includes(`/tests/${name}.test.ts`) || moduleId.includes(`/tests/${name}/`))
  return projects.indexOf(project.name) * (longest.length + 1) + (place === -1 ? longest.length : place)
}

export default class Order extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b))
  }
}
