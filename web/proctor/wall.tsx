/** The wall with what narrows it down: one row for each learner, whoever needs a proctor first. */
import { createMemo, createSignal, Match, Show, Switch, type JSX } from "solid-js"
import { Button } from "../parts/button.tsx"
import { Failure, Loading } from "../parts/states.tsx"
import { words } from "../words/words.ts"
import { useRoom } from "./in-room.ts"
import { WallGrid } from "./wall-grid.tsx"
import { createWallOrder } from "./wall-order.ts"
import { filterOf, nothingAsked, WallTools, type AskedOfWall } from "./wall-tools.tsx"
import styles from "./wall.module.css"

export const Wall = (props: { readonly chosen: string | undefined }): JSX.Element => {
  const { lines, selected, setSelected } = useRoom()
  const said = () => words().proctor.wall
  const [asked, setAsked] = createSignal<AskedOfWall>(nothingAsked)
  const [isTouched, setTouched] = createSignal(false)
  const ordered = createWallOrder(
    lines,
    createMemo(() => ({ filter: filterOf(asked()), order: asked().order })),
    createMemo(() => isTouched() || selected().size > 0)
  )
  const total = createMemo(() => lines.all().length)
  const failed = () => {
    const standing = lines.standing()
    return typeof standing === "string" ? undefined : standing
  }
  return (
    <section class={styles["section"]} aria-label={said().label}>
      <WallTools
        asked={asked()}
        onAsk={setAsked}
        shown={ordered.keys().length}
        total={total()}
        onSelectShown={() => setSelected(new Set(ordered.keys()))}
      >
        <Show when={lines.standing() === "stale"}>
          <span class={styles["held"]}>{words().frame.states.stale}</span>
        </Show>
        <Show when={ordered.waits()}>
          <span class={styles["held"]}>{said().held}</span>
          <Button small kind="quiet" onClick={ordered.sortNow}>
            {said().sortNow}
          </Button>
        </Show>
      </WallTools>
      <Switch>
        <Match when={failed()}>{(error) => <Failure error={error()} />}</Match>
        <Match when={lines.standing() === "loading"}>
          <Loading lines={8} />
        </Match>
        <Match when={lines.standing() !== "loading"}>
          <WallGrid keys={ordered.keys()} total={total()} order={asked().order} chosen={props.chosen} onTouch={setTouched} />
        </Match>
      </Switch>
    </section>
  )
}
