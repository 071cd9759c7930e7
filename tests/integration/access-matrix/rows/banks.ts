import type { World } from "../world.ts"
import { rest } from "../rest.ts"

const settings = {
  ...{ type: "quiz", title: "Check", passMark: "50", timeLimit: null, maxAttempts: null, review: true, counted: "best" }
}
const question = { kind: "true_false", id: "q1", prompt: "Is it?", marks: "1", correct: true }
const bank = {
  ...{ locale: "en", shuffleQuestions: false, questions: [question], pools: [{ name: "all", questions: ["q1"], pick: 1 }] }
}
const quiz = (world: World) => ({ params: { id: world.quiz } })

export const banks = rest(
  `
                        nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  banks.list            401     403    403     403       yes      404        403     403      403      403      403      yes
  banks.add             401     403    403     403       yes      404        403     403      403      403      403      yes
  banks.examine         401     403    403     403       yes      yes        403     403      403      403      403      yes
  banks.read            401     403    403     403       yes      404        403     403      403      403      403      yes
  banks.change          401     403    403     403       yes      404        403     403      403      403      403      yes
  banks.replace         401     403    403     403       yes      404        403     403      403      403      403      yes
  banks.arrange         401     403    403     403       yes      404        403     403      403      403      403      yes
  banks.setQuestion     401     403    403     403       yes      404        403     403      403      403      403      yes
  banks.removeQuestion  401     403    403     403       yes      404        403     403      403      403      403      yes
  banks.retire          401     403    403     403       yes      404        403     403      403      403      403      yes
  banks.revisions       401     403    403     403       yes      404        403     403      403      403      403      yes
  banks.revision        401     403    403     403       yes      404        403     403      403      403      403      yes
  banks.preview         401     403    403     403       yes      404        403     403      403      403      403      yes
`,
  {
    "banks.list": (world) => ({ params: { id: world.course } }),
    "banks.add": (world) => ({ params: { id: world.course }, body: { module_id: null, settings, bank } }),
    "banks.examine": () => ({ body: { settings, bank } }),
    "banks.read": quiz,
    "banks.change": (world) => ({ ...quiz(world), body: { description: "Read twice." } }),
    "banks.replace": (world) => ({ ...quiz(world), body: bank }),
    "banks.arrange": (world) => ({ ...quiz(world), body: { shuffleQuestions: false } }),
    "banks.setQuestion": (world) => ({ params: { id: world.quiz, question: "q1" }, body: { question } }),
    "banks.removeQuestion": (world) => ({ params: { id: world.quiz, question: "q1" } }),
    "banks.retire": quiz,
    "banks.revisions": quiz,
    "banks.revision": (world) => ({ params: { id: world.quiz, number: 1 } }),
    "banks.preview": (world) => ({ ...quiz(world), body: {} })
  }
)
