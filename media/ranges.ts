/**
 * Which part of a file a GET asks for (RFC 9110, sections 13 and 14), as a pure function of three headers. Anything
 * about a range that isn't understood, several ranges included, is answered with the whole file: the RFC allows it and
 * players ask for one.
 */

export type Part =
  | { readonly status: 200; readonly from: 0; readonly length: number }
  | { readonly status: 206; readonly from: number; readonly length: number }
  | { readonly status: 304 }
  | { readonly status: 416 }

export interface Conditions {
  readonly range: string
  readonly ifRange: string
  readonly ifNoneMatch: string
}

/** If-None-Match compares weakly: `W/` is no difference. */
const matches = (list: string, etag: string): boolean =>
  list.trim() === "*" ||
  list.split(",").some((candidate) => {
    const tag = candidate.trim()
    return (tag.startsWith("W/") ? tag.slice(2) : tag) === etag
  })

const single = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i

/** `etag` is the file's strong tag with its quotes; `bytes` its length, at least 1. */
export const partOf = (asked: Conditions, etag: string, bytes: number): Part => {
  if (asked.ifNoneMatch !== "" && matches(asked.ifNoneMatch, etag)) return { status: 304 }
  const whole: Part = { status: 200, from: 0, length: bytes }
  // If-Range compares strongly, and we give no dates: only our very tag keeps the range.
  if (asked.ifRange !== "" && asked.ifRange.trim() !== etag) return whole
  const range = single.exec(asked.range)
  if (range === null) return whole
  const [, first = "", last = ""] = range
  if (first === "" && last === "") return whole
  if (first === "") {
    const suffix = Number(last)
    if (suffix === 0) return { status: 416 }
    const length = Math.min(suffix, bytes)
    return { status: 206, from: bytes - length, length }
  }
  const from = Number(first)
  if (last !== "" && Number(last) < from) return whole
  if (from >= bytes) return { status: 416 }
  const to = last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1)
  return { status: 206, from, length: to - from + 1 }
}
