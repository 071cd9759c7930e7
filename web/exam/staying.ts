/** Has the browser keep this page's files, so that a reload works without a connection. Where it gives pages no workers, it does not. */
import { onCleanup, onMount } from "solid-js"

const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker

/** What is on screen comes first, in ms; and a network that broke off in the middle is tried again. */
const first = 1_000
const again = 10_000

/** Resolves once the worker has all files, or has given up. */
const installed = (worker: ServiceWorker): Promise<boolean> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (worker.state === "activated" || worker.state === "installed") resolve(true)
      else if (worker.state === "redundant") resolve(false)
    }
    worker.addEventListener("statechange", look)
    look()
  })

const keep = async (container: ServiceWorkerContainer): Promise<boolean> => {
  const { active, waiting, installing } = await container.register("/worker.js", { scope: "/attempts/" })
  const worker = installing ?? waiting ?? active
  return worker !== null && installed(worker)
}

export const keepPage = (): void =>
  onMount(() => {
    // In the compiler's own server there is none.
    if (workers === undefined || import.meta.env.DEV) return
    const container = workers
    let timer = setTimeout(tryIt, first)
    onCleanup(() => clearTimeout(timer))
    function tryIt(): void {
      const over = (isKept: boolean): void => {
        if (!isKept) timer = setTimeout(tryIt, again)
      }
      keep(container).then(over, () => over(false))
    }
  })
