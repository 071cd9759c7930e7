/**
 * How the pages are compiled: hashed files that browsers may keep for ever, each with the compressed forms that the gateway
 * hands out as they are. Nothing is inlined, so that the policy can forbid whatever is not a file of ours.
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { defineConfig, transformWithOxc, type Plugin, type Rolldown } from "vite"
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
const attemptPage = /\/web\/exam\/attempt-page\.tsx$/
const beginnings = /\/web\/(?:main|exam\/attempt-page)\.tsx$/
const offline = /\/web\/(?:exam|words)\//

type Bundle = Rolldown.OutputBundle

/** A file of the bundle and what is fetched with it: what it imports, their styles, and of what it loads later what is `wanted`. */
const fetchedWith = (
  bundle: Bundle,
  name: string,
  wanted: (later: Rolldown.OutputChunk) => boolean = () => false,
  found = new Set<string>()
): Set<string> => {
  const chunk = bundle[name]
  if (chunk?.type !== "chunk" || found.has(name)) return found
  found.add(name)
  for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style)
  for (const imported of chunk.imports) fetchedWith(bundle, imported, wanted, found)
  for (const later of chunk.dynamicImports) {
    const file = bundle[later]
    if (file?.type === "chunk" && wanted(file)) fetchedWith(bundle, later, wanted, found)
  }
  return found
}
const holds = (pattern: RegExp) => (file: Rolldown.OutputChunk | Rolldown.OutputAsset) =>
  file.type === "chunk" && file.moduleIds.some((id) => pattern.test(id))

/**
 * The document of an attempt names the files of its page beside the first ones. Otherwise a browser asks for the second half only
 * after it has run the first: a third of the time until the question is there, on a slow machine.
 */
const attemptDocument: Plugin = {
  name: "stoa:attempt-document",
  apply: "build",
  generateBundle: {
    // By then the document is written.
    order: "post",
    handler(_options, bundle) {
      const page = Object.values(bundle).find(holds(attemptPage))
      const document = bundle["index.html"]
      if (page === undefined || document?.type !== "asset") return this.error("The attempt's page or the document is missing.")
      const html = document.source.toString()
      const links = [...fetchedWith(bundle, page.fileName)]
        .filter((name) => !html.includes(name))
        .map((name) => (name.endsWith(".css") ? `<link rel="stylesheet" crossorigin href="/${name}">` : preload(name)))
      this.emitFile({
        type: "asset",
        fileName: "attempts.html",
        source: html.replace("  </head>", () => `${links.map((link) => `    ${link}\n`).join("")}  </head>`)
      })
    }
  }
}
const preload = (name: string): string => `<link rel="modulepreload" crossorigin href="/${name}">`

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
      for (const file of Object.values(bundle).filter(holds(beginnings))) {
        fetchedWith(bundle, file.fileName, (later) => offline.test(later.facadeModuleId ?? ""), kept)
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
        if (file.type === "chunk" && holds(beginnings)(file)) file.code = `//# allFunctionsCalledOnLoad\n${file.code}`
      }
    }
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [solid(), compiledAtOnce, attemptDocument, attemptWorker, compressed],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    emptyOutDir: true,
    modulePreload: {
      polyfill: false,
      // Every page has the first files by the time that it asks for more.
      resolveDependencies: (_file, dependencies) => dependencies.filter((name) => !/\/(?:stoa|rolldown-runtime)-/.test(name))
    },
    reportCompressedSize: false,
    // In KB. The player is that large, and comes when a video is opened.
    chunkSizeWarningLimit: 700,
    // How long which plugin took is of no interest to who starts Stoa.
    rolldownOptions: {
      checks: { pluginTimings: false },
      // What every page needs is one file, with all it imports: shared pieces of a kilobyte each would be two dozen requests.
      output: {
        codeSplitting: {
          groups: [
            { name: "stoa", test: /[\\/]web[\\/](?:main\.tsx|parts[\\/](?:shown\.tsx|loaded\.tsx|clock\.ts))$/ },
            { name: "attempt", test: /[\\/]web[\\/]exam[\\/](?:attempt-page\.tsx|here\.ts|waiting-answers\.ts)$/ }
          ]
        }
      }
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
