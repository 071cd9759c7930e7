/** What stands around every room: where one may go, one's account, and how the connection is. */
import { A, useIsRouting } from "@solidjs/router"
import { For, Show, type ParentComponent } from "solid-js"
import { Content, TopBar } from "../parts/top-bar.tsx"
import { words } from "../words/words.ts"
import { Bell } from "./bell.tsx"
import { ConnectionStrip } from "./connection-strip.tsx"
import styles from "./frame.module.css"
import { placesFor } from "./places.ts"
import { account } from "./stoa.ts"
import { RefusedLater } from "./refused-later.tsx"
import { UserMenu } from "./user-menu.tsx"

/** Proctors have no courses, and so nothing that arrives from them. */
const learns = () => {
  const who = account()
  return who?.role === "proctor" ? undefined : who
}

const places = () => placesFor(account()?.role)

export const Frame: ParentComponent = (props) => {
  const isOnTheWay = useIsRouting()
  return (
    <>
      <TopBar stays deep={places().length > 1}>
        <A href="/" class={styles["brand"]} aria-label="Stoa" end>
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span>Stoa</span>
        </A>
        <nav class={styles["places"]} classList={{ [styles["many"] ?? ""]: places().length > 1 }} aria-label={words().frame.menu}>
          <For each={places()}>
            {(place) => (
              <A href={place.path} class={styles["place"]} activeClass={styles["here"]}>
                {words().frame[place.name]}
              </A>
            )}
          </For>
        </nav>
        <Show when={learns()}>{(who) => <Bell of={who()} />}</Show>
        <UserMenu />
      </TopBar>
      <ConnectionStrip />
      <RefusedLater />
      <Content waits={isOnTheWay()}>{props.children}</Content>
    </>
  )
}
