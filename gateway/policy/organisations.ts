/** Who may ask for what about organisations. */
import type { Rows, Rule } from "./rule.ts"

const representative: Rule = ["organisation:view_progress@organisation"]

export const organisationsRoutes: Rows = {
  "organisations.list": ["*"],
  "organisations.add": ["*"],
  "organisations.read": representative,
  "organisations.roster": representative,
  "organisations.progress": representative,
  "organisations.addMember": ["*"],
  "organisations.removeMember": ["*"],
  "organisations.addRepresentative": ["*"],
  "organisations.removeRepresentative": ["*"],
  "organisations.mine": "anyone",
  "organisations.consent": "anyone",
  "organisations.withdrawConsent": "anyone"
}
