/** Roles and what they may do, for administrators. */
import { Schema } from "effect"
import { Permission, Role } from "../principal.ts"

export const RoleDetail = Schema.Struct({ name: Role, description: Schema.String, permissions: Schema.Array(Permission) })
export type RoleDetail = typeof RoleDetail.Type

export const PermissionDetail = Schema.Struct({ name: Permission, description: Schema.String })
