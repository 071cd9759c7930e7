/** For whose role a second factor is needed and who has none: nothing else is open to them until there is one. */
import type { JSX } from "solid-js"
import { Button } from "../../parts/button.tsx"
import { words } from "../../words/words.ts"
import { OutsidePage } from "../outside.tsx"
import { logOut, reconnect } from "../stoa.ts"
import { Enrolling } from "./enrolling.tsx"

export default (): JSX.Element => (
  <OutsidePage title={words().frame.secondFactor.firstTitle}>
    <p>{words().frame.secondFactor.first}</p>
    <Enrolling onDone={reconnect} />
    <div>
      <Button kind="quiet" onClick={() => void logOut()}>
        {words().frame.logOut}
      </Button>
    </div>
  </OutsidePage>
)
