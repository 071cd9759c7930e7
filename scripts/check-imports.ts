/**
 * Holds the order of the folders: each may import itself and those before it, the domain stays free of I/O, and only
 * the program itself (`engine/main.ts` and its parts in `engine/main/`) and what runs programs may reach everything.
 */
import { readFileSync, readdirSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { projectRoot } from "../engine/project.ts"

const layers = ["protocol", "actors", "engine", "storage", "media", "gateway"]
const mayImport: Readonly<Record<string, ReadonlyArray<string>>> = {
  ...Object.fromEntries(layers.map((layer, index) => [layer, layers.slice(0, index + 1)])),
  client: ["client", "protocol"],
  web: ["web", "client", "protocol"]
}
const composes = (file: string): boolean => /^(engine\/main\.ts$|engine\/main\/|(scripts|tests|bench)\/)/.test(file)

/** Folders whose code runs in browsers or is pure: only these packages, and of Node only what does no I/O. */
const packagesOf: Readonly<Record<string, ReadonlyArray<string>>> = {
  protocol: ["effect"],
  // Of node:net only the arithmetic of addresses.
  actors: ["effect", "re2js", "node:crypto", "node:net", "node:util"],
  client: ["effect", "socket.io-client"],
  web: [
    ...["solid-js", "@solidjs/router", "@tanstack/solid-virtual"],
    ...["effect", "hls.js", "micromark", "micromark-extension-gfm", "uplot", "uqr"]
  ]
}
/** Parts for Node, which nothing that runs in a browser imports. */
const onNode: ReadonlyArray<string> = ["client/file-store.ts", "web/vite.config.ts"]

const specifiers =
  /(?:^|\n)import\s+(?:[^"'=(;]*?\sfrom\s+)?["']([^"']+)["']|(?:^|\n)export\s+(?:type\s+)?[*{][^"'=(;]*?\sfrom\s+["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g

const folderOf = (file: string): string => file.split("/", 1)[0] ?? ""

const complaint = (file: string, specifier: string): string | undefined => {
  const folder = folderOf(file)
  if (composes(file)) return undefined
  if (specifier.startsWith(".")) {
    const target = normalize(join(dirname(file), specifier)).replaceAll("\\", "/")
    if (!/\.(ts|tsx|json|css)$/.test(target)) return "a relative import names its file with its ending"
    if (target === "engine/main.ts") return "nobody imports the program"
    const allowed = mayImport[folder]
    if (allowed !== undefined && !allowed.includes(folderOf(target))) return `${folder} may import ${allowed.join(", ")}`
    return undefined
  }
  const allowed = packagesOf[folder]
  if (allowed === undefined || onNode.includes(file)) return undefined
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")
  return allowed.includes(name) ? undefined : `${folder} may use ${allowed.join(", ")}`
}

const filesOf = (folder: string): ReadonlyArray<string> => {
  try {
    return readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !name.includes("node_modules"))
      .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
  } catch {
    return []
  }
}

const complaints = [...layers, "client", "web"].flatMap(filesOf).flatMap((file) => {
  const source = readFileSync(join(projectRoot, file), "utf8")
  return [...source.matchAll(specifiers)].flatMap((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? ""
    const reason = complaint(file, specifier)
    return reason === undefined ? [] : [`${file}: "${specifier}": ${reason}`]
  })
})

for (const line of complaints) console.error(line)
if (complaints.length > 0) process.exit(1)
console.log("imports follow the folder order")
