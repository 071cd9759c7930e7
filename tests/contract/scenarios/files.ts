/** A picture is sent in parts, shown, made an avatar and a course's thumbnail of, and taken away. */
import sharp from "sharp"
import type { Finding, Scenario } from "../step.ts"
import { metadata } from "../../integration/fixtures/file-sender.ts"

const picture: Finding = () =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: "#336699" } })
    .png()
    .toBuffer()

const lengthOf =
  (name: string): Finding =>
  async (known) => {
    const bytes = known.filled(name)
    return bytes instanceof Uint8Array ? String(bytes.byteLength) : "0"
  }

const announced = metadata({ filename: "lamp.png", filetype: "image/png", purpose: "image" })
const begin = { "upload-length": "$length", "upload-metadata": announced }
const file = { id: "$file" }
const from = { file_id: "$file" }

export const files: Scenario = {
  name: "files",
  steps: [
    {
      operation: "uploads.begin",
      as: "instructor",
      headers: { "upload-length": "10", "upload-metadata": announced },
      learn: { given: "data.id" }
    },
    { operation: "uploads.cancel", as: "instructor", with: { id: "$given" } },
    { operation: "users.me", as: "instructor", find: { picture }, learn: { painter: "data.id" } },
    {
      operation: "uploads.begin",
      as: "instructor",
      headers: begin,
      find: { length: lengthOf("$picture") },
      learn: { upload: "data.id" }
    },
    {
      operation: "uploads.append",
      as: "instructor",
      with: { id: "$upload" },
      headers: { "upload-offset": "0" },
      bytes: "$picture"
    },
    {
      operation: "uploads.read",
      as: "instructor",
      with: { id: "$upload" },
      until: ["data.state", "stored"],
      learn: { file: "data.file.id" }
    },
    { operation: "files.mine", as: "instructor" },
    { operation: "files.read", as: "instructor", with: file },
    { operation: "content.read", as: "instructor", with: file },
    { operation: "files.change", as: "instructor", with: file, body: { name: "lantern.png", is_public: true } },
    { operation: "files.setAvatar", as: "instructor", body: from },
    { operation: "files.removeAvatar", as: "instructor" },
    { operation: "files.setThumbnail", as: "instructor", with: { id: "$course" }, body: from },
    { operation: "files.removeThumbnail", as: "instructor", with: { id: "$course" } },
    { operation: "files.remove", as: "instructor", with: file }
  ]
}
