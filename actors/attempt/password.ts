/**
 * The password of the sitting's room, and how often it may be guessed: counted for each attempt, so that nobody's guesses
 * keep anybody else out, and as events, so that a restart forgets none. Once there were too many, the right one waits too:
 * an answer that came through would tell it from the others.
 */
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { type Instant, instant, minutes } from "../../protocol/time.ts"
import { type Decision, refuseKeeping } from "../actor.ts"
import type { Attempt, AttemptEvent, AttemptInternal } from "./contract.ts"
import { rulesOf } from "./terms.ts"

export const guesses = { most: 5, within: minutes(15) } as const

type Begin = Extract<AttemptInternal, { readonly _tag: "Begin" }>

/** Nothing where it is right, or none is asked for. Who gave none at all has not guessed. */
export const locked = (state: Attempt, command: Begin, now: Instant): Decision<AttemptEvent> | undefined => {
  if (!rulesOf(state).password) return undefined
  const wrong = refuse("password_wrong", { field: "password" })
  if (command.password === undefined) return wrong
  const tooMany = guessedTooOften(state, now)
  if (tooMany !== undefined) return tooMany
  // Left unchecked while there were too many, which has passed since: no guess was made.
  if (!("passwordRight" in command)) return refuse("guessed_too_often", { field: "password", retryAfterMs: 1 })
  return command.passwordRight ? undefined : refuseKeeping([{ _tag: "PasswordMissed", at: now }], wrong)
}

/** Whether none is to be heard, the right one included. */
export const guessedTooOften = ({ guesses: made = [] }: Attempt, now: Instant): Refusal | undefined => {
  const first = made.at(-guesses.most)
  const retryAfterMs = first === undefined ? 0 : first + guesses.within - now
  return retryAfterMs > 0 ? refuse("guessed_too_often", { field: "password", retryAfterMs }) : undefined
}

export const missed = (state: Attempt, { at }: Extract<AttemptEvent, { readonly _tag: "PasswordMissed" }>): void => {
  state.guesses = [...(state.guesses ?? []).slice(1 - guesses.most), instant(at)]
}
