/** How a file's content is handed to browsers: as what it is and nothing else, and shown only where nothing in it acts. */
import { createHash } from "node:crypto"
import type { FileRow } from "../../storage/catalogue/files.ts"

/** Names of any script, for those that read RFC 6266 and those that do not. */
export const disposition = (name: string, inline: boolean): string => {
  const plain = name
    .normalize("NFKD")
    .replace(/[^\x20-\x7e]/g, "")
    .replace(/["\\%]/g, "_")
    .trim()
  const ending = name.slice(name.lastIndexOf("."))
  const fallback = /^\.|^$/.test(plain) ? `file${/^\.[a-z0-9]+$/i.test(ending) ? ending : ""}` : plain
  const encoded = encodeURIComponent(name).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${inline ? "inline" : "attachment"}; filename="${fallback}"; filename*=UTF-8''${encoded}`
}

const charset: ReadonlySet<string> = new Set(["text/plain", "text/csv", "text/markdown"])

/** Content never changes under its id, but who may have it does: caches of one's own ask again. */
export const contentHeaders = ({ detail, inline }: FileRow): Record<string, string> => ({
  // Together with the id, since a file of the same bytes has its own name and kind.
  etag: `"${createHash("sha256").update(`${detail.id} ${detail.sha256} ${detail.name}`).digest("hex").slice(0, 32)}"`,
  "accept-ranges": "bytes",
  "content-disposition": disposition(detail.name, inline),
  "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": detail.is_public ? "cross-origin" : "same-origin",
  "cache-control": detail.is_public ? "public, max-age=300, no-transform" : "private, no-cache, no-transform"
})

export const contentType = ({ detail }: FileRow): string =>
  charset.has(detail.type) ? `${detail.type}; charset=utf-8` : detail.type
