/**
 * The one client of this page, and what of it all pages look at: who is logged in, and how the connection is. Everything is
 * read and done through the SDK; the pages know nothing of sockets, tokens or retries.
 *
 * Tokens and commands without an answer lie in IndexedDB, so a page that is reloaded, or a browser that is started again, goes
 * on where it was. Where the browser gives pages no locks (plain HTTP from another machine) each tab has to hold for itself.
 */
import { createSignal } from "solid-js"
import {
  acrossTabs,
  indexedStore,
  StoaClient,
  type StoaError,
  withinProcess,
  type Account,
  type ConnectionState,
  type Unsettled
} from "../../client/index.ts"
import { clearUnder, desks, keysUnder } from "../exam/desks.ts"

const locks: LockManager | undefined = navigator.locks

export const client = new StoaClient({
  url: location.origin,
  store: indexedStore(indexedDB),
  keepAttempts: true,
  exclusive: locks === undefined ? withinProcess() : acrossTabs(locks)
})

const [account, setAccount] = createSignal<Account>()
const [connection, setConnection] = createSignal<ConnectionState>({ _tag: "Offline" })
/** Handles can be had from `client`: it is logged in and has taken up this device. */
const [isOpen, setOpen] = createSignal(false)
/** It is known whether there is a log-in of an earlier page. */
const [isRestored, setRestored] = createSignal(false)
/** Why the log-in ended by itself; shown once, where one logs in again. */
const [ending, setEnding] = createSignal<StoaError>()
/** What the server has not answered for good, oldest first. */
const [unsettled, setUnsettled] = createSignal<ReadonlyArray<Unsettled>>([])

export { account, connection, ending, isOpen, isRestored, unsettled }

/** The role needs a second factor and there is none: nothing but its enrolment is open to this log-in. */
export const mustEnrol = (): boolean => {
  const state = connection()
  return state._tag === "Closed" && state.error.code === "mfa_enrolment_required"
}

/** Codes after which only a new log-in helps. */
const loggedOut: ReadonlySet<string> = new Set(["unauthenticated", "not_logged_in", "token_expired"])

client.onState((state) => {
  setConnection(state)
  if (state._tag !== "Closed" || !loggedOut.has(state.error.code)) return
  setEnding(state.error)
  setOpen(false)
  setAccount(undefined)
})
client.onUnsettled((waiting) => setUnsettled(waiting))

// A page that waits ten seconds after the cable is in again looks broken.
addEventListener("online", () => client.tryNow())

const open = async (who: Account | undefined): Promise<void> => {
  if (who !== undefined) await client.open()
  setEnding(undefined)
  setAccount(who)
  setOpen(who !== undefined)
}

/** Takes up the log-in of an earlier page. The connection comes by itself, now or later. One that can't be taken up is asked for. */
export const restore = async (): Promise<void> => {
  try {
    await open(await client.restore())
  } catch {
    // There is nothing else to do about it than to log in.
  } finally {
    setRestored(true)
  }
}

/** Fails with `mfa_code_missing` where the account has a second factor and no code was given. */
export const logIn = async (email: string, password: string, code?: string): Promise<void> =>
  open(await client.login(email, password, code === undefined ? undefined : async () => code))

/** `false`: the address has to be confirmed by mail first. */
export const register = async (registration: Parameters<StoaClient["register"]>[0]): Promise<boolean> => {
  const who = await client.register(registration)
  await open(who)
  return who !== undefined
}

/** Something was given here that the server does not have: it is asked about before a log-out. */
export const hasUnsent = (): boolean => unsettled().length > 0 || hasDrafts(account()?.id)

const hasDrafts = (person: number | undefined): boolean =>
  person !== undefined && keysUnder(`${desks}${person}/`).some((key) => key.includes("/drafts/"))

export const logOut = async (everywhere = false): Promise<void> => {
  const person = account()?.id
  setOpen(false)
  setAccount(undefined)
  // Whoever comes next to this browser finds no answers in the making; another person's are theirs.
  if (person !== undefined) clearUnder(`${desks}${person}/`)
  await client.logout(everywhere)
}

/** After the connection was closed for good here: replaced by another window, say. What comes of it is in `connection`, as ever. */
export const reconnect = (): void => void client.connect().catch(() => {})
