/**
 * `node scripts/bundle.mjs dist`: makes one file each of the programs that people wait for. They are made of seven hundred
 * modules, and finding, reading and linking these took as long as everything else that a start does.
 */
import { join } from "node:path"
import { build } from "vite"
import { root } from "./toolchain.mjs"

const [output = "dist"] = process.argv.slice(2)

for (const program of ["engine/main", "engine/grading-worker", "scripts/stoa"]) {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    // One Effect, also for those that stand on it. What has binaries or workers of its own stays where it is installed.
    ssr: { noExternal: [/^effect(?:\/|$)/, /^@effect\//] },
    build: {
      ssr: true,
      target: "node20",
      minify: false,
      sourcemap: true,
      emptyOutDir: false,
      outDir: join(root, output),
      rolldownOptions: {
        input: join(root, `${program}.ts`),
        // In one file, in the order in which they are imported.
        output: { entryFileNames: `${program}.js`, codeSplitting: false, sourcemapExcludeSources: true }
      }
    }
  })
}
