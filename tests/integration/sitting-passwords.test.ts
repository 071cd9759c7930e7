/** A sitting's password: bcrypt for guesses, once for a whole room. */
import { Cause, Effect, Exit } from "effect"
import { describe, expect, it } from "vitest"
import { hashSittingPassword, SittingPasswords } from "../../storage/catalogue/sitting-passwords.ts"

const hash = await hashSittingPassword("open sesame")
const asked = (passwords: SittingPasswords, given: string, against = hash) =>
  Effect.runPromiseExit(passwords.matches(given, against))

describe("a sitting's password", () => {
  it("PW-1 is right or wrong, also when it is longer than bcrypt reads, and however its letters are composed", async () => {
    const passwords = new SittingPasswords()
    expect(await asked(passwords, "open sesame")).toEqual(Exit.succeed(true))
    expect(await asked(passwords, "open sesame!")).toEqual(Exit.succeed(false))
    const long = "x".repeat(150)
    const longHash = await hashSittingPassword(long)
    expect(await asked(passwords, `${long}y`, longHash)).toEqual(Exit.succeed(false))
    const composed = await hashSittingPassword("caf\u00e9")
    expect(await asked(passwords, "cafe\u0301", composed)).toEqual(Exit.succeed(true))
  })

  it("PW-2 is compared once for a room of five hundred, and not again afterwards", async () => {
    const passwords = new SittingPasswords()
    const began = process.cpuUsage()
    const answers = await Promise.all(Array.from({ length: 500 }, () => asked(passwords, "open sesame")))
    expect(answers.every((exit) => Exit.isSuccess(exit) && exit.value)).toBe(true)
    expect(await asked(passwords, "open sesame")).toEqual(Exit.succeed(true))
    // One comparison takes a quarter of a second of a core; five hundred would take two minutes.
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(10_000)
  })

  it("PW-3 is remembered for its own hash only: changed, the old one is wrong", async () => {
    const passwords = new SittingPasswords()
    await asked(passwords, "open sesame")
    expect(await asked(passwords, "open sesame", await hashSittingPassword("another"))).toEqual(Exit.succeed(false))
  })

  it("PW-4 takes so many guesses at a time and asks the rest to come back", async () => {
    const passwords = new SittingPasswords()
    const guesses = await Promise.all(Array.from({ length: 40 }, (_, n) => asked(passwords, `guess ${n}`)))
    const refused = guesses.flatMap((exit) => (Exit.isFailure(exit) ? [Cause.squash(exit.cause)] : []))
    expect(refused).toHaveLength(8)
    expect(refused[0]).toMatchObject({ code: "overloaded", retryAfterMs: 2_000 })
    expect(guesses.every((exit) => Exit.isFailure(exit) || !exit.value)).toBe(true)
  })
})
