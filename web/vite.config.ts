/**
 * How the pages are compiled: hashed files that browsers may keep for ever, each with the compressed forms that the gateway
 * hands out as they are. Nothing is inlined, so that the policy can forbid whatever is not a file of ours.
 */
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { defineConfig, type Plugin } from "vite"
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

export default defineConfig({
  root: import.meta.dirname,
  plugins: [solid(), compressed],
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
