/** Another password. Whoever knew the old one is logged out with it. */
import { createSignal, Show, type JSX } from "solid-js"
import { createActing } from "../../parts/acting.ts"
import { Button } from "../../parts/button.tsx"
import { Card } from "../../parts/card.tsx"
import { TextField } from "../../parts/field.tsx"
import { Refused } from "../../parts/refused.tsx"
import { sentenceOf } from "../../words/refusal.ts"
import { words } from "../../words/words.ts"
import { client } from "../stoa.ts"
import styles from "./own.module.css"

export const PasswordChange = (): JSX.Element => {
  const said = () => words().frame.own
  const [old, setOld] = createSignal("")
  const [fresh, setFresh] = createSignal("")
  const [ended, setEnded] = createSignal<number>()
  const changing = createActing(async () => {
    setEnded(undefined)
    setEnded(await client.accounts.changePassword(old(), fresh()))
    setOld("")
    setFresh("")
  })
  const about = (field: string) => {
    const error = changing.error()
    return error !== undefined && error.field === field ? sentenceOf(error) : undefined
  }
  return (
    <Card>
      <h2>{said().password}</h2>
      <form
        class={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault()
          void changing.run()
        }}
      >
        <Refused error={changing.error()?.field === undefined ? changing.error() : undefined} />
        <TextField
          label={said().presentPassword}
          type="password"
          autocomplete="current-password"
          required
          value={old()}
          error={about("old_password")}
          onText={setOld}
        />
        <TextField
          label={said().newPassword}
          hint={words().frame.register.passwordHint}
          type="password"
          autocomplete="new-password"
          required
          value={fresh()}
          error={about("new_password")}
          onText={setFresh}
        />
        <div>
          <Button type="submit" busy={changing.busy()}>
            {said().changePassword}
          </Button>
        </div>
        <p role="status">
          <Show when={ended() !== undefined}>{said().passwordChanged(ended() ?? 0)}</Show>
        </p>
      </form>
    </Card>
  )
}
