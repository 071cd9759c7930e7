/** Name and what else one says about oneself. Whoever edited it elsewhere meanwhile is not undone. */
import { createSignal, For, type JSX } from "solid-js"
import type { Me } from "../../../protocol/rest/accounts.ts"
import { createActing } from "../../parts/acting.ts"
import { Card } from "../../parts/card.tsx"
import { Field, TextArea, TextField } from "../../parts/field.tsx"
import { Beside, Form } from "../../parts/form.tsx"
import { words } from "../../words/words.ts"
import { NameFields } from "../account-fields.tsx"
import { client } from "../stoa.ts"

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
  return (
    <Card>
      <h2>{said().profile}</h2>
      <Form acting={saving} submit={said().save} done={isSaved() ? said().saved : undefined}>
        <NameFields first={firstName()} last={lastName()} about={saving.about} onFirst={setFirstName} onLast={setLastName} />
        <Beside>
          <TextField
            label={said().phone}
            type="tel"
            autocomplete="tel"
            maxlength="20"
            value={phone()}
            error={saving.about("phone")}
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
        </Beside>
        <TextArea label={said().bio} maxlength="5000" value={bio()} error={saving.about("bio")} onText={setBio} />
      </Form>
    </Card>
  )
}
