import type { Words } from "../words.ts"
import { exam } from "./exam.ts"
import { frame } from "./frame.ts"
import { learn } from "./learn.ts"
import { proctor } from "./proctor/index.ts"
import { refusals } from "./refusals.ts"
import { teach } from "./teach.ts"

export const es: Words = { frame, learn, exam, proctor, teach, refusals }
