/**
 * What an administrator may set while the program runs. Each setting has a Schema; the environment says what it is where
 * nobody has set it, and the default where the environment says nothing either.
 */
import { Schema } from "effect"
import { Role } from "./principal.ts"

/** How a value is written in the environment. */
const asWritten = (text: string): unknown => text
const listed = (text: string): unknown =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")

/** `https://school.example`, without a path; or `*`, for all. */
const Origin = Schema.String.check(Schema.isMaxLength(300), Schema.isPattern(/^(\*|https?:\/\/[^\s/?#,]+)$/))

const setting = <S extends Schema.Codec<unknown, unknown>>(
  value: S,
  more: {
    readonly default: S["Type"]
    readonly environment: string
    readonly read: (text: string) => unknown
    readonly description: string
  }
) => ({ value, ...more })

export const systemSettings = {
  registration: setting(Schema.Literals(["open", "closed"]), {
    default: "open",
    environment: "STOA_REGISTRATION",
    read: asWritten,
    description: "Whether people may make accounts for themselves."
  }),
  mfa_roles: setting(Schema.Array(Role).check(Schema.isUnique()), {
    default: [],
    environment: "STOA_MFA_REQUIRED",
    read: listed,
    description: "Roles that need a second factor to log in."
  }),
  cors_origins: setting(Schema.Array(Origin).check(Schema.isMaxLength(100), Schema.isUnique()), {
    default: [],
    environment: "STOA_CORS_ORIGINS",
    read: listed,
    description: "Origins whose pages may read REST's answers."
  })
} as const

export type SettingName = keyof typeof systemSettings
export type SettingValue<Name extends SettingName> = (typeof systemSettings)[Name]["value"]["Type"]

export const settingNames = Object.keys(systemSettings).filter((name): name is SettingName => name in systemSettings)
export const SettingName = Schema.Literals(settingNames)
