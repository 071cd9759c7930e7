import type { GroupWords } from "./words.ts"

const codes = { recovery_codes: ["k3vd-9xwm-a0tz-71pc", "h2rn-ty6b-qc48-zz0e"] }

export const mfa: GroupWords = {
  logIn: {
    summary: "Log in with a code",
    description:
      "The second step, where `login` answered `mfa_required`: its challenge, within five minutes, with six digits of the device or a " +
      "recovery code. Each code is good once."
  },
  state: {
    summary: "See one's second factor",
    description: "Whether there is one, whether the role needs one, and what is left."
  },
  enrol: {
    summary: "Begin a second factor",
    description:
      "Answers the secret, once: as an address for a QR code, and to type. It is asked for only after `confirm`; until then it can be begun anew.",
    data: {
      secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
      otpauth_uri: "otpauth://totp/Stoa:mira%40academy.example?issuer=Stoa&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    }
  },
  confirm: {
    summary: "Confirm the second factor",
    description: "With a code that the device shows. Answers ten recovery codes, once; each is good once.",
    body: { code: "492039" },
    data: codes
  },
  recoveryCodes: {
    summary: "Get new recovery codes",
    description: "In the place of all the old ones, for a code.",
    body: { code: "492039" },
    data: codes
  },
  disable: {
    summary: "Disable the second factor",
    description: "Takes password and code. Where the role needs one it is refused; an administrator can reset it.",
    body: { password: "a long walk by the sea", code: "492039" }
  },
  reset: {
    summary: "Reset somebody's second factor",
    description: "For administrators, when device and codes are lost. Ends the person's log-ins, and tells them by mail."
  },
  rotateKeys: {
    summary: "Have another key sign access tokens",
    description:
      "For administrators. Keys replace themselves; this is for when one was seen by others. With `forget` the keys before are believed no " +
      "longer, and every client renews its access.",
    body: { forget: true }
  }
}
