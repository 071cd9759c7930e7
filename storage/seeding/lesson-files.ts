/**
 * The files of packaged lessons, registered as content. The packages lie in media's folders and are served by their
 * manifests; these rows say to people and reports what there is. A package that was made anew changes its rows.
 */
import type { TransactionSql } from "postgres"
import type { Millis } from "../../protocol/time.ts"

/** What seeding has to know of a packaged lesson; media has more to say of it. */
export interface PackagedLesson {
  readonly duration: Millis
  /** By file name. */
  readonly files: ReadonlyMap<string, { readonly type: string; readonly bytes: number }>
}

/** A module names its lesson `lesson:<name>`, and a file of it stands below that. */
export const registerLessonFiles = async (
  sql: TransactionSql<{ bigint: number }>,
  lesson: string,
  files: PackagedLesson["files"]
): Promise<void> => {
  const rows = Array.from(files, ([name, { type, bytes }]) => ({ name, path: `lesson:${lesson}/${name}`, type, bytes }))
  await sql`
    insert into content_files (filename, original_name, file_path, mime_type, file_size)
    select name, name, path, type, bytes
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as file (name text, path text, type text, bytes bigint)
    order by path
    on conflict (file_path) where sha256 is null do update set mime_type = excluded.mime_type, file_size = excluded.file_size
    where (content_files.mime_type, content_files.file_size) is distinct from (excluded.mime_type, excluded.file_size)`
}
