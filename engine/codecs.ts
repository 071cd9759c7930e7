/**
 * The encoders and decoders of one actor type, built once. Stored things are decoded with the type's own Schemas, after
 * its upcasters have brought what an older version wrote to today's form.
 */
import { Schema, SchemaAST } from "effect"
import type { AnyActor } from "../actors/actor.ts"

/** Does a value look the same encoded, all the way down? Checks and brands change nothing, transformations do. */
const isPlain = (ast: SchemaAST.AST, seen = new Set<SchemaAST.AST>()): boolean => {
  if (seen.has(ast)) return true
  seen.add(ast)
  if (ast.encoding !== undefined) return false
  const plain = (inner: SchemaAST.AST): boolean => isPlain(inner, seen)
  if (SchemaAST.isObjects(ast)) {
    return ast.propertySignatures.every(({ type }) => plain(type)) && ast.indexSignatures.every(({ type }) => plain(type))
  }
  if (SchemaAST.isArrays(ast)) return ast.elements.every(plain) && ast.rest.every(plain)
  if (SchemaAST.isUnion(ast)) return ast.types.every(plain)
  if (SchemaAST.isSuspend(ast)) return plain(ast.thunk())
  return !SchemaAST.isDeclaration(ast)
}

/**
 * Encodes what this program made itself. Most Schemas of stored things change nothing on the way out, and then neither
 * does this: walking every event to find that out again would cost more than deciding it.
 */
const encoder = (schema: Schema.Codec<unknown, unknown>): ((value: unknown) => unknown) =>
  isPlain(schema.ast) ? (value) => value : Schema.encodeUnknownSync(schema)

const codecsFor = (definition: AnyActor) => {
  const decodeEvent = Schema.decodeUnknownSync(definition.event)
  const decodeState = Schema.decodeUnknownSync(definition.state)
  return {
    encodeEvent: encoder(definition.event),
    encodeState: encoder(definition.state),
    encodeInternal: encoder(definition.internal),
    decodeInternal: Schema.decodeUnknownSync(definition.internal),
    encodeWire: Schema.encodeUnknownSync(definition.wire),
    decodeWire: Schema.decodeUnknownSync(definition.wire, { onExcessProperty: "error" }),
    decodeEvent: (version: number, encoded: unknown) =>
      decodeEvent(version === definition.eventVersion ? encoded : (definition.upcastEvent?.(version, encoded) ?? encoded)),
    decodeState: (version: number, encoded: unknown) =>
      decodeState(version === definition.stateVersion ? encoded : (definition.upcastState?.(version, encoded) ?? encoded))
  }
}
export type Codecs = ReturnType<typeof codecsFor>

const built = new WeakMap<AnyActor, Codecs>()

export const codecsOf = (definition: AnyActor): Codecs => {
  const known = built.get(definition)
  if (known !== undefined) return known
  const codecs = codecsFor(definition)
  built.set(definition, codecs)
  return codecs
}
