/**
 * The whole check: files of heads, the journal's chains, and the one against the other. Heads are read first, so that a
 * running engine cannot have signed what the journal did not hold by the time it is read.
 *
 * Every head is looked up, not only each actor's newest: who rewrote rows while the engine was down has later rows, and
 * later heads, follow on what they wrote, and only the earlier heads tell. Memory holds a page of rows, a page of heads
 * and one number per actor.
 */
import type { RowToCheck } from "./chain.ts"
import { type Finding, Findings } from "./findings.ts"
import { HeadsCheck } from "./heads-check.ts"
import { headsLines } from "./heads-reader.ts"
import { RowCheck } from "./row-check.ts"

export interface SignedRow {
  readonly actor: string
  readonly seq: number
}

/** The journal, and the audit log, as a verifier reads them: rows of whatever is chained. */
export interface Records {
  /** By actor and sequence, in pages. */
  readonly rows: (only?: string) => AsyncIterable<ReadonlyArray<RowToCheck>>
  /** Links by `<actor> <seq>`, of those rows that are there. */
  readonly links: (wanted: ReadonlyArray<SignedRow>) => Promise<ReadonlyMap<string, string | null>>
  /** What other tables say was in the journal and is not there. */
  readonly missed: (only?: string) => Promise<ReadonlyArray<SignedRow & { readonly where: string }>>
}

export interface VerifyOptions {
  readonly records: Records
  /** Folders with files of heads; several where several nodes keep their own. */
  readonly folders: ReadonlyArray<string>
  /** Public keys that may have signed; empty when nobody knows. */
  readonly trusted: ReadonlySet<string>
  /** Hashes of lines that somebody noted down elsewhere: they have to be there still. */
  readonly noted: ReadonlySet<string>
  /** The key of one actor, or the audit log's name. */
  readonly only?: string | undefined
  readonly progress: (done: { readonly rows: number; readonly actors: number; readonly lines: number }) => void
}

export interface HeadsSeen {
  readonly folder: string
  readonly node: string
  readonly lines: number
  readonly unfinished: number
  readonly keys: ReadonlyArray<string>
  readonly lastAt: string | undefined
  /** Of the last line: written down elsewhere, it shows later whether lines were taken off the end. */
  readonly lastHash: string
}

export interface Verified {
  readonly findings: ReadonlyArray<Finding>
  /** All of them, where not all are listed. */
  readonly found: number
  readonly rows: number
  readonly actors: number
  readonly signedHeads: number
  readonly heads: ReadonlyArray<HeadsSeen>
  /** Rows older than the chain. */
  readonly unlinked: { readonly rows: number; readonly actors: number }
  /** Rows after their actor's last signed head. */
  readonly unsigned: { readonly rows: number; readonly actors: number; readonly examples: ReadonlyArray<string> }
}

interface HeadToCheck extends SignedRow {
  readonly chain: string
  readonly at: string
  readonly file: string
  readonly line: number
}

const headsAtOnce = 1_000

/** Heads against the journal's links, a thousand at a time; of each actor the first that differs is told. */
class HeadsAgainstJournal {
  checked = 0
  readonly #records: Records
  readonly #findings: Findings
  readonly #told = new Set<string>()
  #waiting: Array<HeadToCheck> = []

  constructor(records: Records, findings: Findings) {
    this.#records = records
    this.#findings = findings
  }

  async add(head: HeadToCheck): Promise<void> {
    this.#waiting.push(head)
    if (this.#waiting.length >= headsAtOnce) await this.flush()
  }

  async flush(): Promise<void> {
    const heads = this.#waiting
    this.#waiting = []
    if (heads.length === 0) return
    this.checked += heads.length
    const links = await this.#records.links(heads)
    for (const { actor, seq, chain, at, file, line } of heads) {
      const link = links.get(`${actor} ${seq}`)
      // A row that is not there is for the rows' own check, which knows whether it was cut off or taken out.
      if (link === undefined || link === chain || this.#told.has(actor)) continue
      this.#told.add(actor)
      const message = `Row ${seq} of ${actor} is not the one that was signed at ${at} (${file}, line ${line}): rows up to it were rewritten.`
      this.#findings.add({ kind: "rewritten", actor, seq, file, line, message })
    }
  }
}

export const verify = async ({ records, folders, trusted, noted, only, progress }: VerifyOptions): Promise<Verified> => {
  const findings = new Findings()
  const against = new HeadsAgainstJournal(records, findings)
  const signed = new Map<string, number>()
  const checks = new Map<string, { readonly folder: string; readonly node: string; readonly check: HeadsCheck }>()
  const missing = new Set(noted)
  let lines = 0
  for (const folder of folders) {
    for await (const { node, file, line, text, ended } of headsLines(folder)) {
      const id = `${folder}\n${node}`
      const known = checks.get(id) ?? { folder, node, check: new HeadsCheck(trusted, findings) }
      checks.set(id, known)
      const heads = known.check.read(file, line, text, ended)
      missing.delete(known.check.lastHash)
      for (const [actor, [seq, chain]] of Object.entries(heads)) {
        if (only !== undefined && actor !== only) continue
        if (seq > (signed.get(actor) ?? 0)) signed.set(actor, seq)
        await against.add({ actor, seq, chain, at: known.check.lastAt ?? "", file, line })
      }
      lines += 1
      if (lines % 10_000 === 0) progress({ rows: 0, actors: 0, lines })
    }
  }
  for (const { check } of checks.values()) check.end()
  for (const hash of missing) findings.add({ kind: "heads", message: `The line ${hash}, which was noted down, is in no file.` })
  await against.flush()

  const rows = new RowCheck(signed, findings)
  for await (const page of records.rows(only)) {
    for (const row of page) rows.row(row)
    progress({ rows: rows.rows, actors: rows.actors, lines })
  }
  rows.end()
  for (const { actor, seq, where } of await records.missed(only)) {
    findings.add({ kind: "truncated", actor, seq, message: `Row ${seq} of ${actor} is not in the journal; ${where} has it.` })
  }
  return {
    findings: findings.list,
    found: findings.count,
    rows: rows.rows,
    actors: rows.actors,
    signedHeads: against.checked,
    heads: Array.from(checks.values(), ({ folder, node, check }) => ({
      folder,
      node,
      lines: check.lines,
      unfinished: check.unfinished,
      keys: [...check.keys],
      lastAt: check.lastAt,
      lastHash: check.lastHash
    })),
    unlinked: { rows: rows.unlinkedRows, actors: rows.unlinkedActors },
    unsigned: { rows: rows.unsignedRows, actors: rows.unsignedActorsCount, examples: rows.unsignedActors }
  }
}
