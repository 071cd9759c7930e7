/** "I will not sit this": asked once more, since it ends the attempt. */
import { createSignal, Show, type JSX } from "solid-js"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Dialog } from "../parts/dialog.tsx"
import { Refused } from "../parts/refused.tsx"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"

export const Decline = (): JSX.Element => {
  const { attempt } = useHere()
  const [isOpen, setOpen] = createSignal(false)
  const declining = createActing(() => attempt.decline())
  const said = () => words().exam.decline
  return (
    <div>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        {said().open}
      </Button>
      <Show when={isOpen()}>
        <Dialog title={said().title} onClose={() => setOpen(false)}>
          <p>{said().explain}</p>
          <Refused error={declining.error()} />
          <div>
            <Button kind="danger" busy={declining.busy()} onClick={() => void declining.run()}>
              {said().confirm}
            </Button>
          </div>
        </Dialog>
      </Show>
    </div>
  )
}
