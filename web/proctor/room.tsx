/**
 * A room as its proctors have it: the head, the wall, and beside it the learner who is looked at. The wall stays as it is
 * while one learner after the other is opened; on a narrow screen the learner's page covers it.
 */
import { useParams, type RouteSectionProps } from "@solidjs/router"
import { createMemo, createSignal, Show, type JSX } from "solid-js"
import type { ExamSeen } from "../../client/index.ts"
import type { ExamProctorView } from "../../protocol/exam.ts"
import { SittingId } from "../../protocol/ids.ts"
import { follow } from "../frame/follow.ts"
import { client } from "../frame/stoa.ts"
import { idIn, nothingHere } from "../parts/id-in.ts"
import { Page } from "../parts/page.tsx"
import { Shown } from "../parts/shown.tsx"
import { Failure } from "../parts/states.tsx"
import { words } from "../words/words.ts"
import { countsOf } from "./counts.ts"
import { createPeople } from "./people.ts"
import { RoomActions } from "./room-actions.tsx"
import { RoomHead } from "./room-head.tsx"
import { Fold } from "./fold.tsx"
import { InRoom } from "./in-room.ts"
import { Receipts } from "./receipts.tsx"
import { Selection } from "./selection.tsx"
import { Shift } from "./shift.tsx"
import { Wall } from "./wall.tsx"
import { createWallLines } from "./wall-lines.ts"
import styles from "./room.module.css"

const proctorsView = (seen: ExamSeen): ExamProctorView | undefined => (seen.audience === "proctors" ? seen.view : undefined)

const Room = (props: { readonly sitting: SittingId; readonly children: JSX.Element }): JSX.Element => {
  const params = useParams()
  const sitting = () => props.sitting
  const exam = follow(() => client.exam(sitting()).view)
  const people = createPeople(sitting)
  const lines = createWallLines(sitting, people)
  const counts = createMemo(() => countsOf(lines.all()))
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(new Set())
  const title = () => {
    const seen = exam()
    return seen._tag === "Shown" ? seen.view.title : words().proctor.room.title
  }
  return (
    <Page title={title()} wide>
      <Shown of={exam()}>
        {(seen) => (
          // A candidate of the sitting may see it, and not from here.
          <Show when={proctorsView(seen())} fallback={<Failure error={nothingHere} />}>
            {(view) => (
              <InRoom.Provider value={{ sitting, people, view, lines, selected, setSelected }}>
                <div class={styles["around"]} classList={{ [styles["covered"] ?? ""]: params["attemptId"] !== undefined }}>
                  <RoomHead counts={counts()} />
                  <Fold label={words().proctor.doors.label}>
                    <RoomActions />
                    <Shift />
                  </Fold>
                  <Receipts />
                </div>
                <div class={styles["halves"]} classList={{ [styles["chosen"] ?? ""]: params["attemptId"] !== undefined }}>
                  <div class={styles["wall"]}>
                    <Selection />
                    <Wall chosen={params["attemptId"]} />
                  </div>
                  {props.children}
                </div>
              </InRoom.Provider>
            )}
          </Show>
        )}
      </Shown>
    </Page>
  )
}

export default (props: RouteSectionProps): JSX.Element => (
  <Show when={idIn(SittingId, props.params["id"])} keyed>
    {(sitting) => <Room sitting={sitting}>{props.children}</Room>}
  </Show>
)
