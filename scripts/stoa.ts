/**
 * `npm run stoa -- <area> <verb>`: the administrator's command line, on the same API as everybody's. `--help` says what there
 * is, `--json` is for programs. Ends with 0; 1 where it was refused, 2 where it was called wrongly, 3 where nobody is logged in,
 * 4 where no server answers.
 */
import { commandLine } from "./stoa/command-line.ts"

const { code, out, err } = await commandLine(process.argv.slice(2))
process.stdout.write(out)
process.stderr.write(err)
process.exitCode = code
