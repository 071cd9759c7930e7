/**
 * Where a request comes from. Behind a proxy every peer is the proxy, so `X-Forwarded-For` counts, but only where
 * STOA_TRUST_PROXY says that there is one, and only its last entry, which the proxy wrote itself: what stands before that
 * is the client's own claim.
 */

import { isIP } from "node:net"

/** As an account's owner would recognise it. */
export interface Origin {
  readonly address: string
  readonly userAgent: string
}

/** Raw address bytes of a connection, four or sixteen, as text; IPv4 in IPv6 clothing is IPv4. */
export const peerAddress = (raw: ArrayBuffer): string => {
  const bytes = new Uint8Array(raw)
  if (bytes.length === 4) return bytes.join(".")
  if (bytes.length !== 16) return "unknown"
  const mapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  if (mapped) return bytes.subarray(12).join(".")
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0))
  return groups.map((group) => group.toString(16)).join(":")
}

export const clientAddress = (peer: string, forwardedFor: string | undefined, trustProxy: boolean): string => {
  const forwarded = trustProxy ? forwardedFor?.split(",").at(-1)?.trim() : undefined
  return forwarded !== undefined && isIP(forwarded) !== 0 ? forwarded : peer
}
