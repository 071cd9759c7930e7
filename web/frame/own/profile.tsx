/** Name and what else one says about oneself. Whoever edited it elsewhere meanwhile is not undone. */
import { createSignal, For, Show, type JSX } from "solid-js"
import type { Me } from "../../../protocol/rest/accounts.ts"
import { createActing } from "../../parts/acting.ts"
import { Button } from "../../parts/button.tsx"
import { Card } from "../../parts/card.tsx"
import { Field, TextArea, TextField } from "../../parts/field.tsx"
import { Refused } from "../../parts/refused.tsx"
import { sentenceOf } from "../../words/refusal.ts"
import { words } from "../../words/words.ts"
import { client } from "../stoa.ts"
import styles from "./own.module.css"

/** What is left empty is taken away. */
const orNothing = (text: string): string | null => (text.trim() === "" ? null : text.trim())

export const Profile = (props: { readonly me: Me; readonly onChanged: (me: Me) => void }): JSX.Element => {
  const said = () => words().frame.own
  const [firstName, setFirstName] = createSignal(props.me.first_name)
  const [lastName, setLastName] = createSignal(props.me.last_name)
  const [bio, setBio] = createSignal(props.me.bio ?? "")
  const [phone, setPhone] = createSignal(props.me.phone ?? "")
  const [zone, setZone] = createSignal(props.me.time_zone)
  const [isSaved, setSaved] = createSignal(false)
  const zones = [...new Set([props.me.time_zone, ...Intl.supportedValuesOf("timeZone")])].sort()
  const saving = createActing(async () => {
    setSaved(false)
    const edit = {
      first_name: firstName(),
      last_name: lastName(),
      bio: orNothing(bio()),
      phone: orNothing(phone()),
      time_zone: zone()
    }
    props.onChanged(await client.accounts.change(props.me.id, edit, props.me.revision))
    setSaved(true)
  })
  const about = (field: string) => {
    const error = saving.error()
    return error !== undefined && error.field === field ? sentenceOf(error) : undefined
  }
  return (
    <Card>
      <h2>{said().profile}</h2>
      <form
        class={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault()
          void saving.run()
        }}
      >
        <Refused error={saving.error()} />
        <div class={styles["pair"]}>
          <TextField
            label={words().frame.register.firstName}
            autocomplete="given-name"
            required
            maxlength="100"
            value={firstName()}
            error={about("first_name")}
            onText={setFirstName}
          />
          <TextField
            label={words().frame.register.lastName}
            autocomplete="family-name"
            required
            maxlength="100"
            value={lastName()}
            error={about("last_name")}
            onText={setLastName}
          />
        </div>
        <div class={styles["pair"]}>
          <TextField
            label={said().phone}
            type="tel"
            autocomplete="tel"
            maxlength="20"
            value={phone()}
            error={about("phone")}
            onText={setPhone}
          />
          <Field label={said().timeZone} hint={said().timeZoneHint}>
            {(tied) => (
              <select {...tied} onChange={(event) => setZone(event.currentTarget.value)}>
                <For each={zones}>
                  {(name) => (
                    <option value={name} selected={name === zone()}>
                      {name}
                    </option>
                  )}
                </For>
              </select>
            )}
          </Field>
        </div>
        <TextArea label={said().bio} maxlength="5000" value={bio()} error={about("bio")} onText={setBio} />
        <div class={styles["line"]}>
          <Button type="submit" kind="primary" busy={saving.busy()}>
            {said().save}
          </Button>
          <span role="status">
            <Show when={isSaved()}>{said().saved}</Show>
          </span>
        </div>
      </form>
    </Card>
  )
}
