/**
 * Reads the event packets of a connection. socket.io could do it, but only by way of two ticks and an emitter, and
 * it answers what it cannot read by closing without a word; here a packet is either an event with its
 * acknowledgement number, or a stated reason why not.
 */

export interface Incoming {
  readonly event: unknown
  readonly body: unknown
  /** The number to acknowledge with; absent when no acknowledgement was asked for. */
  readonly id: number | undefined
  /** Its form is not allowed although it is JSON: it gets a refusal rather than a closed connection. */
  readonly fault: Fault | "form" | undefined
}

/** Deeper than any message of the protocol, and far from what could exhaust a stack. */
export const deepest = 16

type Fault = "deep" | "unstorable"

/** NUL and lone surrogates arrive as escapes only, so a packet without any is not searched for them. */
const faultOf = (value: unknown, levels: number, escapes: boolean): Fault | undefined => {
  if (typeof value === "string") return escapes && (value.includes("\u0000") || !value.isWellFormed()) ? "unstorable" : undefined
  if (typeof value !== "object" || value === null) return undefined
  if (levels === 0) return "deep"
  for (const key of Object.keys(value)) {
    const fault = (escapes && faultOf(key, 0, true)) || faultOf(Reflect.get(value, key), levels - 1, escapes)
    if (fault) return fault
  }
  return undefined
}

/** Whether a value has more levels of nesting than any message of the protocol. */
export const isTooDeep = (value: unknown): boolean => faultOf(value, deepest, false) === "deep"

const digit = (code: number): boolean => code >= 48 && code <= 57

/** `text` is a packet that starts with `2`, in the default namespace. `undefined`: not readable. */
export const readEvent = (text: string): Incoming | undefined => {
  let start = 1
  while (start < text.length && digit(text.charCodeAt(start))) start += 1
  if (start > 16) return undefined
  let args: unknown
  try {
    args = JSON.parse(text.slice(start))
  } catch {
    return undefined
  }
  const id = start === 1 ? undefined : Number(text.slice(1, start))
  if (!Array.isArray(args)) return undefined
  const fault = args.length === 2 ? faultOf(args, deepest, text.includes("\\u")) : "form"
  return { event: args[0], body: args[1], id, fault }
}
