/**
 * What stands behind `#` in a link that was mailed. It is good once, so it is taken as soon as the pages begin, and stays neither in
 * the address bar nor in the history; whoever has to log in first is not asked for it again. Nothing is done with it until somebody
 * presses a button: programs that look at mail follow links, too.
 */
const paths: ReadonlySet<string> = new Set(["/account/confirm", "/account/password", "/courses/invitation"])

const taken = paths.has(location.pathname) ? location.hash.slice(1) : ""
if (taken !== "") history.replaceState(history.state, "", location.pathname)

/** Empty where the page was not opened by a link. */
export const mailedLink = taken
