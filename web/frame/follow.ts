/**
 * What lives on the server, as signals. A view comes whole with each change; `reconcile` finds what differs, so that only what
 * shows that part is touched, and elements keep their focus and selection.
 */
import { createComputed, on, onCleanup, type Accessor } from "solid-js"
import { createStore, reconcile } from "solid-js/store"
import type { Watchable, Watched } from "../../client/index.ts"

/** Follows what `of` answers, and another thing when that changes, for as long as the component is there. */
export const follow = <Seen extends object>(of: () => Watchable<Seen>): Accessor<Watched<Seen>> => {
  const [held, setHeld] = createStore<{ seen: Watched<Seen> }>({ seen: { _tag: "Loading" } })
  createComputed(
    on(of, (watchable) => {
      const stop = watchable.watch((seen) => setHeld("seen", reconcile(seen)))
      onCleanup(stop)
    })
  )
  return () => held.seen
}
