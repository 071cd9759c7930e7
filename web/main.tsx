/** The pages begin here: the reader's language, the app, the log-in of an earlier page. */
import "./styles/tokens.css"
import "./styles/base.css"
import { render } from "solid-js/web"
import { App } from "./app.tsx"
import { restore } from "./frame/stoa.ts"
import { speakPreferred } from "./words/words.ts"

await speakPreferred()

const root = document.getElementById("stoa")
if (root !== null) render(() => <App />, root)
// Beside it, so that the page's own code is on its way meanwhile.
void restore()
