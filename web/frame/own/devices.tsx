/** The devices one is logged in on, and their end. */
import { createResource, createSignal, For, Show, type JSX } from "solid-js"
import type { OwnSession } from "../../../protocol/rest/profile.ts"
import { createActing } from "../../parts/acting.ts"
import { Button } from "../../parts/button.tsx"
import { Card } from "../../parts/card.tsx"
import { Loaded } from "../../parts/loaded.tsx"
import { Refused } from "../../parts/refused.tsx"
import { Tag } from "../../parts/tag.tsx"
import { dayAndTime } from "../../parts/when.ts"
import { words } from "../../words/words.ts"
import { client } from "../stoa.ts"
import { deviceName } from "./device-name.ts"
import styles from "./own.module.css"

const nameOf = ({ user_agent }: OwnSession): string => {
  const said = words().frame.own
  const name = deviceName(user_agent)
  if (name === undefined) return said.unknownDevice
  return "program" in name ? name.program : said.device(name.browser, name.system)
}

export const Devices = (): JSX.Element => {
  const said = () => words().frame.own
  const [sessions, { refetch }] = createResource(() => client.accounts.sessions())
  const [ended, setEnded] = createSignal<number>()
  const ending = createActing(async (end: () => Promise<number>) => {
    try {
      setEnded(await end())
    } finally {
      await refetch()
    }
  })
  return (
    <Card>
      <h2>{said().devices}</h2>
      <Refused error={ending.error()} />
      <Loaded of={sessions} onRetry={() => void refetch()}>
        {(sessions) => (
          <>
            <ul role="list" class={styles["devices"]}>
              <For each={sessions()}>
                {(session) => (
                  <li class={styles["device"]}>
                    <div>
                      <p class="line">
                        <span>{nameOf(session)}</span>
                        <Show when={session.current}>
                          <Tag kind="good">{said().thisDevice}</Tag>
                        </Show>
                      </p>
                      <p class="note">{said().lastSeen(dayAndTime(session.renewed_at), session.address ?? "")}</p>
                    </div>
                    <Show when={!session.current}>
                      <Button
                        small
                        busy={ending.busy()}
                        aria-label={said().endOf(nameOf(session))}
                        onClick={() => void ending.run(() => client.accounts.endSession(session.id).then(() => 1))}
                      >
                        {said().end}
                      </Button>
                    </Show>
                  </li>
                )}
              </For>
            </ul>
            <Show when={sessions().some(({ current }) => !current)}>
              <div>
                <Button busy={ending.busy()} onClick={() => void ending.run(() => client.accounts.endOtherSessions())}>
                  {said().endOthers}
                </Button>
              </div>
            </Show>
            <p role="status">
              <Show when={ended()}>{(count) => said().ended(count())}</Show>
            </p>
          </>
        )}
      </Loaded>
    </Card>
  )
}
