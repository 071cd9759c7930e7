/** Where the desks of all learners of this browser are, by person and attempt. Apart from `desk.ts`, for who only clears them. */
export const desks = "stoa:desk/"

export const keysUnder = (prefix: string): ReadonlyArray<string> =>
  Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? "").filter((key) => key.startsWith(prefix))

export const clearUnder = (prefix: string): void => {
  for (const key of keysUnder(prefix)) localStorage.removeItem(key)
}
