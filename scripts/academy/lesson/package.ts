/**
 * Finishes the lesson's package: captions from the narration's times, the master playlist that names pictures, sound
 * and captions, and manifest.json, the list of files with their hashes. Used by make.sh:
 * package.ts <folder> <captions.tsv: seconds, text> <seconds in all>
 */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { extname, join } from "node:path"

const [folder, captionFile, total] = process.argv.slice(2)
if (folder === undefined || captionFile === undefined || total === undefined)
  throw new Error("usage: package.ts <folder> <tsv> <s>")

const clock = (at: number): string => {
  const whole = Math.floor(at)
  return `00:${String(Math.floor(whole / 60)).padStart(2, "0")}:${(at - whole + (whole % 60)).toFixed(3).padStart(6, "0")}`
}

// A caption a sentence, its share of the slide's time by its letters: near enough to the voice to read along.
let at = 0
const cues: Array<string> = []
for (const line of readFileSync(captionFile, "utf8").trimEnd().split("\n")) {
  const [seconds = "", spoken = ""] = line.split("\t")
  const sentences = spoken.match(/[^.?!:]+[.?!:]+\s*/g) ?? [spoken]
  let from = at
  for (const sentence of sentences) {
    const to = from + (Number(seconds) * sentence.length) / spoken.length
    cues.push(`${clock(from)} --> ${clock(to)}\n${sentence.trim()}\n`)
    from = to
  }
  at += Number(seconds)
}
writeFileSync(join(folder, "captions.vtt"), `WEBVTT\n\n${cues.join("\n")}`)
writeFileSync(
  join(folder, "captions.m3u8"),
  [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    `#EXT-X-TARGETDURATION:${Math.ceil(Number(total))}`,
    "#EXT-X-MEDIA-SEQUENCE:0",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    `#EXTINF:${Number(total).toFixed(3)},`,
    "captions.vtt",
    "#EXT-X-ENDLIST",
    ""
  ].join("\n")
)

// ffmpeg's master knows bandwidths and codecs; names and captions are ours.
const master = join(folder, "master.m3u8")
const variants = readFileSync(master, "utf8")
  .split("\n")
  .filter((line) => line !== "" && line !== "#EXTM3U" && !line.startsWith("#EXT-X-VERSION") && !line.startsWith("#EXT-X-MEDIA"))
  .map((line) => line.replace('AUDIO="group_sound"', 'FRAME-RATE=10.000,AUDIO="sound",SUBTITLES="captions"'))
writeFileSync(
  master,
  [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="1",URI="sound.m3u8"',
    '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="English",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="captions.m3u8"',
    ...variants,
    ""
  ].join("\n")
)

const types: Readonly<Record<string, string>> = {
  ".m3u8": "application/vnd.apple.mpegurl",
  ".m4s": "video/iso.segment",
  ".mp4": "video/mp4",
  ".vtt": "text/vtt; charset=utf-8"
}
const files = readdirSync(folder)
  .filter((name) => name !== "manifest.json")
  .toSorted()
  .map((name) => {
    const bytes = readFileSync(join(folder, name))
    const type = types[extname(name)]
    if (type === undefined) throw new Error(`${name} has no type`)
    return { name, type, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }
  })
const text = JSON.stringify({ entry: "master.m3u8", durationMs: Math.round(Number(total) * 1000), files }, null, 2)
writeFileSync(
  join(folder, "manifest.json"),
  `${text.replace(/\{\n\s+("name".*)\n\s+(.*)\n\s+(.*)\n\s+(.*)\n\s+\}/g, "{ $1 $2 $3 $4 }")}\n`
)
