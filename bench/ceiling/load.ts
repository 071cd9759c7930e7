/** The load of one round: generators that together hold the connections, and begin and end together. */
import { Schema } from "effect"
import { projectPath } from "../../engine/project.ts"
import { startGenerator } from "../generator.ts"
import { Finding, type Job } from "./job.ts"

/** Two, since the echo alone answers more than one process can ask. */
const generators = 2

const decodeFinding = Schema.decodeUnknownSync(Schema.fromJsonString(Finding))

export interface Load<Seen> {
  /** What `look` saw when the first generator began to count, and when the last had ended. */
  readonly before: Seen
  readonly after: Seen
  readonly acked: number
  readonly refused: number
  readonly elapsedMs: number
  /** Of the busiest generator: the part of a core that it used, 0–1. */
  readonly share: number
}

export const applyLoad = async <Seen>(job: Job, look: () => Seen): Promise<Load<Seen>> => {
  const seen: Array<Seen> = []
  let connected = 0
  let measuring = 0
  let measured = 0
  const started = Array.from({ length: generators }, (_, index) => {
    const part = { ...job, tokens: job.tokens.filter((_token, place) => place % generators === index) }
    let tell: (line: string) => void = () => {}
    const result = new Promise<Finding>((resolve, reject) => {
      const generator = startGenerator(
        projectPath("dist", "bench", "ceiling", "generator.worker.js"),
        part,
        (name, json) => {
          if (name === "connected" && ++connected === generators) for (const one of started) one.tell("begin")
          if (name === "measuring" && ++measuring === 1) seen.push(look())
          if (name !== "result") return
          if (++measured === generators) seen.push(look())
          resolve(decodeFinding(json))
        },
        (code) => reject(new Error(`a generator ended with ${code}`))
      )
      tell = generator.tell
    })
    return { tell, result }
  })
  const findings = await Promise.all(started.map(({ result }) => result))
  const [before, after] = seen
  if (before === undefined || after === undefined) throw new Error("no generator began to count")
  return {
    before,
    after,
    acked: findings.reduce((sum, { acked }) => sum + acked, 0),
    refused: findings.reduce((sum, { refused }) => sum + refused, 0),
    elapsedMs: Math.max(...findings.map(({ elapsedMs }) => elapsedMs)),
    share: Math.max(...findings.map(({ generatorCpuUs, elapsedMs }) => generatorCpuUs / 1_000 / elapsedMs))
  }
}
