/** Roles and their permissions as rows. Every node hears of a change by `Standing`. */
import { Context, Effect, Layer, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { Permission, Role } from "../../protocol/principal.ts"
import { AuditLog } from "../audit/audit-log.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { Database } from "../database.ts"
import { allRows } from "./rows.ts"

export const RoleRow = Schema.Struct({ name: Role, description: Schema.String, permissions: Schema.Array(Permission) })
export type RoleRow = typeof RoleRow.Type

const PermissionRow = Schema.Struct({ name: Permission, description: Schema.String })
export type PermissionRow = typeof PermissionRow.Type

export class Roles extends Context.Service<
  Roles,
  {
    readonly all: Effect.Effect<ReadonlyArray<RoleRow>, StorageUnavailable>
    /** The permissions there are: those that the program asks for somewhere, and `*`. */
    readonly permissions: Effect.Effect<ReadonlyArray<PermissionRow>, StorageUnavailable>
    /** The role's permissions from now on, all of them, and the audit log's entry of it; those named have to be among `permissions`. */
    readonly setPermissions: (
      role: Role,
      permissions: ReadonlyArray<Permission>,
      by: Changer
    ) => Effect.Effect<void, StorageUnavailable>
  }
>()("stoa/storage/Roles") {
  static readonly layer = Layer.effect(
    Roles,
    Effect.map(Effect.all([Database, AuditLog]), ([database, log]) => {
      const rows = allRows(database)
      return Roles.of({
        all: rows(
          RoleRow,
          (db) => db`
            select json_build_object('name', name, 'description', description, 'permissions', coalesce(
              (select json_agg(permission order by permission) from role_permissions where role = name), '[]')) as row
            from roles order by name`
        ),
        permissions: rows(
          PermissionRow,
          (db) => db`select json_build_object('name', name, 'description', description) as row from permissions order by name`
        ),
        setPermissions: (role, permissions, by) =>
          log.transaction(async (db, note) => {
            // Two who change one role at once do so one after the other, and the later one's word stands whole.
            await db`select 1 from roles where name = ${role} for update`
            const named = db`(select json_array_elements_text(${JSON.stringify(permissions)}::text::json))`
            const gone = await db<Array<{ name: string }>>`
              delete from role_permissions where role = ${role} and permission not in ${named} returning permission as name`
            const given = await db<Array<{ name: string }>>`
              insert into role_permissions (role, permission, granted_by)
              select ${role}, name, ${by.person} from permissions where name in ${named}
              on conflict do nothing returning permission as name`
            if (gone.length + given.length === 0) return
            note({
              action: "role.permissions_changed",
              ...doneBy(by, "role", role),
              details: { granted: given.map(({ name }) => name), withdrawn: gone.map(({ name }) => name) }
            })
          })
      })
    })
  )
}
