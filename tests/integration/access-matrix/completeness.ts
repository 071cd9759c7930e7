/** What has no row. Asked by `npm run check` as well, which needs no running program for it. */
import { registry } from "../../../actors/registry.ts"
import { everythingAsked } from "../../../gateway/policy.ts"
import { liveRows, restRows } from "./rows/index.ts"

const fileOf = (name: string): string => {
  const [area = "", of = ""] = name.split(".")
  if (restRows.length > 0 && everythingAsked.routes().includes(name)) return `rows/${area}.ts`
  return everythingAsked.commands(Object.values(registry)).includes(`${area}.${of}`) ? `rows/live-${area}.ts` : "rows/live.ts"
}

/** A sentence for each thing that is missing or too much. */
export const gaps = (): ReadonlyArray<string> => {
  const asked = [...everythingAsked.routes(), ...everythingAsked.commands(Object.values(registry)), ...everythingAsked.others()]
  const rows = [...restRows, ...liveRows].map((row) => row.of)
  const folder = "tests/integration/access-matrix"
  const missing = asked
    .filter((name) => !rows.includes(name))
    .map(
      (name) => `${name} has no row in the access matrix. Add one by hand to ${folder}/${fileOf(name)}; README.md there says how.`
    )
  const stale = rows
    .filter((name) => !asked.includes(name))
    .map((name) => `The access matrix has a row for ${name}, which does not exist. Remove it.`)
  return [...missing, ...stale]
}
