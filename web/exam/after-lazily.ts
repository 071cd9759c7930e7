/** What comes after the end, for who shows it and for who fetches it before. */
import { lazily } from "../parts/lazily.tsx"

export const After = lazily(() => import("./after.tsx"))
