/** Checks one node's heads, line by line through its files in order: signatures, numbers, and that each follows the last. */
import type { Findings } from "./findings.ts"
import { hashOfLine, type Heads, parseLine, signedPart } from "./heads-format.ts"
import { isSigned } from "./heads-key.ts"

export class HeadsCheck {
  lines = 0
  /** Lines that a crash left unfinished, and that the chain passes over. */
  unfinished = 0
  lastAt: string | undefined
  lastHash = ""
  readonly keys = new Set<string>()
  readonly #trusted: ReadonlySet<string>
  readonly #findings: Findings
  #n = 0
  /** `undefined` after a line of which only a changed one is left. */
  #hash: string | undefined = ""
  #key: string | undefined
  #unread: { readonly file: string; readonly line: number } | undefined

  /** `trusted`: the public keys that may have signed; empty when nobody knows, and then any may. */
  constructor(trusted: ReadonlySet<string>, findings: Findings) {
    this.#trusted = trusted
    this.#findings = findings
  }

  #found(file: string, line: number, message: string): void {
    this.#findings.add({ kind: "heads", file, line, message: `${file}, line ${line}: ${message}` })
  }

  /** The heads that the line vouches for. `ended`: a newline follows it. */
  read(file: string, line: number, text: string, ended: boolean): Heads {
    const parsed = parseLine(text)
    if (parsed === undefined) {
      if (ended) this.#unread ??= { file, line }
      else this.unfinished += 1
      return {}
    }
    if ("key" in parsed) this.#meet(file, line, parsed.key)
    const part = signedPart(text)
    const genuine = this.#key !== undefined && part !== undefined && isSigned(part, parsed.signature, this.#key)
    if (genuine) this.#follow(file, line, parsed.n, parsed.prev)
    else this.#found(file, line, "the signature is not of what stands there: the line was changed, or is somebody else's.")
    this.#unread = undefined
    this.lines += 1
    this.#n = parsed.n
    this.#hash = genuine ? hashOfLine(text) : undefined
    this.lastHash = hashOfLine(text)
    this.lastAt = parsed.at
    return genuine && "heads" in parsed ? parsed.heads : {}
  }

  #meet(file: string, line: number, key: string): void {
    if (key !== this.#key && !this.keys.has(key) && this.#trusted.size > 0 && !this.#trusted.has(key))
      this.#found(file, line, `what follows is signed with the key ${key}, which is not this installation's.`)
    this.keys.add(key)
    this.#key = key
  }

  #follow(file: string, line: number, n: number, prev: string): void {
    const next = this.#n + 1
    if (this.#hash !== undefined && prev === this.#hash && n === next) {
      if (this.#unread !== undefined) this.unfinished += 1
      return
    }
    if (n > next) {
      const missing =
        n - 1 === next ? `line ${next} of the chain is missing` : `lines ${next} to ${n - 1} of the chain are missing`
      this.#found(file, line, `${missing} before it.`)
    } else if (n < next)
      this.#found(file, line, `number ${n} comes again after ${this.#n}: the heads were begun anew, or set back.`)
    else if (this.#hash !== undefined) this.#found(file, line, "it does not follow the line before it, which was changed.")
  }

  end(): void {
    if (this.#unread === undefined) return
    this.#found(this.#unread.file, this.#unread.line, "this is no line of heads: it was changed.")
  }
}
