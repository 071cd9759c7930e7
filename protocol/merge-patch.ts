/**
 * RFC 7396 JSON Merge Patch: the one way in which a view changes. Views therefore keep what changes in objects
 * under stable keys, never in arrays, and give `null` no meaning of its own.
 */

type Json = unknown

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** `target` with `patch` merged in; neither is changed, and untouched parts are shared. */
export const mergePatch = (target: Json, patch: Json): Json => {
  if (!isObject(patch)) return patch
  const merged: Record<string, Json> = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    // A key such as __proto__ must become a property, never a prototype.
    if (value === null) delete merged[key]
    else
      Object.defineProperty(merged, key, {
        value: mergePatch(merged[key], value),
        enumerable: true,
        writable: true,
        configurable: true
      })
  }
  return merged
}

/**
 * One patch that does what `first` and then `second` do. Not expressible, and so to be avoided by writers: `second`
 * giving an object to a key that `first` deletes, since a merge patch cannot replace an object by another.
 */
export const composePatches = (first: Json, second: Json): Json => {
  if (!isObject(first) || !isObject(second)) return second
  const composed: Record<string, Json> = { ...first }
  for (const [key, value] of Object.entries(second)) {
    Object.defineProperty(composed, key, {
      value: key in composed ? composePatches(composed[key], value) : value,
      enumerable: true,
      writable: true,
      configurable: true
    })
  }
  return composed
}
