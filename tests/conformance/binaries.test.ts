/** The WebSocket server's binary is the official one, or nothing starts. */
import { spawnSync } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, describe, expect, it } from "vitest"

const folder = mkdtempSync(join(tmpdir(), "stoa-binaries-"))
afterAll(() => rmSync(folder, { recursive: true }))

const verify = (...args: ReadonlyArray<string>) => {
  const { status, stderr } = spawnSync(process.execPath, [resolve("scripts/verify-binaries.mjs"), ...args], { encoding: "utf8" })
  return { status, said: stderr.trim() }
}

describe("the installed binary", () => {
  it("is the official build", () => {
    expect(verify()).toEqual({ status: 0, said: "The installed binaries are as they should be." })
  })

  it.runIf(process.platform === "linux" && process.arch === "x64" && process.versions.modules === "115")(
    "is refused, by name and with what to do, when one byte of it differs",
    () => {
      const binary = join(folder, "uws_linux_x64_115.node")
      copyFileSync("node_modules/uWebSockets.js/uws_linux_x64_115.node", binary)
      expect(verify(folder).status).toBe(0)
      const bytes = readFileSync(binary)
      bytes.writeUInt8(bytes.readUInt8(100_000) ^ 1, 100_000)
      writeFileSync(binary, bytes)
      const { status, said } = verify(folder)
      expect(status).toBe(1)
      expect(said).toMatch(
        /uws_linux_x64_115\.node is not the official build of uWebSockets\.js: its sha256 is [0-9a-f]{64}, not f4fa/
      )
    }
  )
})
