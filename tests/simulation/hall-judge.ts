/**
 * What must hold when a hall has come to rest, worked out anew from what everybody was answered: nothing here asks the
 * actors' own functions what the time was, which device held an attempt or what an action should have done.
 */
import type { Outcome } from "../../engine/engine.ts"
import { actorKey, actorRef } from "../../protocol/ids.ts"
import type { Asked, Hall } from "./hall.ts"
import { examRef, limitMs, sittingId } from "./hall-people.ts"

type Done = Extract<Outcome, { readonly _tag: "Done" }>
interface Answered extends Asked {
  readonly done: Done
}

type Span = readonly [from: number, until: number]

/** The length of the union of spans, by sweeping over their ends. */
const unionOf = (spans: ReadonlyArray<Span>, from: number, until: number): number => {
  const ends = spans
    .flatMap(([a, b]) => [
      { at: Math.min(Math.max(a, from), until), step: 1 },
      { at: Math.min(Math.max(b, from), until), step: -1 }
    ])
    .toSorted((a, b) => a.at - b.at || b.step - a.step)
  let depth = 0
  let length = 0
  let since = from
  for (const { at, step } of ends) {
    if (depth > 0) length += at - since
    since = at
    depth += step
  }
  return length
}

const tagged = (value: unknown): value is { readonly _tag: string } & Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && "_tag" in value && typeof value._tag === "string"

const eventsOf = (hall: Hall, actor: string) =>
  hall.storage
    .rowsOf(actor)
    .flatMap(({ seq, at, events }) => events.filter(tagged).map((event) => ({ seq, at: Number(at), event })))

const acceptedOf = (hall: Hall, actor: string): ReadonlyArray<Answered> =>
  hall.asked
    .flatMap((asked) =>
      asked.outcome?._tag === "Done" && actorKey(asked.to) === actor ? [{ ...asked, done: asked.outcome }] : []
    )
    .toSorted((a, b) => a.done.seq - b.done.seq)

interface Told {
  readonly at: number
  readonly event: { readonly _tag: string }
}

/** From pairs of what happened: opened by one, closed by the other. */
const spansOf = (events: ReadonlyArray<Told>, opens: string, closes: string): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  let since: number | undefined
  for (const { at, event } of events) {
    if (event._tag === opens) since = at
    // What held an attempt when it was terminated holds it no longer.
    const isOver = event._tag === closes || event._tag === "Terminated"
    if (!isOver || since === undefined) continue
    spans.push([since, at])
    since = undefined
  }
  return since === undefined ? spans : [...spans, [since, Number.POSITIVE_INFINITY]]
}

const numberOf = (value: unknown): number => (typeof value === "number" ? value : Number.NaN)

/** The events of all attempts and of the room, by name: whether histories go where they should. */
export const happened = (hall: Hall): ReadonlySet<string> =>
  new Set(
    [actorKey(examRef), ...hall.storage.table("attempts").map(({ id }) => `attempt/${String(id)}`)].flatMap((actor) =>
      eventsOf(hall, actor).map(({ event }) => event._tag)
    )
  )

export const judge = (hall: Hall): ReadonlyArray<string> => {
  const wrong: Array<string> = hall.violations.map((violation) => JSON.stringify(violation) ?? String(violation))
  const say = (sentence: string): void => {
    wrong.push(sentence)
  }
  if (hall.unanswered > 0) say(`${hall.unanswered} commands were never answered`)
  const roomPauses = spansOf(eventsOf(hall, actorKey(examRef)), "RoomPaused", "RoomResumed")
  for (const row of hall.storage.table("attempts")) judgeAttempt(hall, row, roomPauses, say)
  judgeActions(hall, say)
  return wrong
}

const judgeAttempt = (
  hall: Hall,
  row: Readonly<Record<string, unknown>>,
  roomPauses: ReadonlyArray<Span>,
  say: (sentence: string) => void
): void => {
  const key = actorKey(actorRef("attempt", numberOf(row["id"])))
  const events = eventsOf(hall, key)
  const accepted = acceptedOf(hall, key)
  const of = (tag: string) => events.filter(({ event }) => event._tag === tag)

  // Rows and sequence: what was acknowledged is there, once.
  for (const { command, done } of accepted) {
    const stored = hall.storage.rowsOf(key).filter(({ seq }) => seq === done.seq)
    if (stored.length !== 1)
      say(`${key}: ${command._tag} was acknowledged as row ${done.seq}, which is there ${stored.length} times`)
  }

  // S9: only the device that holds the attempt writes.
  let holder: string | undefined
  for (const { command, hand } of accepted) {
    if (command._tag === "Begin" || command._tag === "TakeOver") holder = hand.device
    if ((command._tag === "SaveAnswer" || command._tag === "Submit") && hand.device !== holder) {
      say(`S9 ${key}: ${hand.device} wrote while ${holder} held the attempt`)
    }
  }

  // T1, T5, T6, T8, T13: the time that was had is the time that was due.
  const [begun] = of("Begun")
  // By the clock, and not set going again since.
  const again = of("Reopened").at(-1)?.seq ?? 0
  const ended = of("Ended").findLast(({ seq }) => seq > again)
  const pausedBy = spansOf(events, "Paused", "Resumed")
  const lockedBy = spansOf(events, "Locked", "Cleared")
  const outages = of("Compensated").map(({ event }): Span => [numberOf(event["from"]), numberOf(event["until"])])
  if (begun !== undefined && ended !== undefined) {
    const start = begun.at
    const end = numberOf(ended.event["at"])
    const reopened = of("Reopened").map(({ event, at }): Span => [numberOf(event["from"]), at])
    const granted = [...of("Extended"), ...of("Reopened")].reduce((sum, { event }) => sum + numberOf(event["ms"]), 0)
    const stood = unionOf(
      [...pausedBy, ...lockedBy, ...roomPausesFor(hall, key, roomPauses), ...outages, ...reopened],
      start,
      end
    )
    const factor = factorOf(hall, key)
    if (end - start - stood !== Math.ceil(limitMs * factor) + granted) {
      say(
        `T1 ${key}: began at ${start}, ended at ${end}, stood still for ${stood}: had ${end - start - stood} ms of ${limitMs} × ${factor} + ${granted}`
      )
    }
  }
  // An end that was noticed later, by another life perhaps, is stamped with the deadline; when it was stored says nothing.
  const noticed = ended !== undefined && ended.at - numberOf(ended.event["at"]) <= unremarkable
  if (begun !== undefined && ended !== undefined && noticed)
    judgePassing(hall, key, again === 0 ? begun.seq : again, ended.seq, outages, say)
  const ids = of("Compensated").map(({ event }) => event["outageId"])
  if (new Set(ids).size !== ids.length) say(`T13 ${key}: an outage was given back twice`)

  // T5, T7: what was received by the deadline counts, and nothing else.
  for (const { command, done, receivedAt: tries } of accepted) {
    if (command._tag !== "SaveAnswer" || !tagged(command)) continue
    // It took effect as the try that was stored, whichever of its repeats was answered.
    const receivedAt = hall.storage.rowsOf(key)[done.seq - 1]?.receivedAt ?? Number.NaN
    if (!tries.some((each) => each === receivedAt)) say(`T5 ${key}: row ${done.seq} was received at ${receivedAt}, with no try`)
    const counted = Reflect.get(Object(done.reply), "counted")
    const over = of("Ended").findLast(({ seq }) => seq <= done.seq)
    const revived = of("Reopened").some(({ seq }) => over !== undefined && seq > over.seq && seq < done.seq)
    if (counted === true && over !== undefined && !revived && receivedAt > numberOf(over.event["at"])) {
      say(`T5 ${key}: an answer received at ${receivedAt} counted though it ended at ${numberOf(over.event["at"])}`)
    }
    // Where the engine began anew by a clock that had been set back, when nobody's time ran, what is over stays over.
    const earlier = events.filter(({ seq }) => seq < done.seq).map(({ seq }) => hall.aheadOf.get(`${key} ${seq}`) ?? 0)
    if ((hall.aheadOf.get(`${key} ${done.seq}`) ?? 0) < Math.max(...earlier) - unremarkable) continue
    if (counted === false && (over === undefined || receivedAt <= numberOf(over.event["at"]))) {
      say(`T5 ${key}: an answer received at ${receivedAt} did not count though the attempt was not over`)
    }
  }

  // S7: what the learner has is what the attempt's state gives.
  const userId = numberOf(row["user_id"])
  const completed = hall.storage.table("course_enrollments").find((each) => each["user_id"] === userId)?.["completed_at"]
  const gives = row["status"] === "verified" || row["status"] === "graded"
  if (gives && typeof completed !== "string") say(`S7 ${key} is ${String(row["status"])} and its course is not complete`)
  if (!gives && row["status"] !== "under_review" && typeof completed === "string") {
    say(`S7 ${key} is ${String(row["status"])} and its course is complete`)
  }

  // W5: the wall that anybody comes back to is the attempt as it is.
  const shown = hall.storage
    .table("wall_rows")
    .find((each) => each["group_id"] === sittingId && each["key"] === String(row["id"]))?.["row"]
  if (shown === undefined) say(`W5 ${key} is not on the wall`)
  else if (Reflect.get(Object(shown), "state") !== row["status"]) {
    say(`W5 ${key} is ${String(row["status"])} and on the wall ${String(Reflect.get(Object(shown), "state"))}`)
  }
}

/** What starting, and nodes that are not quite of one mind, may come to. */
const unremarkable = 3_000

/**
 * The engine's time and the world's run alike while somebody sits an exam, whatever the database's clock is set to: it gains
 * no more than was given back as an outage, and loses no more than nobody could be served for.
 */
const judgePassing = (
  hall: Hall,
  key: string,
  begun: number,
  ended: number,
  outages: ReadonlyArray<Span>,
  say: (sentence: string) => void
): void => {
  const [before, after] = [hall.aheadOf.get(`${key} ${begun}`), hall.aheadOf.get(`${key} ${ended}`)]
  // Stored, and the node died of it.
  if (before === undefined || after === undefined) return
  const gained = after - before
  const given = unionOf(outages, 0, Number.MAX_SAFE_INTEGER)
  const owed = hall.compensate || hall.away === 0
  if (owed && gained > given + unremarkable) say(`T13 ${key}: time ran ahead by ${gained} ms and ${given} were given back`)
  if (gained < -hall.away - unremarkable) say(`T13 ${key}: time stood still for ${-gained} ms while it was served`)
}

/** A room's pause reaches an attempt when it is told; one that was over by then has had its time. */
const roomPausesFor = (hall: Hall, key: string, roomPauses: ReadonlyArray<Span>): ReadonlyArray<Span> => {
  const events = eventsOf(hall, key)
  const has = (part: unknown, from: number): boolean => (JSON.stringify(part) ?? "").includes(`"from":${from}`)
  return roomPauses.filter(([from]) =>
    events.some(({ event, seq }) => {
      if (event._tag === "Begun") return has(event["ledger"], from)
      if (event._tag !== "RoomChanged") return false
      // What was told to an attempt that was over counts once it is reopened: it goes on in the room as the room is then.
      const reopened = events.some((later) => later.event._tag === "Reopened" && later.seq > seq)
      return has(event["ledger"], from) || (reopened && has(event["room"], from))
    })
  )
}

/** By the ledger that was last told: terms are resolved by the exam, applied here. */
const factorOf = (hall: Hall, key: string): number => {
  let factor = "1"
  for (const { event } of eventsOf(hall, key)) {
    if (event._tag !== "Begun" && !(event._tag === "RoomChanged" && "ledger" in event)) continue
    factor = String(Reflect.get(Object(event["ledger"]), "factor"))
  }
  return Number(factor)
}

/** Every attempt that an action was for carried it out or refused it, once. */
const judgeActions = (hall: Hall, say: (sentence: string) => void): void => {
  const orders = acceptedOf(hall, actorKey(examRef)).filter(({ command }) => command._tag === "Act")
  for (const { command, done } of orders) {
    const actionId = String(Reflect.get(command, "actionId"))
    const targets = numberOf(Reflect.get(Object(done.reply), "targets"))
    const answers = hall.storage
      .table("attempts")
      .flatMap(({ id }) =>
        eventsOf(hall, `attempt/${String(id)}`).filter(({ event }) => event._tag === "Answered" && event["actionId"] === actionId)
      )
    if (answers.length !== targets) say(`action ${actionId} was for ${targets} attempts and answered by ${answers.length}`)
  }
}
