/** Who is answered what, all of it, against the whole program. README.md says how the tables are read and added to. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { testDatabase } from "../../postgres.ts"
import { gaps } from "./completeness.ts"
import { complaint, conceals } from "./judge.ts"
import { askLive } from "./live.ts"
import { type Answer, askRest, namesThing } from "./rest.ts"
import { liveRows, restRows } from "./rows/index.ts"
import { people, type PersonName, type Row } from "./table.ts"
import { World } from "./world.ts"

const { url, sql } = await testDatabase()
let world: World

beforeAll(async () => {
  world = await World.make(url, sql)
})
afterAll(() => world?.end())

/** Asks each person's question, those who are refused first: what others do may change what there is to ask about. */
const judge = async <Ask>(
  { expected, variant }: Row<Ask>,
  asked: (who: PersonName, absent: boolean) => Promise<Answer>,
  hides: boolean
): Promise<ReadonlyArray<string>> => {
  const wrong: Array<string> = []
  const refusedFirst = people.toSorted((a, b) => Number(expected[a] === "yes") - Number(expected[b] === "yes"))
  for (const who of refusedFirst) {
    const answer = await asked(who, false)
    const word = expected[who]
    const fault = complaint(word, answer)
    if (fault !== undefined) wrong.push(`${who}: ${fault}\n${answer.trace}`)
    else if (hides && conceals(word, variant)) {
      const nothing = await asked(who, true)
      if (nothing.trace !== answer.trace)
        wrong.push(`${who} is told that it exists:\n${answer.trace}\nand not:\n${nothing.trace}`)
    }
  }
  return wrong
}

describe("the access matrix", () => {
  it("MATRIX has a row for everything that can be asked for, and for nothing else", () => {
    expect(gaps()).toEqual([])
  })

  it.each(restRows)("MATRIX $name", async (row) => {
    const asked = async (who: PersonName, absent: boolean) =>
      askRest(world, row.of, who, (await row.ask?.(world, who)) ?? {}, absent)
    expect(await judge(row, asked, namesThing(row.of))).toEqual([])
  })

  it.each(liveRows)("MATRIX live $name", async (row) => {
    const { ask } = row
    if (ask === undefined) throw new Error(`It is not said how ${row.name} is asked.`)
    const asked = async (who: PersonName, absent: boolean) => askLive(world, who, await ask(world, who), absent)
    expect(await judge(row, asked, !row.of.startsWith("event."))).toEqual([])
  })
})
