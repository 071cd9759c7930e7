/** What the verifier finds of a journal that somebody tampered with, and that it finds nothing otherwise. */
import { appendFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { actorKey, actorRef, Sender } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import { HeadsFile } from "../../storage/integrity/heads-file.ts"
import { headsLine, openingLine } from "../../storage/integrity/heads-format.ts"
import { headsKeyOf } from "../../storage/integrity/heads-key.ts"
import { run } from "../conformance/storage-under-test.ts"
import { person, VerifierWorld } from "./verifier-world.ts"

const one = actorKey(actorRef("attempt", 42))
const other = actorKey(actorRef("attempt", 43))
const exam = actorKey(actorRef("exam", 5))

let world: VerifierWorld
beforeEach(async () => {
  world = new VerifierWorld()
  await world.write(one, 4)
  await world.write(exam, 2)
  await world.sign(one, exam)
  await world.write(other, 3)
  await world.write(one, 4)
  await world.sign(one, other)
  await world.write(one, 1)
  await world.sign(one)
})
afterEach(() => world.discard())

const found = async () => (await world.verify()).findings.map(({ kind, actor, seq }) => [kind, actor, seq])
const told = async () => (await world.verify()).findings.map(({ message }) => message)

describe("an untouched journal", () => {
  it("has nothing to tell of, and all of it is signed", async () => {
    expect(await world.verify()).toMatchObject({
      findings: [],
      rows: 14,
      actors: 3,
      signedHeads: 5,
      unsigned: { rows: 0 },
      unlinked: { rows: 0 },
      heads: [{ node: "", lines: 4, unfinished: 0, keys: [world.key.publicKey] }]
    })
  })

  it("has nothing to tell of after a person's key was erased", async () => {
    await run(world.storage.keys.erase(person))
    await world.write(one, 1)
    expect(JSON.stringify(world.storage.rowsOf(one))).toContain("Erased")
    expect(await found()).toEqual([])
  })

  it("names the rows that no head vouches for yet", async () => {
    await world.write(one, 2)
    await world.write(exam, 1)
    expect((await world.verify()).unsigned).toEqual({ rows: 3, actors: 2, examples: [one, exam] })
  })

  it("says how many rows are older than the chain, and checks those that are not", async () => {
    for (const row of world.of(other)) row.chain = null
    const later = { ...world.row(other, 3), seq: 4, n: 4 }
    world.of(other).push(later)
    world.relink(other, 4)
    const { unlinked, findings } = await world.verify()
    expect(unlinked).toEqual({ rows: 3, actors: 1 })
    // Its rows were signed while they had links: who takes them away is found by that.
    expect(findings.map(({ kind }) => kind)).toEqual(["rewritten"])
    later.reply = "null"
    expect(await found()).toContainEqual(["changed", other, 4])
  })
})

describe("a changed row is found", () => {
  const changes = {
    "an edited event": { events: '[{"_tag":"Submitted"}]' },
    "an edited reply": { reply: "{}" },
    "an edited receive time": { received_at: instant(1) },
    "an edited claim": { claimed_at: instant(1) },
    "a removed claim": { claimed_at: null },
    "an edited instant": { at: instant(1) },
    "another sender": { sender: Sender.make("u9:device:other") },
    "another number": { n: 99 },
    "another digest": { digest: "other" },
    "another version": { version: 2 }
  }
  it.each(Object.entries(changes))("%s, and which row it is", async (_what, change) => {
    Object.assign(world.row(one, 6), change)
    expect(await found()).toEqual([["changed", one, 6]])
  })

  it("two fields that say the same together", async () => {
    const row = world.row(one, 6)
    Object.assign(row, { events: row.events + row.reply.slice(0, 1), reply: row.reply.slice(1) })
    expect(await found()).toEqual([["changed", one, 6]])
  })

  it("with its own link made to fit: the row after it tells", async () => {
    world.row(one, 6).reply = "{}"
    const [before] = world.of(one).filter(({ seq }) => seq === 5)
    const saved = world
      .of(one)
      .filter(({ seq }) => seq > 6)
      .map(({ chain }) => chain)
    world.relink(one, 6)
    for (const [index, row] of world
      .of(one)
      .filter(({ seq }) => seq > 6)
      .entries())
      row.chain = saved[index] ?? null
    expect(before).toBeDefined()
    expect(await found()).toEqual([["changed", one, 7]])
  })

  it("a link that was taken away", async () => {
    world.row(one, 6).chain = null
    expect((await found())[0]).toEqual(["unlinked", one, 6])
  })
})

describe("rows that are gone or elsewhere are found", () => {
  it("a deleted row in the middle", async () => {
    world.rows.set(
      one,
      world.of(one).filter(({ seq }) => seq !== 6)
    )
    expect(await found()).toEqual([["missing", one, 6]])
  })

  it("deleted rows at the beginning, although the rest hangs together", async () => {
    world.rows.set(
      one,
      world.of(one).filter(({ seq }) => seq > 2)
    )
    expect(await told()).toEqual([`Rows 1 to 2 of ${one} are missing.`])
  })

  it("a deleted row with the numbers closed up and every link made anew", async () => {
    world.rows.set(
      one,
      world.of(one).filter(({ seq }) => seq !== 6)
    )
    for (const row of world.of(one)) if (row.seq > 6) row.seq -= 1
    world.relink(one, 1)
    expect((await found()).map(([kind]) => kind).sort()).toEqual(["rewritten", "truncated"])
  })

  it("a tail that was cut off", async () => {
    world.of(one).pop()
    expect(await told()).toEqual([`The journal of ${one} ends at row 8; row 9 was signed.`])
  })

  it("an actor that is gone altogether", async () => {
    world.rows.set(other, [])
    expect(await told()).toEqual([`The journal has no row of ${other}; row 3 was signed.`])
  })

  it("rows swapped between two actors", async () => {
    const [a, b] = [world.row(one, 2), world.row(other, 2)]
    const [mine, theirs] = [{ ...a }, { ...b }]
    Object.assign(a, theirs, { actor: one })
    Object.assign(b, mine, { actor: other })
    const kinds = (await found()).filter(([kind]) => kind === "changed")
    expect(kinds).toContainEqual(["changed", one, 2])
    expect(kinds).toContainEqual(["changed", other, 2])
  })
})

describe("rewritten rows are found by what was signed", () => {
  it("from the middle on, every link made to fit", async () => {
    world.row(one, 6).reply = "{}"
    world.relink(one, 6)
    expect(await found()).toEqual([["rewritten", one, 8]])
  })

  it("although later rows and later heads follow on what was rewritten", async () => {
    world.row(one, 2).reply = "{}"
    world.relink(one, 2)
    world.of(one).splice(8)
    world.of(one).push({ ...world.row(one, 8), seq: 9, n: 9 })
    world.relink(one, 9)
    await world.sign(one)
    expect(await found()).toEqual([["rewritten", one, 4]])
  })
})

describe("changed heads are found", () => {
  it("an edited line", async () => {
    world.changeHeads((lines) => lines.map((line, index) => (index === 2 ? line.replace(`"${one}":[8`, `"${one}":[7`) : line)))
    expect((await told())[0]).toMatch(/line 3: the signature is not of what stands there/)
  })

  it("a removed line", async () => {
    world.changeHeads((lines) => lines.filter((_, index) => index !== 2))
    expect(await told()).toEqual([expect.stringMatching(/line 3: line 3 of the chain is missing before it/)])
  })

  it("lines in another order", async () => {
    world.changeHeads(([a, b, c, d]) => [a, c, b, d].map(String))
    expect(await told()).not.toEqual([])
  })

  it("a line made unreadable", async () => {
    world.changeHeads((lines) => lines.map((line, index) => (index === 2 ? line.slice(0, 40) : line)))
    expect(await told()).not.toEqual([])
    world.changeHeads((lines) => [...lines.slice(0, 2), "?"])
    expect(await told()).not.toEqual([])
  })

  it("a whole file made anew, with a key of its own", async () => {
    const key = headsKeyOf(Buffer.alloc(32, 9))
    const opening = openingLine(1, "2027-01-15T08:00:10.000Z", "", key)
    world.changeHeads(() => [opening])
    expect(await told()).toEqual([expect.stringMatching(/signed with the key .* which is not this installation's/)])
    expect((await world.verify([])).findings).toEqual([])
  })

  it("lines taken off the end, by who noted down the last one's hash", async () => {
    const hash = (await world.verify()).heads[0]?.lastHash ?? ""
    expect((await world.verify(undefined, [hash])).findings).toEqual([])
    world.changeHeads((lines) => lines.slice(0, -1))
    expect(await world.verify()).toMatchObject({ findings: [], unsigned: { rows: 1 } })
    const { findings } = await world.verify(undefined, [hash])
    expect(findings.map(({ message }) => message)).toEqual([`The line ${hash}, which was noted down, is in no file.`])
  })

  it("a line slipped in that this installation did not sign", async () => {
    const key = headsKeyOf(Buffer.alloc(32, 9))
    world.changeHeads((lines) => [...lines, headsLine(5, "2027-01-15T08:01:00.000Z", { [one]: [9, "x"] }, "x", key)])
    expect((await told())[0]).toMatch(/line 5: the signature is not of what stands there/)
  })
})

describe("what only looks like tampering is not told of", () => {
  it("a line that a crash left unfinished, at the end and with others after it", async () => {
    const [name] = readdirSync(world.folder)
    appendFileSync(join(world.folder, String(name)), '{"n":5,"at":"2027-')
    expect(await world.verify()).toMatchObject({ findings: [], heads: [{ unfinished: 1 }] })
    // Another process takes over where the last whole line stands.
    const next = new HeadsFile(world.folder, undefined, world.key)
    await next.append("2027-01-15T09:00:00.000Z", { [exam]: [2, world.row(exam, 2).chain ?? ""] })
    expect(await world.verify()).toMatchObject({ findings: [], heads: [{ unfinished: 1, lines: 6 }] })
  })

  it("a month that begins", async () => {
    const next = new HeadsFile(world.folder, undefined, world.key)
    const heads = { [exam]: [2, world.row(exam, 2).chain ?? ""] as const }
    await next.append("2027-02-01T00:00:00.000Z", heads)
    await next.append("2027-03-01T00:00:00.000Z", heads)
    expect(readdirSync(world.folder).sort()).toEqual(["2027-01.jsonl", "2027-02.jsonl", "2027-03.jsonl"])
    expect(await found()).toEqual([])
    rmSync(join(world.folder, "2027-02.jsonl"))
    expect(await told()).toEqual([expect.stringMatching(/lines 5 to 6 of the chain are missing before it/)])
  })

  it("an installation whose key changed, to who knows both", async () => {
    const key = headsKeyOf(Buffer.alloc(32, 9))
    const next = new HeadsFile(world.folder, undefined, key)
    await next.append("2027-01-15T09:00:00.000Z", { [exam]: [2, world.row(exam, 2).chain ?? ""] })
    expect((await world.verify([world.key.publicKey, key.publicKey])).findings).toEqual([])
    expect((await world.verify()).findings.map(({ line }) => line)).toEqual([5])
  })

  it("lines longer than what is read of a file's end at once", async () => {
    const link = world.row(exam, 2).chain ?? ""
    const many = Object.fromEntries(Array.from({ length: 6_000 }, (_, index) => [`attempt/${1_000 + index}`, [1, link] as const]))
    for (let process = 0; process < 3; process += 1) {
      await new HeadsFile(world.folder, undefined, world.key).append("2027-01-15T09:00:00.000Z", many)
    }
    const { heads, findings } = await world.verify()
    expect(heads[0]?.lines).toBe(4 + 3 * 2)
    // Those attempts were never there: all that is found is that.
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(["truncated"]))
  })

  it("a folder that was away for a while", async () => {
    const file = new HeadsFile(world.folder, undefined, world.key)
    const heads = { [exam]: [2, world.row(exam, 2).chain ?? ""] as const }
    await file.append("2027-01-15T09:00:00.000Z", heads)
    renameSync(world.folder, `${world.folder}-away`)
    writeFileSync(world.folder, "")
    await expect(file.append("2027-01-15T09:01:00.000Z", heads)).rejects.toThrow()
    rmSync(world.folder)
    renameSync(`${world.folder}-away`, world.folder)
    await file.append("2027-01-15T09:02:00.000Z", heads)
    expect(await found()).toEqual([])
  })

  it("another node's heads in the same folder", async () => {
    const next = new HeadsFile(world.folder, "10.0.0.2-7000", world.key)
    await next.append("2027-01-15T09:00:00.000Z", { [exam]: [2, world.row(exam, 2).chain ?? ""] })
    expect(await world.verify()).toMatchObject({ findings: [], heads: [{ node: "" }, { node: "10.0.0.2-7000" }] })
  })
})

describe("whatever one does to one row", () => {
  it("is found", async () => {
    const fields = ["events", "reply", "received_at", "at", "n", "digest", "version", "chain"] as const
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.constantFrom(...fields), async (seq, name) => {
        const row = world.row(one, seq)
        const before = { ...row }
        Object.assign(row, { [name]: typeof row[name] === "number" ? row[name] + 1 : `${row[name]}x` })
        expect(await found()).not.toEqual([])
        Object.assign(row, before)
        expect(await found()).toEqual([])
      }),
      { numRuns: 200 }
    )
  })
})
