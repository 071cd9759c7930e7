/** A copy of the sources as they are, what is not committed included, in which a patch can be tried without being seen. */
import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { Mutant } from "./mutant.ts"

export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), "stoa-mutants-"))

  fill(root: string): void {
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024
    })
    for (const file of listed.split("\0")) {
      // Listed, but deleted since; or a link, which git's list of what to ignore does not mean.
      if (file === "" || file === "node_modules" || !existsSync(join(root, file))) continue
      mkdirSync(dirname(join(this.folder, file)), { recursive: true })
      cpSync(join(root, file), join(this.folder, file))
    }
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"), "dir")
  }

  /** What undoes it; throws when the patch no longer fits. */
  apply(mutant: Mutant): () => void {
    const before = mutant.changes.map((file) => {
      const path = join(this.folder, file)
      return { path, content: existsSync(path) ? readFileSync(path) : undefined }
    })
    const applied = spawnSync("git", ["apply", "--whitespace=nowarn", mutant.path], {
      cwd: this.folder,
      encoding: "utf8",
      // In a repository that the scratch folder happens to lie in, git would look for the files there.
      env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(this.folder) }
    })
    if (applied.status !== 0) {
      throw new Error(`no longer applies: refresh ${mutant.path} after ${mutant.changes.join(", ")}\n${applied.stderr.trimEnd()}`)
    }
    return () => {
      for (const { path, content } of before) {
        if (content === undefined) rmSync(path, { force: true })
        else writeFileSync(path, content)
      }
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}
