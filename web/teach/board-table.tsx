/** The board's learners: found by name, in an order that tells whom to look at, fifty at a time. */
import { createMemo, createSignal, For, Show, type JSX } from "solid-js"
import type { BoardRow } from "../../protocol/course.ts"
import { Button } from "../parts/button.tsx"
import { Field, TextField } from "../parts/field.tsx"
import { words } from "../words/words.ts"
import styles from "./board.module.css"
import { boardLines, boardOrders, type BoardOrder } from "./board-lines.ts"
import { BoardRowLine } from "./board-row.tsx"

/** Rows at first, and with each press for more. */
const atOnce = 50

const isOrder = (text: string): text is BoardOrder => boardOrders.some((order) => order === text)

export const BoardTable = (props: {
  readonly rows: ReadonlyMap<string, BoardRow>
  readonly nameOf: (row: BoardRow) => string
  readonly moduleTitle: (module: BoardRow["lastModule"]) => string | undefined
}): JSX.Element => {
  const [order, setOrder] = createSignal<BoardOrder>("name")
  const [part, setPart] = createSignal("")
  const [most, setMost] = createSignal(atOnce)
  const said = () => words().teach.board
  const lines = createMemo(() => boardLines(props.rows, props.nameOf, order(), part()))
  // By key, so that a row that moves keeps its elements.
  const keys = createMemo(() =>
    lines()
      .slice(0, most())
      .map(({ key }) => key)
  )
  const byKey = createMemo(() => new Map(lines().map((line) => [line.key, line])))

  return (
    <>
      <div class={styles["choices"]}>
        <TextField label={said().find} type="search" value={part()} onText={setPart} />
        <Field label={said().order}>
          {(tied) => (
            <select
              {...tied}
              value={order()}
              onChange={({ currentTarget: { value } }) => {
                if (isOrder(value)) setOrder(value)
              }}
            >
              <For each={boardOrders}>{(one) => <option value={one}>{said().orders[one]}</option>}</For>
            </select>
          )}
        </Field>
      </div>
      <Show when={lines().length > 0} fallback={<p>{said().noneFound}</p>}>
        {/* Scrolled with the keys, too. */}
        <div class={styles["scroll"]} tabindex="0" role="group" aria-label={said().learners}>
          <table>
            <thead>
              <tr>
                <th scope="col">{said().learner}</th>
                <th scope="col">{said().progress}</th>
                <th scope="col">{said().modules}</th>
                <th scope="col">{said().lastModule}</th>
                <th scope="col">{said().lastActive}</th>
                <th scope="col">{said().time}</th>
                <th scope="col">{said().streak}</th>
              </tr>
            </thead>
            <tbody>
              <For each={keys()}>
                {(key) => (
                  <Show when={byKey().get(key)}>
                    {(line) => <BoardRowLine line={line()} module={props.moduleTitle(line().row.lastModule)} />}
                  </Show>
                )}
              </For>
            </tbody>
          </table>
        </div>
        <Show when={lines().length > most()}>
          <div>
            <Button onClick={() => setMost((shown) => shown + atOnce)}>
              {said().more(Math.min(atOnce, lines().length - most()))}
            </Button>
          </div>
        </Show>
      </Show>
    </>
  )
}
