/** The demo's lines: when, who, what. Colour only where somebody looks at a terminal that wants it. */

export type Voice = "stage" | "learner" | "phone" | "proctor" | "wall" | "teacher" | "board"

const colours: Readonly<Record<Voice, number>> = {
  stage: 1,
  learner: 36,
  phone: 96,
  proctor: 35,
  wall: 95,
  teacher: 33,
  board: 93
}

export interface Terminal {
  readonly say: (voice: Voice, text: string) => void
  readonly act: (title: string) => void
}

export const terminal = (out: NodeJS.WriteStream): Terminal => {
  const colourful = out.isTTY && process.env["NO_COLOR"] === undefined && process.env["TERM"] !== "dumb"
  const paint = (code: number, text: string) => (colourful ? `\u001b[${code}m${text}\u001b[0m` : text)
  const began = performance.now()
  const since = () => `${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s`
  return {
    say: (voice, text) => void out.write(`  ${paint(2, since())}  ${paint(colours[voice], voice.padEnd(8))} ${text}\n`),
    act: (title) => void out.write(`\n${paint(1, title)}\n`)
  }
}

/** `29:07`: minutes and seconds, the begun second counted, as on an exam's clock. */
export const clockFace = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000)
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`
}

export const bar = (done: number, of: number, width = 20): string => {
  const filled = of === 0 ? 0 : Math.round((done / of) * width)
  return `[${"#".repeat(filled)}${".".repeat(width - filled)}]`
}
