/** The actor types, by name: all that the engine knows of the domain. */
import type { ActorRef } from "../protocol/ids.ts"
import type { AnyActor } from "./actor.ts"
import { attempt } from "./attempt/definition.ts"
import { course } from "./course/definition.ts"
import { exam } from "./exam/definition.ts"
import { learner } from "./learner/definition.ts"

export const registry: Readonly<Record<ActorRef["type"], AnyActor>> = { learner, course, attempt, exam }

export const definitionOf = (type: ActorRef["type"]): AnyActor => registry[type]
