/**
 * A person's own words: answers, chat, notes. They travel through behaviour as `Words`, which names their author,
 * so that the journal's boundary can seal them under that person's key without knowing where in an event or a
 * state they stand. After an erasure the same place holds `Erased`, which every reader has to handle.
 */
import { Schema } from "effect"
import { UserId } from "./ids.ts"

export const Erased = Schema.TaggedStruct("Erased", { by: UserId })
export type Erased = typeof Erased.Type

/** `value` in its author's words; encoded as `{_tag: "Words", by, value}`. */
export const words = <S extends Schema.Top>(value: S) => Schema.TaggedStruct("Words", { by: UserId, value })

/** What is found where words were written: the words, or the mark that they were erased. */
export const wordsOrErased = <S extends Schema.Top>(value: S) => Schema.Union([words(value), Erased])
