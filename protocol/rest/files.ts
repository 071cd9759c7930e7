/**
 * Files: resumable uploads in the tus protocol, version 1.0 (core, creation, termination, expiration), their content, and the
 * pictures made of them. Uploads carry their state in headers, as tus has it, and in the envelope as well.
 */
import { Schema } from "effect"
import { FileName } from "../files.ts"
import { FileId } from "../ids.ts"

export const tusVersion = "1.0.0"

export const FileChange = Schema.Struct({
  name: Schema.optionalKey(FileName),
  is_public: Schema.optionalKey(Schema.Boolean)
})

/** A picture is made of an image that was uploaded; afterwards the image may go. */
export const PictureFrom = Schema.Struct({ file_id: FileId })
export const Picture = Schema.Struct({ file_id: Schema.NullOr(FileId), url: Schema.NullOr(Schema.String) })
