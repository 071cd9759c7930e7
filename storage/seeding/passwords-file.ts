/**
 * Passwords drawn for an academy's accounts, in a file that only its owner may read, so that a demo can print them at
 * every start. It is written before the accounts are: a crash in between leaves passwords without accounts, which the
 * next run uses, and never accounts whose password nobody knows.
 */
import { randomInt } from "node:crypto"
import { mkdir, open, readFile, rename } from "node:fs/promises"
import { dirname } from "node:path"
import { Schema } from "effect"

const Passwords = Schema.Record(Schema.String, Schema.String)
const decode = Schema.decodeUnknownPromise(Schema.fromJsonString(Passwords))

/** Without letters and digits that look alike; 12 of 30 are 58 bits. */
const alphabet = "abcdefghjkmnpqrstuvwxyz2345678"
const drawn = (): string =>
  Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("")).join("-")

export const readPasswords = async (file: string): Promise<Readonly<Record<string, string>>> => {
  try {
    return await decode(await readFile(file, "utf8"))
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return {}
    throw cause
  }
}

/** The file with a password for each of `emails`; those it has already stay as they are. */
export const drawPasswords = async (file: string, emails: ReadonlyArray<string>): Promise<Readonly<Record<string, string>>> => {
  const known = await readPasswords(file)
  const missing = emails.filter((email) => !Object.hasOwn(known, email))
  if (missing.length === 0) return known
  const all = { ...known, ...Object.fromEntries(missing.map((email) => [email, drawn()])) }
  await mkdir(dirname(file), { recursive: true })
  const written = await open(`${file}.new`, "w", 0o600)
  try {
    await written.chmod(0o600)
    await written.writeFile(`${JSON.stringify(all, null, 2)}\n`)
    await written.sync()
  } finally {
    await written.close()
  }
  await rename(`${file}.new`, file)
  return all
}
