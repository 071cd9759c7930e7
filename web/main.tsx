/** The pages begin here: the reader's language, the app, the log-in of an earlier page. */
import { keepTraces } from "./quick-start.ts"
import "./styles/tokens.css"
import "./styles/base.css"
import { render } from "solid-js/web"
import { App } from "./app.tsx"
import { connection, restore } from "./frame/stoa.ts"
import { speakPreferred } from "./words/words.ts"

keepTraces()

const begin = (): void => {
  const root = document.getElementById("stoa")
  if (root !== null) render(() => <App />, root)
  // Beside it, so that the page's own code is on its way meanwhile.
  void restore()
}
void speakPreferred().then(begin)

/** Within so many ms a second reload would not help either. */
const reloaded = 30_000
// Another version was deployed since, and this page's own files are gone. What is being written survives a reload.
addEventListener("vite:preloadError", () => {
  const last = Number(sessionStorage.getItem("stoa:reloaded"))
  if (connection()._tag !== "Online" || Date.now() - last < reloaded) return
  sessionStorage.setItem("stoa:reloaded", String(Date.now()))
  location.reload()
})
