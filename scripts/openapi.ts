/**
 * `npm run openapi`: writes the contract's description to docs/openapi.json, for who has no server running. A test holds it
 * against the contract. One operation, one Schema or one example stands on a line, so that a difference can be read.
 */
import { writeFileSync } from "node:fs"
import { projectPath } from "../engine/project.ts"
import { openApi } from "../gateway/rest/openapi.ts"
import { printed } from "../gateway/rest/document.ts"

writeFileSync(projectPath("docs", "openapi.json"), printed(openApi))
