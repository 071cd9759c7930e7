/** The matrix as tables that people read: a row per thing that may be asked for, a column per person. README.md says how. */

export const people = [
  ...(["nobody", "owner", "fellow", "outsider", "teacher", "colleague"] as const),
  ...(["mentor", "watcher", "proctor", "sponsor", "visitor", "admin"] as const)
] as const
export type PersonName = (typeof people)[number]

export interface Row<Ask> {
  readonly name: string
  /** The name without its variant. */
  readonly of: string
  readonly variant: string | undefined
  readonly expected: Readonly<Record<PersonName, string>>
  readonly ask: Ask | undefined
}

export const table = <Ask>(text: string, asks: Readonly<Record<string, Ask>>): ReadonlyArray<Row<Ask>> => {
  const [head, ...lines] = text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== "" && first !== undefined)
  if (head?.join(" ") !== people.join(" ")) throw new Error(`The first line of a table names the people: ${people.join(" ")}`)
  const rows = lines.map(([name = "", ...words]): Row<Ask> => {
    if (words.length !== people.length) throw new Error(`${name} has ${words.length} words for ${people.length} people.`)
    const word = (index: number): string => words[index] ?? ""
    const [nobody, owner, fellow, outsider, teacher, colleague] = [word(0), word(1), word(2), word(3), word(4), word(5)]
    const [mentor, watcher, proctor, sponsor, visitor, admin] = [word(6), word(7), word(8), word(9), word(10), word(11)]
    const [of = "", variant] = name.split("/")
    return {
      name,
      of,
      variant,
      expected: { nobody, owner, fellow, outsider, teacher, colleague, mentor, watcher, proctor, sponsor, visitor, admin },
      ask: asks[name]
    }
  })
  const unused = Object.keys(asks).find((name) => !rows.some((row) => row.name === name))
  if (unused !== undefined) throw new Error(`It is said how ${unused} is asked, but there is no row of that name.`)
  return rows
}
