/**
 * A component whose code comes when it is first shown, or asked for before. Solid's own `lazy` keeps a failure for good: where the network
 * was away at the wrong moment, "try again" would fail for as long as the page lives. Here the next use asks anew.
 */
import { createResource, Show, type Component } from "solid-js"

export interface Lazy<Props extends object> extends Component<Props> {
  /** Never rejects: what could not be had now is asked for again when it is shown. */
  readonly preload: () => Promise<void>
}

export const lazily = <Props extends object>(load: () => Promise<{ readonly default: Component<Props> }>): Lazy<Props> => {
  let known: Component<Props> | undefined
  let loading: Promise<Component<Props>> | undefined
  let hasFailed = false
  const begin = async (): Promise<Component<Props>> => {
    try {
      if (hasFailed) await stylesAgain()
      return (known = (await load()).default)
    } catch (cause) {
      hasFailed = true
      throw cause
    } finally {
      loading = undefined
    }
  }
  const loaded = (): Promise<Component<Props>> => (loading ??= begin())
  const Lazily: Component<Props> = (props) => {
    // At once where it is there: to wait for it would take the page around it off the screen for a moment.
    const [made] = createResource(() => known ?? loaded())
    return (
      <Show when={made()} keyed>
        {(Made) => <Made {...props} />}
      </Show>
    )
  }
  const preload = async (): Promise<void> => {
    if (known === undefined) await loaded().catch(() => undefined)
  }
  return Object.assign(Lazily, { preload })
}

/** Vite asks for each style sheet once: one that failed stays in the document, empty, and nobody would put another in its place. */
const stylesAgain = (): Promise<unknown> => {
  const failed = [...document.querySelectorAll<HTMLLinkElement>("link[rel='stylesheet']")].filter(({ sheet }) => sheet === null)
  return Promise.all(failed.map(another))
}

const another = (link: HTMLLinkElement): Promise<void> =>
  new Promise((resolve, reject) => {
    const next = document.createElement("link")
    next.rel = "stylesheet"
    next.href = link.href
    next.addEventListener("load", () => resolve())
    next.addEventListener("error", () => reject(new Error(`no style sheet at ${link.href}`)))
    link.replaceWith(next)
  })
