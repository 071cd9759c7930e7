/** The packaged lesson: well-formed HLS, and played by hls.js in a real Chromium through the media route. */
import { readFile } from "node:fs/promises"
import { Schema } from "effect"
import HLS from "hls-parser"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { browserPatienceMs, startBrowser } from "./fixtures/browser.ts"
import { MediaProcess } from "./fixtures/media-process.ts"

const folder = "media/academy/phishing-mail"
const read = (name: string): Promise<string> => readFile(`${folder}/${name}`, "utf8")

test("the master playlist offers two pictures, one sound and captions, and every playlist's files are in the manifest", async () => {
  const listed = new Set(JSON.parse(await read("manifest.json")).files.map((file: { name: string }) => file.name))
  const master = HLS.parse(await read("master.m3u8"))
  if (!(master instanceof HLS.types.MasterPlaylist)) throw new Error("not a master playlist")
  expect(master.variants.map((variant) => variant.resolution)).toEqual([
    { width: 1280, height: 720 },
    { width: 640, height: 360 }
  ])
  for (const variant of master.variants) expect(variant.codecs).toBe("avc1.42c01f,mp4a.40.2")
  const others = master.variants.flatMap((variant) => [...variant.audio, ...variant.subtitles]).map((rendition) => rendition.uri)
  const playlists = [...new Set([...master.variants.map((variant) => variant.uri), ...others])]
  expect(playlists.toSorted()).toEqual(["360p.m3u8", "720p.m3u8", "captions.m3u8", "sound.m3u8"])
  for (const name of playlists) {
    const playlist = HLS.parse(await read(String(name)))
    if (!(playlist instanceof HLS.types.MediaPlaylist)) throw new Error(`${name} is not a media playlist`)
    expect([name, playlist.endlist, playlist.playlistType]).toEqual([name, true, "VOD"])
    const length = playlist.segments.reduce((sum, segment) => sum + segment.duration, 0)
    expect(length).toBeGreaterThan(60)
    expect(length).toBeLessThan(120)
    for (const segment of playlist.segments) {
      // RFC 8216, 4.3.3.1: rounded to the nearest second.
      expect(Math.round(segment.duration)).toBeLessThanOrEqual(playlist.targetDuration)
      expect(listed).toContain(segment.uri)
      if (segment.map !== null) expect(listed).toContain(segment.map.uri)
    }
  }
})

const Report = Schema.Struct({
  errors: Schema.Array(Schema.String),
  fragments: Schema.Array(Schema.String),
  levels: Schema.Int,
  tracks: Schema.Int,
  currentTime: Schema.Number,
  duration: Schema.Number,
  width: Schema.Int,
  buffered: Schema.Array(Schema.Tuple([Schema.Number, Schema.Number])),
  cues: Schema.Array(Schema.Int),
  playbackError: Schema.NullOr(Schema.String)
})

let media: MediaProcess
let browser: Browser
beforeAll(async () => {
  media = await MediaProcess.start()
  browser = await startBrowser()
}, browserPatienceMs)
afterAll(async () => {
  await browser?.close()
  await media?.stop()
})

test("hls.js plays the lesson: time advances, segments are buffered, a jump plays on from there, captions show", async () => {
  const page = await browser.newPage()
  const report = async () => Schema.decodeUnknownSync(Report)(await page.evaluate("report()"))
  await page.goto(`${media.origin}/player`)
  const lesson = await media.lesson("browser")
  await page.evaluate(`play(${JSON.stringify(`${lesson}/master.m3u8`)})`)
  await page.waitForFunction("report().currentTime > 2", undefined, { timeout: 30_000 })
  const playing = await report()
  expect(playing).toMatchObject({ errors: [], levels: 2, tracks: 1, playbackError: null })
  expect(playing.duration).toBeGreaterThan(90)
  expect(playing.width).toBeGreaterThanOrEqual(640)
  expect(playing.fragments.some((name) => /^(720p|360p)-\d{3}\.m4s$/.test(name))).toBe(true)
  expect(playing.fragments.some((name) => /^sound-\d{3}\.m4s$/.test(name))).toBe(true)
  expect(playing.buffered[0]?.[0]).toBeLessThan(0.5)
  expect(playing.buffered[0]?.[1]).toBeGreaterThan(5)

  await page.evaluate("showCaptions()")
  await page.evaluate("document.querySelector('video').currentTime = 70")
  await page.waitForFunction("report().currentTime > 71", undefined, { timeout: 30_000 })
  const after = await report()
  expect(after.errors).toEqual([])
  await page.waitForFunction("report().cues.some((count) => count > 20)", undefined, { timeout: 10_000 })
  await page.close()
})

test("hls.js is refused when the log-in has ended", async () => {
  const page = await browser.newPage()
  await page.goto(`${media.origin}/player`)
  const lesson = await media.lesson("browser-ended")
  await media.end("browser-ended")
  await page.evaluate(`void play(${JSON.stringify(`${lesson}/master.m3u8`)})`)
  await page.waitForFunction("report().errors.length > 0", undefined, { timeout: 30_000 })
  expect(await page.evaluate("report().errors[0]")).toBe("manifestLoadError 403")
  await page.close()
})
