/** An attempt as this page has it: its handle, what the server shows of it, and which device holds it. */
import { createContext, useContext, type Accessor } from "solid-js"
import type { Attempt, Standing } from "../../client/index.ts"
import type { AttemptTakerView } from "../../protocol/attempt.ts"
import type { Answers } from "./answers.ts"
import type { Desk } from "./desk.ts"

export interface Here {
  readonly attempt: Attempt
  readonly view: Accessor<AttemptTakerView>
  /** `false`: as it was when the connection was lost. */
  readonly live: Accessor<boolean>
  readonly standing: Accessor<Standing>
  readonly answers: Answers
  readonly desk: Desk
}

const context = createContext<Here>()
export const HereProvider = context.Provider

export const useHere = (): Here => {
  const here = useContext(context)
  if (here === undefined) throw new Error("outside of an attempt's page")
  return here
}
