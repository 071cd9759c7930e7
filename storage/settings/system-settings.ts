/**
 * Settings that change while the program runs. Each node has all of them in memory, so that asking costs nothing; a change
 * is told to every node with its commit. A node whose connection was away reads all of them when it is back.
 */
import { Config, Context, Effect, Layer, Option, Schedule, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { UserId } from "../../protocol/ids.ts"
import type { ShownSetting } from "../../protocol/rest/settings.ts"
import { type SettingName, settingNames, type SettingValue, systemSettings } from "../../protocol/settings.ts"
import { AuditLog } from "../audit/audit-log.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { allRows } from "../catalogue/rows.ts"
import { Database, DatabaseRefused } from "../database.ts"
import { listening } from "../listening.ts"
import type { Sql } from "../sql.ts"

export class SystemSettings extends Context.Service<
  SystemSettings,
  {
    /** As it is now, from memory: read it where it is needed, and keep it nowhere. */
    readonly get: <Name extends SettingName>(name: Name) => SettingValue<Name>
    readonly all: Effect.Effect<ReadonlyArray<ShownSetting>, StorageUnavailable>
    /** Refused as `invalid` where the setting does not take this value. */
    readonly change: (name: SettingName, value: unknown, by: Changer) => Effect.Effect<ShownSetting, StorageUnavailable | Refusal>
    /** Back to what the environment says, or the default. */
    readonly reset: (name: SettingName, by: Changer) => Effect.Effect<ShownSetting, StorageUnavailable>
    /** Calls `listener` whenever one may have changed, on whichever node, once `get` says so; answers what takes it back. */
    readonly onChanged: (listener: () => void) => () => void
  }
>()("stoa/storage/SystemSettings") {
  static readonly layer = Layer.effect(
    SystemSettings,
    Effect.suspend(() => make)
  )
}

const channel = "stoa_setting_changed"

const decode = <Name extends SettingName>(name: Name, value: unknown): Option.Option<SettingValue<Name>> =>
  Schema.decodeUnknownOption(systemSettings[name].value)(value)

/** What an entry of the audit log can hold; every setting's value is one. */
const Plain = Schema.Union([Schema.Null, Schema.Boolean, Schema.Finite, Schema.String, Schema.Array(Schema.String)])
const decodePlain = Schema.decodeUnknownSync(Plain)

const Stored = Schema.Struct({
  name: Schema.String,
  value: Schema.Unknown,
  changedAt: Schema.String,
  changedBy: Schema.NullOr(UserId)
})
type Stored = typeof Stored.Type

interface Fallback {
  readonly value: unknown
  readonly source: "default" | "environment"
}

/** What the environment says, or the default. A value that is none stops the start: it would be ignored unnoticed. */
const fallbackOf = (name: SettingName): Effect.Effect<Fallback, DatabaseRefused> =>
  Effect.gen(function* () {
    const { environment, read, default: standard } = systemSettings[name]
    const given = yield* Config.String(environment).pipe(
      Config.withDefault(""),
      Effect.mapError((cause) => new DatabaseRefused({ message: cause.message, cause }))
    )
    if (given.trim() === "") return { value: standard, source: "default" }
    const value = read(given.trim())
    if (Option.isSome(decode(name, value))) return { value, source: "environment" }
    return yield* Effect.fail(new DatabaseRefused({ message: `${environment} has a value that this setting does not take.` }))
  })

const make = Effect.gen(function* () {
  const database = yield* Database
  const log = yield* AuditLog
  const all = allRows(database)
  const fallbacks = new Map<SettingName, Fallback>()
  for (const name of settingNames) fallbacks.set(name, yield* fallbackOf(name))
  let set: ReadonlyMap<string, Stored> = new Map()
  const listeners = new Set<() => void>()

  const row = (db: Sql) => db`json_build_object(
    'name', name, 'value', value, 'changedAt', changed_at, 'changedBy', changed_by) as row`
  const load = Effect.map(
    all(Stored, (db) => db`select ${row(db)} from system_settings`),
    (rows) => {
      set = new Map(rows.map((one) => [one.name, one]))
      for (const listener of [...listeners]) listener()
    }
  )

  const fallback = (name: SettingName): Fallback =>
    fallbacks.get(name) ?? { value: systemSettings[name].default, source: "default" }
  const held = (name: SettingName): Stored | undefined => {
    const stored = set.get(name)
    return stored !== undefined && Option.isSome(decode(name, stored.value)) ? stored : undefined
  }
  const shown = (name: SettingName): ShownSetting => {
    const stored = held(name)
    const { description, value: schema, default: standard } = systemSettings[name]
    return {
      name,
      ...(stored === undefined ? fallback(name) : { value: stored.value, source: "administrator" }),
      default: standard,
      description,
      schema: Schema.toJsonSchemaDocument(schema).schema,
      changed_at: stored === undefined ? null : new Date(stored.changedAt).toISOString(),
      changed_by: stored?.changedBy ?? null
    }
  }

  /** `value`: `undefined` to set nothing any more. */
  const write = (name: SettingName, value: unknown, by: Changer) =>
    log.transaction(async (sql, note) => {
      // One after the other, so that each entry has what was there before it.
      await sql`select pg_advisory_xact_lock(hashtext(${channel}))`
      const [before] = await sql<Array<{ value: string }>>`select value::text as value from system_settings where name = ${name}`
      const old: unknown = before === undefined ? fallback(name).value : JSON.parse(before.value)
      if (value === undefined) await sql`delete from system_settings where name = ${name}`
      else {
        await sql`
          insert into system_settings (name, value, changed_by) values (${name}, ${JSON.stringify(value)}::text::jsonb, ${by.person})
          on conflict (name) do update set value = excluded.value, changed_by = excluded.changed_by, changed_at = now()`
      }
      await sql`select pg_notify(${channel}, ${name})`
      note({
        action: "setting.changed",
        ...doneBy(by, "setting", name),
        details: { from: decodePlain(old), to: decodePlain(value === undefined ? fallback(name).value : value) }
      })
    })
  const changed = (name: SettingName, value: unknown, by: Changer) =>
    Effect.andThen(
      write(name, value, by),
      Effect.map(load, () => shown(name))
    )

  const scope = yield* Effect.scope
  const reload = (): void => {
    Effect.runFork(Effect.forkIn(Effect.retry(load, Schedule.spaced("1 second")), scope))
  }
  yield* listening(database, channel, reload, reload)
  yield* load

  return SystemSettings.of({
    // A value that an older version stored, and that is none any more, counts as not set.
    get: (name) =>
      Option.getOrElse(decode(name, set.get(name)?.value), () => Option.getOrThrow(decode(name, fallback(name).value))),
    all: Effect.map(load, () => settingNames.map(shown)),
    change: (name, value, by) =>
      Option.isSome(decode(name, value))
        ? changed(name, value, by)
        : Effect.fail(
            refuse("invalid", { field: "value", message: "The setting does not take this value. Its schema says which." })
          ),
    reset: (name, by) => changed(name, undefined, by),
    onChanged: (listener) => {
      // Two registrations of one function are two registrations, each with its own way back.
      const registered = () => listener()
      listeners.add(registered)
      return () => {
        listeners.delete(registered)
      }
    }
  })
})
