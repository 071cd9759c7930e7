/** A number with its noun, where one is told from all others and from nothing: as in English and Spanish. */
export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
