/**
 * How the pages are compiled: hashed files that browsers may keep for ever, each with the compressed forms that the gateway
 * hands out as they are. Nothing is inlined, so that the policy can forbid whatever is not a file of ours.
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { defineConfig, transformWithOxc, type Plugin } from "vite"
import solid from "vite-plugin-solid"

/** Below, headers weigh as much as what is saved. */
const least = 1024
const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }

const compressed: Plugin = {
  name: "stoa:compressed",
  apply: "build",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const source = Buffer.from(file.type === "chunk" ? file.code : file.source)
        if (source.length < least || !/\.(?:js|css|html|svg)$/.test(file.fileName)) continue
        this.emitFile({ type: "asset", fileName: `${file.fileName}.br`, source: brotliCompressSync(source, best) })
        this.emitFile({ type: "asset", fileName: `${file.fileName}.gz`, source: gzipSync(source, { level: 9 }) })
      }
    }
  }
}

/** The rooms that have to be there without a connection, and what they may speak. */
const beginnings = /\/web\/(?:main|exam\/attempt-page)\.tsx$/
const offline = /\/web\/(?:exam|words)\//

/**
 * Writes the worker, with the names of the files that the attempt's page needs: what is loaded first, and what its room and the
 * languages load later. It is known by its address, and asked for anew by browsers.
 */
const attemptWorker: Plugin = {
  name: "stoa:attempt-worker",
  apply: "build",
  generateBundle: {
    // By then the file that only led to the first one is gone.
    order: "post",
    async handler(_options, bundle) {
      const kept = new Set<string>()
      const follow = (name: string): void => {
        const chunk = bundle[name]
        if (chunk?.type !== "chunk" || kept.has(name)) return
        kept.add(name)
        for (const style of chunk.viteMetadata?.importedCss ?? []) kept.add(style)
        chunk.imports.forEach(follow)
        for (const later of chunk.dynamicImports) {
          const file = bundle[later]
          if (file?.type === "chunk" && offline.test(file.facadeModuleId ?? "")) follow(later)
        }
      }
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk" && file.moduleIds.some((id) => beginnings.test(id))) follow(file.fileName)
      }
      const files = [...kept].map((name) => `/${name}`).sort()
      const version = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16)
      const written = join(import.meta.dirname, "worker", "worker.ts")
      const { code } = await transformWithOxc(readFileSync(written, "utf8"), written)
      const told = code.replace("STOA_KEPT_FILES", JSON.stringify({ version, files: [...files, "/icon.svg"] }))
      this.emitFile({ type: "asset", fileName: "worker.js", source: told })
    }
  }
}

/**
 * For engines that know it (V8 from Chrome 136 on): what stands in these files is compiled while it arrives, beside the page's own
 * thread, instead of piece by piece on it. Most of what they hold runs at the start; for files that wait it would be a waste. It has to
 * be the first line, and Vite writes one of its own before any banner.
 */
const compiledAtOnce: Plugin = {
  name: "stoa:compiled-at-once",
  apply: "build",
  generateBundle: {
    order: "post",
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk" || !file.moduleIds.some((id) => beginnings.test(id))) continue
        file.code = `//# allFunctionsCalledOnLoad\n${file.code}`
      }
    }
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [solid(), compiledAtOnce, attemptWorker, compressed],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // In KB. The player is that large, and comes when a video is opened.
    chunkSizeWarningLimit: 700,
    // How long which plugin took is of no interest to who starts Stoa.
    rolldownOptions: {
      checks: { pluginTimings: false },
      // What every page needs is one file, with all it imports: shared pieces of a kilobyte each would be two dozen requests.
      output: { codeSplitting: { groups: [{ name: "stoa", test: /[\\/]web[\\/]main\.tsx$/ }] } }
    }
  },
  // `npm run pages` beside a running engine: pages change as they are written.
  server: {
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(
      ["/api", "/media", "/socket.io"].map((path) => [path, { target: "http://127.0.0.1:8080", ws: true }])
    )
  }
})
