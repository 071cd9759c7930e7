/** One's own account: profile, password, address, second factor, and the devices one is logged in on. */
import { createResource, type JSX } from "solid-js"
import { Loaded } from "../../parts/loaded.tsx"
import { Page } from "../../parts/page.tsx"
import { words } from "../../words/words.ts"
import { client } from "../stoa.ts"
import { Devices } from "./devices.tsx"
import { EmailChange } from "./email-change.tsx"
import styles from "./own.module.css"
import { PasswordChange } from "./password-change.tsx"
import { Profile } from "./profile.tsx"
import { SecondFactor } from "./second-factor.tsx"

export default (): JSX.Element => {
  const [me, { refetch, mutate }] = createResource(() => client.accounts.profile())
  return (
    <Page title={words().frame.account}>
      <Loaded of={me} onRetry={() => void refetch()}>
        {(me) => (
          <div class={styles["sections"]}>
            <Profile me={me()} onChanged={(changed) => mutate(changed)} />
            <SecondFactor />
            <PasswordChange />
            <EmailChange email={me().email} />
            <Devices />
          </div>
        )}
      </Loaded>
    </Page>
  )
}
