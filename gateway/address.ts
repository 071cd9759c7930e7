/**
 * Where a request comes from. Behind a proxy every peer is the proxy, so its `X-Forwarded-For` is believed, but only
 * from peers named in STOA_PROXIES, and only the last entry that is not itself such a proxy: everything left of that was
 * written by the client and would let it choose its own rate limit.
 */
import { Config } from "effect"
import { BlockList, isIP, isIPv6 } from "node:net"

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

export type Proxies = (address: string) => boolean

/** Comma-separated addresses or networks (`10.0.0.0/8`); none by default. */
export const proxiesConfig = Config.String("STOA_PROXIES").pipe(
  Config.withDefault(""),
  Config.map((names): Proxies => {
    const list = new BlockList()
    for (const name of names.split(",").map((part) => part.trim())) {
      const [address = "", bits] = name.split("/")
      if (isIP(address) === 0) continue
      const family = isIPv6(address) ? "ipv6" : "ipv4"
      if (bits === undefined) list.addAddress(address, family)
      else list.addSubnet(address, Number(bits), family)
    }
    return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? "ipv6" : "ipv4")
  })
)

export const clientAddress = (peer: string, forwardedFor: string, proxies: Proxies): string => {
  if (forwardedFor === "" || !proxies(peer)) return peer
  const hops = forwardedFor.split(",").map((hop) => hop.trim())
  const client = hops.reverse().find((hop) => !proxies(hop))
  return client !== undefined && isIP(client) !== 0 ? client : peer
}

/** Whom a limit by address is about: an IPv6 customer has a whole /64 to draw from. */
export const limitKey = (address: string): string => (isIPv6(address) ? address.split(":").slice(0, 4).join(":") : address)
