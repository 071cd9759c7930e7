/** Where a program lies that was compiled before the run: compiling it at each start would take longer than most tests. */
import { projectPath } from "../engine/project.ts"

/** `compiled("engine/main.ts")`: the file to give to Node. */
export const compiled = (source: string): string => projectPath("dist", source.replace(/\.ts$/, ".js"))
