/**
 * The encoders and decoders of one actor type, built once. Stored things are decoded with the type's own Schemas, after
 * its upcasters have brought what an older version wrote to today's form.
 */
import { Schema } from "effect"
import type { AnyActor } from "../actors/actor.ts"

const codecsFor = (definition: AnyActor) => {
  const decodeEvent = Schema.decodeUnknownSync(definition.event)
  const decodeState = Schema.decodeUnknownSync(definition.state)
  return {
    encodeEvent: Schema.encodeUnknownSync(definition.event),
    encodeState: Schema.encodeUnknownSync(definition.state),
    encodeInternal: Schema.encodeUnknownSync(definition.internal),
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
