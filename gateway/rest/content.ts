/** The bytes of files, to those who may have them; to all others there is no such file. */
import { Clock, Config, Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { FilePart } from "../../media/file-part.ts"
import { Intake } from "../../media/intake/uploads.ts"
import { partOf } from "../../media/ranges.ts"
import { refuse } from "../../protocol/errors.ts"
import { Api } from "../../protocol/rest/api.ts"
import { seconds } from "../../protocol/time.ts"
import { Files } from "../../storage/catalogue/files.ts"
import { Limit } from "../auth/limits.ts"
import { Tokens } from "../auth/tokens.ts"
import { addressName } from "../live/origin.ts"
import { refused } from "./answers.ts"
import { fromStorage, present } from "./courses.ts"
import { contentHeaders, contentType } from "./disposition.ts"
import { originOf } from "./request.ts"

const bearer = /^bearer +(\S+)$/i

export const contentRoutes = HttpApiBuilder.group(
  Api,
  "content",
  Effect.fnUntraced(function* (handlers) {
    const files = yield* Files
    const tokens = yield* Tokens
    const { folder } = yield* Intake
    const perSecond = yield* Config.Int("STOA_LIMIT_REQUESTS").pipe(Config.withDefault(100))
    const ofPerson = new Limit({ burst: 3 * perSecond, over: seconds(3), keys: 20_000 })
    // A class behind one address looks at the same pictures at once.
    const ofAddress = new Limit({ burst: 30 * perSecond, over: seconds(3), keys: 20_000 })

    return handlers.handleAll({
      read: ({ params, request }) =>
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const credential = request.headers["authorization"]
          const token = bearer.exec(credential ?? "")?.[1]
          if (credential !== undefined && token === undefined) return yield* Effect.fail(refuse("unauthenticated"))
          const person = token === undefined ? undefined : (yield* tokens.verify(token)).person
          const limited =
            person === undefined
              ? ofAddress.take(addressName(originOf(request).address), now)
              : ofPerson.take(String(person.userId), now)
          if (limited !== undefined) return yield* Effect.fail(limited)
          const found = yield* Effect.flatMap(fromStorage(files.reached(person, params.id)), present)
          const headers = contentHeaders(found)
          const isHead = request.method === "HEAD"
          // A range is defined for GET only.
          const asked = {
            range: isHead ? "" : (request.headers["range"] ?? ""),
            ifRange: isHead ? "" : (request.headers["if-range"] ?? ""),
            ifNoneMatch: request.headers["if-none-match"] ?? ""
          }
          const { size, sha256 } = found.detail
          const part = partOf(asked, headers["etag"] ?? "", size)
          if (part.status === 304) return HttpServerResponse.empty({ status: 304, headers })
          if (part.status === 416)
            return HttpServerResponse.empty({ status: 416, headers: { ...headers, "content-range": `bytes */${size}` } })
          return HttpServerResponse.raw(new FilePart(folder.pathOf(sha256), part.from, part.length), {
            status: part.status,
            contentType: contentType(found),
            headers:
              part.status === 206
                ? { ...headers, "content-range": `bytes ${part.from}-${part.from + part.length - 1}/${size}` }
                : headers
          })
        }).pipe(Effect.catch(refused))
    })
  })
)
