/** A worker thread that grades one paper after another. A hard pattern or a large paper costs time here, not in the loop. */
import { parentPort } from "node:worker_threads"
import { Schema } from "effect"
import { grade, GradeInput } from "../actors/attempt/grading.ts"

const decode = Schema.decodeUnknownSync(Schema.Struct({ id: Schema.Int, input: GradeInput }))

parentPort?.on("message", (message: unknown) => {
  const { id, input } = decode(message)
  try {
    parentPort?.postMessage({ id, result: grade(input) })
  } catch (error) {
    parentPort?.postMessage({ id, error: String(error) })
  }
})
