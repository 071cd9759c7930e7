/** An account of one's own, opened at once or by a mail. */
import { A, useNavigate } from "@solidjs/router"
import { createSignal, Show, type JSX } from "solid-js"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { TextField } from "../parts/field.tsx"
import { Notice } from "../parts/notice.tsx"
import { Refused } from "../parts/refused.tsx"
import { sentenceOf } from "../words/refusal.ts"
import { words } from "../words/words.ts"
import { OutsidePage } from "./outside.tsx"
import styles from "./outside.module.css"
import { register } from "./stoa.ts"

export default (): JSX.Element => {
  const navigate = useNavigate()
  const [email, setEmail] = createSignal("")
  const [password, setPassword] = createSignal("")
  const [firstName, setFirstName] = createSignal("")
  const [lastName, setLastName] = createSignal("")
  const [isMailed, setMailed] = createSignal(false)
  const said = () => words().frame.register

  const acting = createActing(async () => {
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const isIn = await register({
      email: email(),
      password: password(),
      first_name: firstName(),
      last_name: lastName(),
      time_zone
    })
    if (isIn) navigate("/", { replace: true })
    else setMailed(true)
  })
  /** What the server says about one field stands at that field. */
  const about = (field: string): string | undefined => {
    const error = acting.error()
    return error !== undefined && error.field === field ? sentenceOf(error) : undefined
  }

  return (
    <OutsidePage title={said().title}>
      <Show
        when={!isMailed()}
        fallback={
          <Notice kind="good" alert>
            <p>{said().mailed(email())}</p>
          </Notice>
        }
      >
        <form
          class={styles["form"]}
          onSubmit={(event) => {
            event.preventDefault()
            void acting.run()
          }}
        >
          <Refused error={acting.error()?.field === undefined ? acting.error() : undefined} />
          <TextField
            label={said().firstName}
            autocomplete="given-name"
            required
            maxlength="100"
            value={firstName()}
            error={about("first_name")}
            onText={setFirstName}
          />
          <TextField
            label={said().lastName}
            autocomplete="family-name"
            required
            maxlength="100"
            value={lastName()}
            error={about("last_name")}
            onText={setLastName}
          />
          <TextField
            label={words().frame.logIn.email}
            type="email"
            autocomplete="username"
            required
            value={email()}
            error={about("email")}
            onText={setEmail}
          />
          <TextField
            label={words().frame.logIn.password}
            hint={said().passwordHint}
            type="password"
            autocomplete="new-password"
            required
            value={password()}
            error={about("password")}
            onText={setPassword}
          />
          <Button type="submit" kind="primary" busy={acting.busy()}>
            {said().submit}
          </Button>
        </form>
      </Show>
      <A href="/">{said().haveOne}</A>
    </OutsidePage>
  )
}
