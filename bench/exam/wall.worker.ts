/**
 * A proctor with the real SDK, who watches the wall. Every feed frame is looked at on its way in, since rows as the
 * SDK shows them don't carry the sequence by which they are found in the journal; the time is taken after the SDK has applied
 * it and told its watcher.
 */
import { createInterface } from "node:readline"
import { Schema } from "effect"
import type { OpenSocket } from "../../client/index.ts"
import { StoaClient } from "../../client/index.ts"
import { socketIo } from "../../client/socket-io.ts"
import { SittingId } from "../../protocol/ids.ts"
import { FeedFrame } from "../../protocol/live.ts"
import { epochMs, say } from "../generator.ts"
import { WallJob } from "./job.ts"

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const firstLine: unknown = (await input.next()).value
const job = Schema.decodeUnknownSync(Schema.fromJsonString(WallJob))(firstLine)
const decodeFrame = Schema.decodeUnknownSync(FeedFrame)
const mostExamples = 10

const applied: Array<{ readonly attemptId: number; readonly seq: number; readonly at: number }> = []
const examples: Array<string> = []
let errors = 0
let told = 0
let frames = 0
let watching = false

const tapped =
  (open: OpenSocket): OpenSocket =>
  (handshake, handlers) =>
    open(handshake, {
      ...handlers,
      received: (event, payload) => {
        const before = told
        handlers.received(event, payload)
        if (event !== "feed" || told === before) return
        const at = epochMs()
        frames++
        for (const { key, seq } of decodeFrame(payload).rows) applied.push({ attemptId: Number(key), seq, at })
      }
    })

const client = new StoaClient({ url: job.url, socket: tapped(socketIo(job.url)) })
await client.login(job.email, job.password)
await client.connect()
client.wall(SittingId.make(job.sittingId)).watch((watched) => {
  told++
  if (watched._tag === "Shown" && watched.live && !watching) {
    watching = true
    say("watching")
  }
  if (watched._tag !== "Refused") return
  errors++
  if (examples.length < mostExamples) examples.push(`the wall: ${watched.error.message}`)
})
await input.next()
client.close()
say("finding", { applied, frames, errors, examples })
process.exit(0)
