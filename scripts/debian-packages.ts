/**
 * Programs from Debian's or Ubuntu's archive, unpacked into a folder of the checkout instead of installed: it needs
 * no root and changes nothing on the machine.
 *
 * apt keeps its lists under /var/lib/apt, which only root may refresh and which container images ship empty. So apt
 * is given lists and a cache of our own, with the machine's sources and the machine's record of what is installed:
 * it then works out exactly the packages that are missing here, checks their signatures as always, and downloads
 * them; `dpkg-deb` unpacks. What is unpacked is used with LD_LIBRARY_PATH, since nothing registers it.
 */
import { spawn } from "node:child_process"
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { constants } from "node:fs"
import { arch } from "node:os"
import { delimiter, dirname, join } from "node:path"

export interface Tool {
  readonly executable: string
  /** To be merged over process.env when the tool is started. */
  readonly environment: Readonly<Record<string, string>>
  /** Where it came from, for a log line. */
  readonly source: string
}

/** A sentence that ends with the command to run. */
export class ToolMissing extends Error {
  override readonly name = "ToolMissing"
}

const run = (command: string, argv: ReadonlyArray<string>, cwd: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, argv, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" }
    })
    let output = ""
    let complaints = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => (complaints += chunk))
    child.on("error", reject)
    child.on("close", (code) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`${command} ${argv[0] ?? ""} ended with ${code}: ${complaints.trim().slice(-600)}`))
    )
  })

const executable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false
  )

/** The first of `names` on the path. A snap's launcher is passed over: it can't read files outside the home folder. */
export const onPath = async (names: ReadonlyArray<string>): Promise<string | undefined> => {
  for (const name of names) {
    for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
      const path = join(folder, name)
      if (folder === "" || folder.startsWith("/snap/") || !(await executable(path))) continue
      const head = await readFile(path).then((bytes) => bytes.subarray(0, 4_000).toString("latin1"))
      if (head.startsWith("#!") && head.includes("/snap/")) continue
      return path
    }
  }
  return undefined
}

/** Debian's name for the folder of this machine's libraries. */
const triplet = (): string => (arch() === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu")

export const hasApt = async (): Promise<boolean> =>
  process.platform === "linux" && (await onPath(["apt-get"])) !== undefined && (await onPath(["dpkg-deb"])) !== undefined

const simulated = /^Inst (\S+) (?:\[\S+\] )?\((\S+) /
export const packagesOf = (simulation: string): ReadonlyArray<string> =>
  simulation.split("\n").flatMap((line) => {
    const found = simulated.exec(line)
    return found === null ? [] : [`${found[1]}=${found[2]}`]
  })

/**
 * Unpacks `packages` and what they need beyond what the machine has into `folder`; once, since a finished folder
 * carries the list of what is in it. A half-finished one (killed, disk full) is thrown away and made anew.
 */
const unpacked = async (packages: ReadonlyArray<string>, folder: string, log: (line: string) => void): Promise<string> => {
  const marker = join(folder, "PACKAGES")
  const root = join(folder, "root")
  if (
    await readFile(marker, "utf8").then(
      () => true,
      () => false
    )
  )
    return root

  const work = `${folder}.${process.pid}`
  await rm(work, { recursive: true, force: true })
  const lists = join(work, "lists")
  const archives = join(work, "archives")
  await mkdir(join(lists, "partial"), { recursive: true })
  await mkdir(join(archives, "partial"), { recursive: true })
  await mkdir(join(work, "root"))
  // As root apt would drop to its own user, who can't write below our folder.
  const sandbox = process.getuid?.() === 0 ? ["-o", "APT::Sandbox::User=root"] : []
  const apt = (...argv: ReadonlyArray<string>): Promise<string> =>
    run(
      "apt-get",
      ["-q", "-o", `Dir::State::lists=${lists}`, "-o", `Dir::Cache=${work}`, "-o", "Debug::NoLocking=1", ...sandbox, ...argv],
      archives
    )
  try {
    log(`fetching ${packages.join(", ")} from the distribution's archive (unpacked into ${folder}, nothing is installed)`)
    await apt("update")
    const wanted = packagesOf(await apt("install", "--simulate", "--reinstall", "--no-install-recommends", ...packages))
    await apt("download", ...wanted)
    for (const file of await readdir(archives)) {
      if (file.endsWith(".deb")) await run("dpkg-deb", ["-x", file, join(work, "root")], archives)
    }
    await rm(lists, { recursive: true, force: true })
    await rm(archives, { recursive: true, force: true })
    await writeFile(join(work, "PACKAGES"), `${wanted.join("\n")}\n`)
    await rm(folder, { recursive: true, force: true })
    await mkdir(dirname(folder), { recursive: true })
    await rename(work, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return root
}

/** Folders with libraries below `folder`, itself first: some live in one of their own (pulseaudio/), found by a fixed path. */
const libraryFolders = async (folder: string): Promise<ReadonlyArray<string>> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const below = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => libraryFolders(join(folder, entry.name)))
  )
  return [...(entries.some(({ name }) => /\.so(\.|$)/.test(name)) ? [folder] : []), ...below.flat()]
}

/** The program at `path` within the unpacked packages, with the libraries that came along. */
export const unpackedTool = async (
  packages: ReadonlyArray<string>,
  path: string,
  folder: string,
  log: (line: string) => void
): Promise<Tool> => {
  const root = await unpacked(packages, folder, log)
  const libraries = [
    ...(await libraryFolders(join(root, "usr/lib", triplet()))),
    ...(await libraryFolders(join(root, "lib", triplet())))
  ]
  const inherited = process.env["LD_LIBRARY_PATH"]
  return {
    executable: join(root, path),
    environment: { LD_LIBRARY_PATH: [...libraries, ...(inherited ? [inherited] : [])].join(delimiter) },
    source: `${packages[0]} unpacked in ${folder}`
  }
}
