/**
 * Has to be the first of all imports. While it is loaded, Effect looks at a stack trace to learn whether the engine keeps its function
 * names. To write one the browser has to know where in the source each function stands, and so reads the largest file of these pages
 * a second time: 70 ms, or 280 on a slow machine, before anything is on the screen. Where no traces are kept it does not look.
 */
const property = "stackTraceLimit"
const usual: unknown = Reflect.get(Error, property)
Reflect.set(Error, property, 0)

/** To be called once everything is loaded: errors have their traces again. */
export const keepTraces = (): void => {
  Reflect.set(Error, property, usual)
}
