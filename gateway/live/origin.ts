/** Where a connection comes from: the page that opened it, and the address it is counted under. */

/**
 * Whether a page of this origin may connect. A browser always names the origin, and lets any page open a WebSocket
 * to anywhere; programs name none and have no other page's log-in to misuse.
 */
export const isOriginAllowed = (
  origin: string | undefined,
  host: string | undefined,
  allowed: ReadonlyArray<string>
): boolean => {
  if (origin === undefined || allowed.includes(origin)) return true
  if (!URL.canParse(origin)) return false
  return host !== undefined && new URL(origin).host === host.toLowerCase()
}

/** The name an address is counted under: whoever has one IPv6 address usually has its whole /64. */
export const addressName = (address: string): string => {
  if (!address.includes(":")) return address
  const groups = address.toLowerCase().split(":")
  const isMapped = address.includes(".") || (groups.length === 8 && groups[5] === "ffff")
  return isMapped ? address : groups.slice(0, 4).join(":")
}
