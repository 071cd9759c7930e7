/** How every bench speaks: progress on stderr, for people; with `--json` one object as the last line of stdout. */

export const progress = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

export const report = (result: Readonly<Record<string, unknown>>, json: boolean): void => {
  if (json) {
    process.stdout.write(`${JSON.stringify(result)}\n`)
    return
  }
  const width = Math.max(...Object.keys(result).map((name) => name.length))
  for (const [name, value] of Object.entries(result)) {
    process.stdout.write(`${name.padEnd(width)}  ${typeof value === "string" ? value : JSON.stringify(value)}\n`)
  }
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The smallest value that at least the given share of all values does not exceed. */
export const quantile = (values: ReadonlyArray<number>, share: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN
