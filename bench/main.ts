/** `npm run bench -- <name> [options]`: what can be measured, each in a folder of its own. */
import { parseArgs } from "node:util"
import { ceiling } from "./ceiling/ceiling.ts"
import { runCrash } from "./crash/crash.ts"
import { isFaultless, runExam } from "./exam/exam.ts"
import { runLive } from "./live/live.ts"
import { progress, report } from "./report.ts"
import { runRest } from "./rest/rest.ts"
import { runWall } from "./wall/wall.ts"
import { runRoom } from "./room/room.ts"

const usage = `usage: npm run bench -- <name> [options]

  ceiling   how near Stoa comes to what transport and durability allow
            --connections 500  --rounds 3  --seconds 8  --only stoa  --profile <folder>

  crash     whether anything acknowledged is lost or done twice when engine and database are killed
            --rounds 20  --learners 64  --seed <number>

  exam      whether exams that end in one second, and in one instant, end on time, with every answer judged by when it was received
            --attempts 500  --crash  --seconds <from the beginning of a round to its bell>  --profile <folder>

  live      how soon an answer is stored and acknowledged in a full exam hall (bench/live/mix.ts)
            --learners 500  --seconds 30  --seed <number>  --profile <folder>

  rest      how soon REST answers a school that looks around, reads and studies, beside a plain Fastify server
            --users 500  --rounds 3  --seconds 10  --seed <number>  --profile <folder>

  room      how soon the exam room can be used on a slowed machine, with nothing in the browser's cache
            --rounds 5

  wall      how much of a browser's main thread a proctor's wall takes while every row of it changes five times a second
            --rows 500  --updates 5  --seconds 60  --seed <number>

  --json    one JSON object as the last line of standard output
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    connections: { type: "string", default: "500" },
    attempts: { type: "string" },
    crash: { type: "boolean", default: false },
    rounds: { type: "string" },
    rows: { type: "string" },
    updates: { type: "string" },
    seconds: { type: "string" },
    learners: { type: "string" },
    users: { type: "string" },
    seed: { type: "string" },
    profile: { type: "string" },
    only: { type: "string" }
  }
})

/** A whole number from 1, or an end with the usage. */
const count = (given: string | undefined, otherwise: number): number => {
  const number = given === undefined ? otherwise : Number(given)
  if (Number.isInteger(number) && number >= 1) return number
  process.stderr.write(usage)
  process.exit(2)
}

const someSeed = 1 + Math.floor(Math.random() * 0x7fffffff)

switch (positionals[0]) {
  case "ceiling":
    await ceiling({
      connections: count(values.connections, 500),
      rounds: count(values.rounds, 3),
      seconds: count(values.seconds, 8),
      json: values.json,
      profile: values.profile,
      only: values.only
    })
    break
  case "live": {
    const findings = await runLive({
      learners: count(values.learners, 500),
      seconds: count(values.seconds, 30),
      seed: count(values.seed, someSeed),
      profile: values.profile
    })
    if (findings === undefined) process.exit(1)
    report({ ...findings }, values.json)
    if (findings.errors > 0) process.exit(1)
    break
  }
  case "rest": {
    const findings = await runRest({
      users: count(values.users, 500),
      rounds: count(values.rounds, 3),
      seconds: count(values.seconds, 10),
      seed: count(values.seed, someSeed),
      profile: values.profile
    })
    if (findings === undefined) process.exit(1)
    report({ ...findings }, values.json)
    if (findings.errors > 0) process.exit(1)
    break
  }
  case "wall": {
    const findings = await runWall({
      rows: count(values.rows, 500),
      updatesPerS: count(values.updates, 5),
      seconds: count(values.seconds, 60),
      seed: count(values.seed, someSeed)
    })
    report({ ...findings }, values.json)
    break
  }
  case "crash": {
    const findings = await runCrash({
      rounds: count(values.rounds, 20),
      learners: count(values.learners, 64),
      seed: count(values.seed, someSeed),
      loadMs: [500, 4_000]
    })
    report({ ...findings }, values.json)
    if (findings.lost + findings.duplicated + findings.shownNotStored + findings.errors > 0) process.exit(1)
    break
  }
  case "exam": {
    try {
      const findings = await runExam({
        attempts: count(values.attempts, 500),
        seconds: values.seconds === undefined ? undefined : count(values.seconds, 60),
        crash: values.crash,
        profile: values.profile
      })
      report({ ...findings }, values.json)
      if (!isFaultless(findings, count(values.attempts, 500))) process.exit(1)
    } catch (error) {
      progress(`The exam bench failed: ${error instanceof Error ? error.message : String(error)}`)
      process.exit(1)
    }
    break
  }
  case "room":
    report({ ...(await runRoom({ rounds: count(values.rounds, 5) })) }, values.json)
    break
  default:
    process.stderr.write(usage)
    process.exit(2)
}
process.exit(0)
