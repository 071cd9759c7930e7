/** Sets a second factor up: the key goes into an app, a code of the app comes back, and there are recovery codes for a lost phone. */
import { createResource, createSignal, Show, Suspense, type JSX } from "solid-js"
import { createActing } from "../../parts/acting.ts"
import { Form } from "../../parts/form.tsx"
import { Loaded } from "../../parts/loaded.tsx"
import { lazily } from "../../parts/lazily.tsx"
import { Loading } from "../../parts/states.tsx"
import { words } from "../../words/words.ts"
import { CodeField } from "../account-fields.tsx"
import { client } from "../stoa.ts"
import styles from "./own.module.css"
import { KeptCodes } from "./recovery-codes.tsx"

const QrCode = lazily(() => import("./qr-code.tsx"))

/** In groups of four, as it is easily typed. */
const spaced = (secret: string): string => secret.replaceAll(/(.{4})(?=.)/g, "$1 ")

export const Enrolling = (props: { readonly onDone: () => void }): JSX.Element => {
  const said = () => words().frame.secondFactor
  const [secret, { refetch }] = createResource(() => client.accounts.enrolSecondFactor())
  const [code, setCode] = createSignal("")
  const [codes, setCodes] = createSignal<ReadonlyArray<string>>()
  const confirming = createActing(async () => setCodes(await client.accounts.confirmSecondFactor(code().trim())))
  return (
    <Show
      when={codes()}
      fallback={
        <Loaded of={secret} onRetry={() => void refetch()}>
          {(secret) => (
            <Form acting={confirming} submit={said().confirm}>
              <p>{said().scan}</p>
              <Suspense fallback={<Loading />}>
                <QrCode text={secret().otpauth_uri} label={said().picture} />
              </Suspense>
              <p>
                {said().typeIt} <code class={styles["secret"]}>{spaced(secret().secret)}</code>
              </p>
              <p>
                <a href={secret().otpauth_uri}>{said().openApp}</a>
              </p>
              <p>{said().typeCode}</p>
              <CodeField label={said().code} value={code()} error={confirming.about("code")} onText={setCode} />
            </Form>
          )}
        </Loaded>
      }
    >
      {(codes) => <KeptCodes codes={codes()} onKept={() => props.onDone()} />}
    </Show>
  )
}
