/** Which part of the wall is shown, and in what order. */
import { createUniqueId, For, Show, type JSX } from "solid-js"
import {
  attentions,
  stageOf,
  type Attention,
  type Stage,
  type WallFilter,
  type WallLine,
  type WallOrder
} from "../../client/index.ts"
import { attemptStates } from "../../protocol/attempt.ts"
import { Button } from "../parts/button.tsx"
import { words } from "../words/words.ts"
import { Fold } from "./fold.tsx"
import { useRoom } from "./in-room.ts"
import styles from "./wall-tools.module.css"

export interface AskedOfWall {
  readonly name: string
  readonly stage: Stage | "any"
  readonly attention: Attention | "some" | "any"
  readonly connection: WallLine["connection"] | "gone" | "any"
  readonly order: WallOrder
}

export const nothingAsked: AskedOfWall = { name: "", stage: "any", attention: "any", connection: "any", order: "attention" }

export const filterOf = ({ name, stage, attention, connection }: AskedOfWall): WallFilter => ({
  name,
  ...(stage === "any" ? {} : { states: attemptStates.filter((state) => stageOf(state) === stage) }),
  ...(attention === "any" ? {} : { attention: attention === "some" ? attentions : [attention] }),
  ...(connection === "any" ? {} : { connections: connection === "gone" ? ["missing", "left", "never"] : [connection] })
})

const orders: ReadonlyArray<WallOrder> = ["attention", "name", "time", "progress"]
const stages: ReadonlyArray<Stage | "any"> = ["any", "waiting", "sitting", "over"]
const connections: ReadonlyArray<AskedOfWall["connection"]> = ["any", "gone", "good", "poor", "missing", "left", "never"]
const wants: ReadonlyArray<AskedOfWall["attention"]> = ["any", "some", ...attentions]

const Choice = <Value extends string>(props: {
  readonly label: string
  readonly value: Value
  readonly of: ReadonlyArray<Value>
  readonly say: (value: Value) => string
  readonly onChoose: (value: Value) => void
}): JSX.Element => {
  const id = createUniqueId()
  return (
    <div class={styles["choice"]}>
      <label for={id}>{props.label}</label>
      <select
        id={id}
        value={props.value}
        onChange={({ currentTarget }) => {
          const chosen = props.of.find((value) => value === currentTarget.value)
          if (chosen !== undefined) props.onChoose(chosen)
        }}
      >
        <For each={props.of}>{(value) => <option value={value}>{props.say(value)}</option>}</For>
      </select>
    </div>
  )
}

export const WallTools = (props: {
  readonly asked: AskedOfWall
  readonly onAsk: (asked: AskedOfWall) => void
  readonly shown: number
  readonly total: number
  readonly onSelectShown: () => void
  /** What is to say about the order. */
  readonly children: JSX.Element
}): JSX.Element => {
  const { selected, setSelected } = useRoom()
  const said = () => words().proctor.tools
  const ask = (change: Partial<AskedOfWall>): void => props.onAsk({ ...props.asked, ...change })
  return (
    <div class={styles["tools"]}>
      <Fold label={said().open}>
        <div class={styles["choices"]}>
          <label class={styles["choice"]}>
            <span>{said().name}</span>
            <input type="search" value={props.asked.name} onInput={({ currentTarget }) => ask({ name: currentTarget.value })} />
          </label>
          <Choice
            label={said().stage}
            value={props.asked.stage}
            of={stages}
            say={(stage) => said().stages[stage]}
            onChoose={(stage) => ask({ stage })}
          />
          <Choice
            label={said().attention}
            value={props.asked.attention}
            of={wants}
            say={(sign) => (sign === "any" || sign === "some" ? said().attentions[sign] : words().proctor.signNames[sign])}
            onChoose={(attention) => ask({ attention })}
          />
          <Choice
            label={said().connection}
            value={props.asked.connection}
            of={connections}
            say={(one) => (one === "any" || one === "gone" ? said().connections[one] : words().proctor.connections[one])}
            onChoose={(connection) => ask({ connection })}
          />
          <Choice
            label={said().order}
            value={props.asked.order}
            of={orders}
            say={(order) => said().orders[order]}
            onChoose={(order) => ask({ order })}
          />
        </div>
      </Fold>
      <div class="line">
        <p role="status">{props.shown === props.total ? said().all(props.total) : said().some(props.shown, props.total)}</p>
        <Button small onClick={() => props.onSelectShown()} disabled={props.shown === 0}>
          {said().selectShown(props.shown)}
        </Button>
        <Show when={selected().size > 0}>
          <Button small onClick={() => setSelected(new Set<string>())}>
            {said().unselect}
          </Button>
        </Show>
        {props.children}
      </div>
    </div>
  )
}
