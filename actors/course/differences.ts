/** What one version of a course has that another has not. Modules are the same where their lineage is, whatever they are called. */
import type { AuthoredModule, VersionChanges, VersionDetail } from "../../protocol/rest/authoring.ts"
import { canonicalJson } from "../../protocol/canonical-json.ts"

type Fields = Readonly<Record<string, unknown>>

const changed = (before: Fields, after: Fields): VersionChanges["fields"] =>
  Object.keys(after).flatMap((field) =>
    canonicalJson(before[field]) === canonicalJson(after[field]) ? [] : [{ field, before: before[field], after: after[field] }]
  )

const nameOf = ({ id, lineage_id, title }: AuthoredModule) => ({ id, lineage_id, title })

/** Ids differ from version to version; what is waited for, and which place a module has among those in both, compare. */
const comparable = (
  module: AuthoredModule,
  all: ReadonlyArray<AuthoredModule>,
  common: ReadonlyArray<AuthoredModule>
): Fields => {
  const { title, description, duration, is_mandatory, release_at, content } = module
  const prerequisites = all.filter(({ id }) => module.prerequisites.includes(id)).map((each) => each.lineage_id)
  return {
    title,
    description,
    duration,
    is_mandatory,
    release_at,
    content,
    prerequisites: [...prerequisites].sort((a, b) => a - b),
    place: common.indexOf(module)
  }
}

export const differences = (from: VersionDetail, to: VersionDetail): VersionChanges => {
  const before = new Map(from.modules.map((module) => [module.lineage_id, module]))
  const after = new Map(to.modules.map((module) => [module.lineage_id, module]))
  const commonBefore = from.modules.filter(({ lineage_id }) => after.has(lineage_id))
  const commonAfter = to.modules.filter(({ lineage_id }) => before.has(lineage_id))
  return {
    from: from.id,
    to: to.id,
    fields: changed({ title: from.title, description: from.description }, { title: to.title, description: to.description }),
    modules: {
      added: to.modules.filter(({ lineage_id }) => !before.has(lineage_id)).map(nameOf),
      removed: from.modules.filter(({ lineage_id }) => !after.has(lineage_id)).map(nameOf),
      changed: commonAfter.flatMap((module) => {
        const earlier = before.get(module.lineage_id)
        if (earlier === undefined) return []
        const fields = changed(comparable(earlier, from.modules, commonBefore), comparable(module, to.modules, commonAfter))
        return fields.length === 0 ? [] : [{ ...nameOf(module), fields }]
      })
    }
  }
}
