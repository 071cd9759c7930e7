/**
 * What Stoa's exam answer is held against: socket.io on uWebSockets.js with nothing behind it (`echo`), and the same
 * with a bare group-committed insert (`durable`): whatever waits goes into one statement, one statement per lane at a
 * time. Both send what Stoa sends for an answer: the acknowledgement, and the change to the taker's own view.
 *
 * Run as `baseline-server.ts echo` or `baseline-server.ts durable <lanes>`, with `DATABASE_URL` for the latter. Prints
 * `ready <port>`.
 */
import postgres from "postgres"
import { Server } from "socket.io"
import uWS from "uWebSockets.js"

interface Waiting {
  readonly sender: string
  readonly n: number
  readonly body: string
  readonly done: (seq: number) => void
}

/** Commits what waits in one statement, and what came in meanwhile in the next. */
class InsertLane {
  readonly #sql: postgres.Sql
  #waiting: Array<Waiting> = []
  #running = false
  #seq = 0

  constructor(sql: postgres.Sql) {
    this.#sql = sql
  }

  push(row: Waiting): void {
    this.#waiting.push(row)
    if (this.#running) return
    this.#running = true
    setImmediate(() => void this.#turn())
  }

  async #turn(): Promise<void> {
    const sql = this.#sql
    while (this.#waiting.length > 0) {
      const rows = this.#waiting
      this.#waiting = []
      await sql`insert into bare_journal (sender, n, body)
        select * from unnest(${rows.map(({ sender }) => sender)}::text[], ${rows.map(({ n }) => n)}::bigint[], ${rows.map(({ body }) => body)}::text[])`
      for (const row of rows) row.done(++this.#seq)
    }
    this.#running = false
  }
}

const lanesOf = async (count: number): Promise<ReadonlyArray<InsertLane>> => {
  const sql = postgres(process.env["DATABASE_URL"] ?? "", { max: count, onnotice: () => {} })
  await sql`select pg_advisory_lock(7001)`
  await sql`create table if not exists bare_journal (sender text, n bigint, body text, primary key (sender, n))`
  await sql`select pg_advisory_unlock(7001)`
  return Array.from({ length: count }, () => new InsertLane(sql))
}

const [mode, laneCount] = process.argv.slice(2)
const lanes = mode === "durable" ? await lanesOf(Number(laneCount ?? 2)) : []

const app = uWS.App()
const io = new Server({ transports: ["websocket"], allowUpgrades: false })
io.attachApp(app)

let connections = 0
io.on("connection", (socket) => {
  const lane = lanes[connections++ % Math.max(1, lanes.length)]
  let seq = 0
  socket.on("command", (frame, acknowledge) => {
    const at = Date.now()
    const answer = () => {
      seq++
      const actor = `attempt/${frame.to.id}`
      acknowledge({ _tag: "Accepted", seq, at, reply: { savedAt: at, counted: true } })
      socket.emit("publication", {
        actor,
        audience: "taker",
        generation: "00000000",
        prev: seq - 1,
        seq,
        at,
        patch: { answered: 1, answers: { [frame.command.question]: { response: frame.command.response, savedAt: at } } }
      })
    }
    if (lane === undefined) answer()
    else lane.push({ sender: `${frame.id.sender}${socket.id}`, n: frame.id.n, body: JSON.stringify(frame.command), done: answer })
  })
})

app.listen("127.0.0.1", 0, (listening) => {
  if (listening === false) throw new Error("no port could be opened")
  process.stdout.write(`ready ${uWS.us_socket_local_port(listening)}\n`)
})

process.on("SIGTERM", () => process.exit(0))
