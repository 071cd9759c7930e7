/** Keys that live and die with the process: for tests and simulations, where nothing survives it anyway. */
import { randomBytes } from "node:crypto"
import { Effect } from "effect"
import { erasedKey, type KeyAtHand, Keys } from "./keys.ts"
import { personKey } from "./wrapping.ts"

export const makeMemoryKeys = (): Keys["Service"] => {
  const held = new Map<number, KeyAtHand>()
  const load = (people: Iterable<number>) =>
    Effect.sync(() => {
      const found = new Map<number, KeyAtHand>()
      for (const person of people) {
        const key = held.get(person)
        if (key !== undefined) found.set(person, key)
      }
      return found
    })
  return Keys.of({
    at: (person) => held.get(person),
    ensure: (people) =>
      Effect.sync(() => {
        for (const person of people) if (!held.has(person)) held.set(person, personKey(randomBytes(32)))
      }).pipe(Effect.andThen(load(people))),
    load,
    erase: (person) =>
      Effect.sync(() => {
        held.set(person, erasedKey)
      })
  })
}
