/** The pages begin here: the reader's language, the log-in of an earlier page, then the app. */
import "./styles/tokens.css"
import "./styles/base.css"
import { render } from "solid-js/web"
import { App } from "./app.tsx"
import { restore } from "./frame/stoa.ts"
import { speakPreferred } from "./words/words.ts"

// A log-in that cannot be taken up is asked for: there is nothing else to do about it.
await Promise.all([speakPreferred(), restore().catch(() => {})])

const root = document.getElementById("stoa")
if (root !== null) render(() => <App />, root)
