/** Ranges of addresses as people write them: `10.1.0.0/16`, `2001:db8::/32`; the database cuts off what is below the prefix. */
import { isIP } from "node:net"

export const isAddressRange = (range: string): boolean => {
  const [address = "", bits = "", ...more] = range.split("/")
  const family = isIP(address)
  return more.length === 0 && family !== 0 && /^[0-9]{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
}
