/** What all parts of a room's page look at. */
import { createContext, useContext, type Accessor, type Setter } from "solid-js"
import type { ExamProctorView } from "../../protocol/exam.ts"
import type { SittingId } from "../../protocol/ids.ts"
import type { People } from "./people.ts"
import type { WallLines } from "./wall-lines.ts"

export interface Around {
  readonly sitting: Accessor<SittingId>
  readonly people: People
  readonly view: Accessor<ExamProctorView>
  readonly lines: WallLines
  /** Keys of the rows that are selected. */
  readonly selected: Accessor<ReadonlySet<string>>
  readonly setSelected: Setter<ReadonlySet<string>>
}

export const InRoom = createContext<Around>()

export const useRoom = (): Around => {
  const around = useContext(InRoom)
  if (around === undefined) throw new Error("a part of a room stands outside of one")
  return around
}
