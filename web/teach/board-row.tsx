/** One learner's line on the board. */
import { Show, type JSX } from "solid-js"
import { Progress } from "../parts/progress.tsx"
import { Tag } from "../parts/tag.tsx"
import { dayAndTime, lengthOf } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./board.module.css"
import type { BoardLine } from "./board-lines.ts"

export const BoardRowLine = (props: { readonly line: BoardLine; readonly module: string | undefined }): JSX.Element => {
  const said = () => words().teach.board
  const row = () => props.line.row
  return (
    <tr>
      <th scope="row" class={styles["name"]}>
        {props.line.name}
        <Show when={row().active}>
          <Tag kind="info">{said().now}</Tag>
        </Show>
        <Show when={row().completedAt !== null}>
          <Tag kind="good">{said().done}</Tag>
        </Show>
      </th>
      <td class={styles["progress"]}>
        <span class="figures">{row().percent} %</span>
        <Progress percent={Number(row().percent)} label={said().progressOf(props.line.name)} />
      </td>
      <td class="figures">{said().modulesOf(row().completed, row().total)}</td>
      <td>{props.module ?? "–"}</td>
      <td>{row().lastActiveAt === null ? said().never : dayAndTime(row().lastActiveAt ?? 0)}</td>
      <td class="figures">{lengthOf(row().timeSpentS * 1_000)}</td>
      <td class="figures">{said().days(row().streak)}</td>
    </tr>
  )
}
