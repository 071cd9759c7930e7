/**
 * Plays a packaged lesson in a video element: by the browser itself where it can (Safari), else by hls.js, which is fetched when the
 * first video is. The address of a video is good for some minutes and for this log-in; when the server no longer takes it, another
 * is asked for, and the video goes on where it was.
 */
import type Hls from "hls.js"

export interface Playback {
  readonly stop: () => void
}

const kind = "application/vnd.apple.mpegurl"
/** An address that fails again within this time, in ms, has not failed of age. */
const soon = 10_000

export class Unplayable extends Error {}

export const play = async (
  video: HTMLVideoElement,
  asked: {
    readonly url: string
    /** In seconds. */
    readonly from: number
    readonly another: () => Promise<string>
    readonly onFailure: (why: unknown) => void
  }
): Promise<Playback> => {
  const { default: Player } = await import("hls.js")
  const isOwn = Player.isSupported()
  if (!isOwn && video.canPlayType(kind) === "") throw new Unplayable()
  let player: Hls | undefined
  let isOver = false
  let triedAt = -Infinity

  const load = (url: string, from: number): void => {
    player?.destroy()
    if (!isOwn) {
      video.src = url
      video.currentTime = from
      return
    }
    player = new Player({ enableWorker: false, startPosition: from })
    player.on(Player.Events.ERROR, (_, error) => {
      if (error.fatal) void again()
    })
    player.loadSource(url)
    player.attachMedia(video)
  }
  const again = async (): Promise<void> => {
    if (isOver) return
    const now = performance.now()
    const wasPlaying = !video.paused
    try {
      if (now - triedAt < soon) throw video.error ?? new Error("the video fails again")
      triedAt = now
      const url = await asked.another()
      load(url, video.currentTime)
      if (wasPlaying) await video.play()
    } catch (cause) {
      asked.onFailure(cause)
    }
  }
  const failed = () => {
    if (!isOwn) void again()
  }
  video.addEventListener("error", failed)
  load(asked.url, asked.from)
  return {
    stop: () => {
      isOver = true
      video.removeEventListener("error", failed)
      player?.destroy()
    }
  }
}
