/** Whether an address lies in one of a sitting's ranges. Who can't be located is not inside any of them. */
import { BlockList, isIP } from "node:net"

const lists = new WeakMap<ReadonlyArray<string>, BlockList>()

const listOf = (ranges: ReadonlyArray<string>): BlockList => {
  const known = lists.get(ranges)
  if (known !== undefined) return known
  const list = new BlockList()
  for (const range of ranges) add(list, range)
  lists.set(ranges, list)
  return list
}

/** A range that can't be read lets nobody in, rather than everybody. */
const add = (list: BlockList, range: string): void => {
  const [network = "", prefix] = range.split("/")
  const version = isIP(network)
  if (version === 0) return
  const bits = prefix === undefined || !/^\d{1,3}$/.test(prefix) ? Number.NaN : Number(prefix)
  const family = version === 4 ? "ipv4" : "ipv6"
  if (prefix === undefined) list.addAddress(network, family)
  else if (bits <= (version === 4 ? 32 : 128)) list.addSubnet(network, bits, family)
}

/** A listening socket of both families tells IPv4 addresses as `::ffff:10.0.0.1`. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "")

export const isInside = (ranges: ReadonlyArray<string>, address: string | undefined): boolean => {
  if (ranges.length === 0) return true
  if (address === undefined) return false
  const bare = plain(address)
  const version = isIP(bare)
  return version !== 0 && listOf(ranges).check(bare, version === 4 ? "ipv4" : "ipv6")
}
