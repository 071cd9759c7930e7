/**
 * Names in the order in which a reader looks for them: by the browser's language, without regard to case, numbers by their value.
 * The order is made when it is first asked for: the first object of its kind costs a browser 25 ms, and most pages sort no names.
 */
let collator: Intl.Collator | undefined

export const compareNames = (one: string, other: string): number =>
  (collator ??= new Intl.Collator(undefined, { numeric: true, sensitivity: "base" })).compare(one, other)
