import { live } from "../live.ts"
import type { World } from "../world.ts"

const to = (command: { readonly _tag: string; readonly [field: string]: unknown }) => (world: World) => ({
  to: { type: "attempt" as const, id: world.attempt },
  command
})
const reason = "As an example"
const at = Date.now()

export const liveAttempt = live(
  `
                           nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  attempt.Begin            401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempt.SaveAnswer       401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempt.TakeOver         401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempt.AcknowledgeTime  401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempt.ConfirmMessage   401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempt.RaiseHand        401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempt.ReportCheck      401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempt.ReportSignals    401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempt.Say              401     yes    404     404       yes      404        403     yes      404      403      403      yes
  attempt.Submit           401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempt.Decline          401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempt.Appeal           401     yes    404     404       403      403        403     403      403      403      403      seen
  attempt.Message          401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.Warn             401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.Pause            401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.Resume           401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.Extend           401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.Lock             401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.Clear            401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.Terminate        401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.Flag             401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.Unflag           401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.DecideLate       401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.Reopen           401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.RequestReview    401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.ProposeVerdict   401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.ConfirmVerdict   401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.ReturnVerdict    401     403    403     403       yes      404        403     yes      404      403      403      yes
  attempt.Void             401     403    403     403       403      403        403     403      403      403      403      yes
`,
  {
    "attempt.Begin": to({ _tag: "Begin", consented: true }),
    "attempt.SaveAnswer": to({ _tag: "SaveAnswer", question: "q", response: null }),
    "attempt.TakeOver": to({ _tag: "TakeOver", epoch: 1 }),
    "attempt.AcknowledgeTime": to({ _tag: "AcknowledgeTime", change: 1 }),
    "attempt.ConfirmMessage": to({ _tag: "ConfirmMessage", message: 1 }),
    "attempt.RaiseHand": to({ _tag: "RaiseHand", raised: true }),
    "attempt.ReportCheck": to({
      ...{ _tag: "ReportCheck", browser: "Node", roundTripMs: 20, clockOffsetMs: 3 },
      ...{ fullScreen: true, displays: 1, online: true }
    }),
    "attempt.ReportSignals": to({ _tag: "ReportSignals", from: at, to: at, signals: [] }),
    "attempt.Say": to({ _tag: "Say", text: "Is this on?" }),
    "attempt.Submit": to({ _tag: "Submit" }),
    "attempt.Decline": to({ _tag: "Decline" }),
    "attempt.Appeal": to({ _tag: "Appeal", text: "Look again." }),
    "attempt.Message": to({ _tag: "Message", text: "Good day" }),
    "attempt.Warn": to({ _tag: "Warn", text: "Good day" }),
    "attempt.Pause": to({ _tag: "Pause", reason }),
    "attempt.Resume": to({ _tag: "Resume" }),
    "attempt.Extend": to({ _tag: "Extend", ms: 60_000, reason }),
    "attempt.Lock": to({ _tag: "Lock", reason }),
    "attempt.Clear": to({ _tag: "Clear" }),
    "attempt.Terminate": to({ _tag: "Terminate", reason }),
    "attempt.Flag": to({ _tag: "Flag", note: reason }),
    "attempt.Unflag": to({ _tag: "Unflag", flag: 1, reason }),
    "attempt.DecideLate": to({ _tag: "DecideLate", question: "q", accept: false, reason }),
    "attempt.Reopen": to({ _tag: "Reopen", ms: 60_000, reason }),
    "attempt.RequestReview": to({ _tag: "RequestReview", reason }),
    "attempt.ProposeVerdict": to({ _tag: "ProposeVerdict", verdict: "verified", reason }),
    "attempt.ConfirmVerdict": to({ _tag: "ConfirmVerdict", verdict: "verified" }),
    "attempt.ReturnVerdict": to({ _tag: "ReturnVerdict", reason }),
    "attempt.Void": to({ _tag: "Void", reason })
  }
)
