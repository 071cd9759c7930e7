/** A player without a screen: reads an HLS playlist and loads every segment, as hls.js would. */

export interface Played {
  readonly segments: number
  readonly bytes: number
  /** Length of the lesson in ms, as its playlist says. */
  readonly lengthMs: number
}

const load = async (url: URL, signal: AbortSignal): Promise<Response> => {
  const answer = await fetch(url, { signal })
  if (!answer.ok) throw new Error(`${url.pathname.split("/").at(-1)} was answered with ${answer.status}`)
  return answer
}

export const playVideo = async (address: URL, signal: AbortSignal): Promise<Played> => {
  const lines = (await (await load(address, signal)).text()).split("\n").map((line) => line.trim())
  const names = lines.filter((line) => line !== "" && !line.startsWith("#"))
  const [first] = names
  if (first === undefined) throw new Error("the playlist is empty")
  // A main playlist names playlists; the first is as good as any to look at.
  if (lines.some((line) => line.startsWith("#EXT-X-STREAM-INF"))) return playVideo(new URL(first, address), signal)
  const map = lines.map((line) => /^#EXT-X-MAP:.*URI="([^"]+)"/.exec(line)?.[1]).find((name) => name !== undefined)
  let bytes = 0
  for (const name of map === undefined ? names : [map, ...names]) {
    bytes += (await (await load(new URL(name, address), signal)).arrayBuffer()).byteLength
  }
  const seconds = lines.reduce((sum, line) => sum + Number(/^#EXTINF:([\d.]+)/.exec(line)?.[1] ?? 0), 0)
  return { segments: names.length, bytes, lengthMs: Math.round(seconds * 1000) }
}
