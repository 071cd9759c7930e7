/** The OpenAPI document as data: what of it is read and written here. */
import { readFileSync } from "node:fs"
import { projectPath } from "../../engine/project.ts"

/** A JSON Schema. */
export interface Shape {
  readonly $ref?: string
  readonly type?: string | ReadonlyArray<string>
  readonly enum?: ReadonlyArray<unknown>
  readonly const?: unknown
  readonly anyOf?: ReadonlyArray<Shape>
  readonly oneOf?: ReadonlyArray<Shape>
  readonly allOf?: ReadonlyArray<Shape>
  readonly items?: Shape | false
  readonly prefixItems?: ReadonlyArray<Shape>
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly properties?: Readonly<Record<string, Shape>>
  readonly patternProperties?: Readonly<Record<string, Shape>>
  readonly propertyNames?: Shape
  readonly required?: ReadonlyArray<string>
  readonly additionalProperties?: Shape | boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly description?: string
}

export interface Reference {
  readonly $ref: string
}

interface Media {
  schema: Shape
  example?: unknown
  examples?: Record<string, Reference>
}

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  schema: Shape
  description?: string
  example?: unknown
}

export interface Answer {
  description: string
  content?: Record<string, Media>
  headers?: Record<string, Reference>
}

export interface Operation {
  readonly operationId: string
  readonly tags: ReadonlyArray<string>
  summary?: string
  description?: string
  parameters: Array<Parameter | Reference>
  readonly security: ReadonlyArray<Readonly<Record<string, ReadonlyArray<string>>>>
  requestBody?: { required?: boolean; readonly content: Record<string, Media> }
  responses: Record<string, Answer>
}

export const methods = ["get", "post", "put", "patch", "delete"] as const
export type Method = (typeof methods)[number]

export interface Document {
  readonly openapi: string
  info: Record<string, unknown> & { readonly description?: string }
  servers: ReadonlyArray<{ readonly url: string; readonly description: string }>
  readonly paths: Record<string, Partial<Record<Method, Operation>>>
  readonly components: {
    schemas: Record<string, Shape>
    readonly securitySchemes: Record<string, unknown>
    headers?: Record<string, unknown>
    parameters?: Record<string, Parameter>
    examples?: Record<string, unknown>
  }
  readonly tags: ReadonlyArray<{ readonly name: string; readonly description?: string }>
}

export interface Route {
  readonly path: string
  readonly method: Method
  readonly operation: Operation
}

export const routesOf = (document: Document): ReadonlyArray<Route> =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation === undefined ? [] : [{ path, method, operation }]
    })
  )

export const resolved = (shape: Shape, schemas: Readonly<Record<string, Shape>>): Shape => {
  const name = shape.$ref?.split("/").at(-1)
  return name === undefined ? shape : resolved(schemas[name] ?? {}, schemas)
}

export const isReference = (parameter: Parameter | Reference): parameter is Reference => "$ref" in parameter

/** As it ships, made by `npm run openapi` and held to the contract by a test: making it anew takes most of a second. */
export const shipped = (): string => readFileSync(projectPath("docs", "openapi.json"), "utf8")

/** As text: down to operations and components a line each. */
export const printed = (document: Document): string => {
  const print = (value: unknown, depth: number): string => {
    if (depth === 0 || typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value)
    const pad = " ".repeat(4 - depth)
    const lines = Object.entries(value).map(([name, part]) => `${pad}${JSON.stringify(name)}: ${print(part, depth - 1)}`)
    return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${" ".repeat(3 - depth)}}`
  }
  return `${print(document, 3)}\n`
}
