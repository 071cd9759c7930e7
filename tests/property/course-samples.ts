/** Courses as files, with everything in them that this place has, keyed as an export keys them. */
import fc from "fast-check"
import { soundBank, words } from "./bank-samples.ts"

/** What a place has that files only name. */
export interface Place {
  readonly category: string
  readonly lesson: string
  readonly document: { readonly file: string; readonly sha256: string }
}

const sentence = fc.option(words, { nil: null })
const minutes = fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: null })
const moment = fc
  .integer({ min: Date.parse("2026-01-01T00:00:00Z"), max: Date.parse("2030-01-01T00:00:00Z") })
  .map((at) => new Date(at).toISOString())

type Kind = "quiz" | "exam"
interface Placed {
  readonly content: { readonly kind: string; readonly assessment?: string | null }
}

const settingsOf = (type: Kind | "practice", earlier: ReadonlyArray<string>) =>
  fc.record({
    type: fc.constant(type),
    title: words,
    passMark: fc.constantFrom("0", "50", "66.6", "100"),
    timeLimit: fc.option(fc.integer({ min: 1, max: 10_000_000 }), { nil: null }),
    maxAttempts: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
    review: fc.boolean(),
    counted: fc.constantFrom("best", "last", "first", "average"),
    spacing: fc.option(fc.integer({ min: 1, max: 10_000_000 }), { nil: null }),
    prerequisites: fc.subarray([...earlier]),
    consent: sentence
  })

const contentOf = ({ lesson, document }: Place) =>
  fc.oneof(
    words.map((text) => ({ kind: "text", text })),
    fc.constant({ kind: "video", lesson }),
    fc.constant({ kind: "document", ...document }),
    fc.record({ kind: fc.constantFrom("quiz", "exam"), assessment: fc.constantFrom(null, "new", "new", "again") })
  )

/** Assessments named as they come: of those that are to be named again, the last one of the kind. */
const named = <M extends Placed>(modules: ReadonlyArray<M>) => {
  const made: Array<{ readonly key: string; readonly kind: Kind; readonly at: number }> = []
  const all = modules.map((module, at) => {
    const { kind, assessment } = module.content
    if ((kind !== "quiz" && kind !== "exam") || assessment == null) return module
    const before = assessment === "again" ? made.findLast((one) => one.kind === kind) : undefined
    const key = before?.key ?? `a${made.length + 1}`
    if (before === undefined) made.push({ key, kind, at })
    return { ...module, content: { kind, assessment: key } }
  })
  return { modules: all, made }
}

export const courseFile = (place: Place): fc.Arbitrary<object> =>
  fc
    .integer({ min: 0, max: 5 })
    .chain((count) => {
      const keys = Array.from({ length: count }, (_, n) => `m${n + 1}`)
      const module = (key: string) =>
        fc.record({
          key: fc.constant(key),
          title: words,
          description: sentence,
          duration: minutes,
          is_mandatory: fc.boolean(),
          prerequisites: fc.subarray(keys.filter((other) => other !== key)),
          release_at: fc.option(moment, { nil: null }),
          content: contentOf(place)
        })
      return fc.record({
        format: fc.constant("stoa.course/1"),
        title: words,
        description: sentence,
        category: fc.constantFrom(null, place.category),
        difficulty_level: fc.constantFrom(null, "beginner"),
        tags: fc.uniqueArray(fc.constantFrom("desk", "net", "door", "key")),
        price: fc.constantFrom("0.00", "12.50"),
        capacity: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: null }),
        thumbnail_url: fc.constantFrom(null, "https://pictures.example/desk.png"),
        modules: fc.tuple(...keys.map(module)),
        alone: fc.boolean()
      })
    })
    .chain(({ alone, modules, ...course }) => {
      const { modules: placed, made } = named(modules)
      const ofModules = made.map(({ key, kind, at }) =>
        fc.record({
          key: fc.constant(key),
          description: sentence,
          standalone: fc.constant(false),
          settings: settingsOf(
            kind,
            modules.slice(0, at).map((one) => one.key)
          ),
          bank: soundBank
        })
      )
      const standing = fc.record({
        key: fc.constant(`a${made.length + 1}`),
        description: sentence,
        standalone: fc.constant(true),
        settings: settingsOf("quiz", []),
        bank: soundBank
      })
      return fc
        .tuple(...ofModules, ...(alone ? [standing] : []))
        .map((assessments) => ({ ...course, modules: placed, assessments }))
    })
