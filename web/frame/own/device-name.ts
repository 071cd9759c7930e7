/** What a browser says of itself, as people call it. Only to tell one's own devices apart; nothing is decided by it. */
const browsers = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"]
] as const
const systems = [
  [/Android/, "Android"],
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"]
] as const

const named = (among: ReadonlyArray<readonly [RegExp, string]>, said: string): string | undefined =>
  among.find(([mark]) => mark.test(said))?.[1]

export const deviceName = (
  userAgent: string | null
): { readonly browser: string; readonly system: string } | { readonly program: string } | undefined => {
  if (userAgent === null || userAgent === "") return undefined
  const [browser, system] = [named(browsers, userAgent), named(systems, userAgent)]
  return browser === undefined || system === undefined ? { program: userAgent.slice(0, 60) } : { browser, system }
}
