/** Maps that remember the newest `bound` entries: what strangers send must not decide how much memory is used. */
export const remember = <V>(map: Map<string, V>, key: string, value: V, bound: number): void => {
  map.delete(key)
  map.set(key, value)
  if (map.size <= bound) return
  const oldest = map.keys().next()
  if (oldest.done !== true) map.delete(oldest.value)
}
