/** Has the browser keep this page's files, so that a reload works without a connection. Where it gives pages no workers, it does not. */
import { onMount } from "solid-js"

const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker

export const keepPage = (): void =>
  onMount(() => {
    // Nobody waits for it, and what is on screen comes first. In the compiler's own server there is none.
    if (workers === undefined || import.meta.env.DEV) return
    const register = (): void => void workers.register("/worker.js", { scope: "/attempts/" }).catch(() => {})
    if (typeof requestIdleCallback === "function") requestIdleCallback(register, { timeout: 5_000 })
    else setTimeout(register, 2_000)
  })
