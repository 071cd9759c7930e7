import type { GroupWords } from "./words.ts"

const admins = "For administrators."

export const organisations: GroupWords = {
  list: { summary: "List the organisations", description: `${admins} By name, with how many belong to each and consent.` },
  add: { summary: "Make an organisation", description: `${admins} One name is one organisation, however it is capitalised.` },
  read: {
    summary: "Read an organisation",
    description:
      "For its representatives and administrators. `members` less `consenting` are those of whom only the number is shown."
  },
  roster: {
    summary: "List the members who consent",
    description: "For representatives of the organisation and administrators. Who does not consent is not named."
  },
  progress: {
    summary: "Read the progress of members who consent",
    description:
      "For representatives of the organisation and administrators. A row for each enrolment, of one `course` where asked for."
  },
  addMember: {
    summary: "Make somebody a member",
    description: `${admins} Somebody is a member of one organisation at most; coming from another withdraws the consent given there.`
  },
  removeMember: { summary: "End a membership", description: `${admins} Withdraws the consent that was given with it.` },
  addRepresentative: {
    summary: "Make somebody a representative",
    description: `${admins} Somebody with the role \`corporate\` represents one organisation at most.`
  },
  removeRepresentative: {
    summary: "End a representation",
    description: `${admins} To who represents it no more the organisation does not exist from then on.`
  },
  mine: {
    summary: "Read where one belongs",
    description: "Null for who belongs nowhere. With the text that is consented to, and the consent where it was given."
  },
  consent: {
    summary: "Consent to be shown",
    description: "`text_version` is the text that was shown, and has to be the one in force. Kept with its time.",
    body: { text_version: 1 }
  },
  withdrawConsent: {
    summary: "Withdraw one's consent",
    description: "From then on representatives are shown nothing of oneself but the number."
  }
}
