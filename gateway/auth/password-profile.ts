/**
 * What is asked of a password, and how often one may be tried. The default follows NIST SP 800-63B: length, a list of
 * breached passwords, no rules of composition. `dod` is for installations that have to meet a STIG as well.
 */
import { Config } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { minutes, type Millis } from "../../protocol/time.ts"

export interface PasswordProfile {
  /** In characters, each of Unicode's counting as one. */
  readonly shortest: number
  /** Needs capital and small letters, a digit and something else. */
  readonly composed: boolean
  /** Of an account from an address: so many wrong ones within `window`, then none for as long. */
  readonly tries: { readonly most: number; readonly window: Millis }
}

/** Shorter than this is refused by every profile. */
export const shortestAllowed = 8

const profiles = {
  default: { shortest: shortestAllowed, composed: false, tries: { most: 10, window: minutes(15) } },
  dod: { shortest: 15, composed: true, tries: { most: 3, window: minutes(15) } }
} as const satisfies Record<string, PasswordProfile>

export const passwordProfile: Config.Config<PasswordProfile> = Config.Literals(["default", "dod"], "STOA_PASSWORD_PROFILE").pipe(
  Config.withDefault("default" as const),
  Config.map((name) => profiles[name])
)

/** The same password typed on another system may come in other code points; RFC 8265 and NIST ask for one form. */
export const normalised = (password: string): string => password.normalize("NFKC")

/** As the list of breached passwords has its entries. */
export const folded = (password: string): string => normalised(password).toLowerCase()

const kinds = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u]

const weak = (message: string): Refusal => refuse("weak_password", { field: "password", message })

/** Why a password is not taken, if it is not. `isBreached` is asked about the folded password. */
export const weaknessOf = (
  profile: PasswordProfile,
  isBreached: (folded: string) => boolean,
  password: string,
  email: string
): Refusal | undefined => {
  const kept = normalised(password)
  if ([...kept].length < profile.shortest)
    return weak(`The password is too short. Choose one of at least ${profile.shortest} characters.`)
  if (profile.composed && !kinds.every((kind) => kind.test(kept)))
    return weak("The password needs capital and small letters, a digit and another character. Choose one with all four.")
  const lower = folded(password)
  const address = folded(email)
  const [name = ""] = address.split("@")
  if (isBreached(lower) || lower === address || lower === name)
    return weak("This password is among the first to be guessed. Choose another one.")
  return undefined
}
