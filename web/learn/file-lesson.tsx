/** A lesson that is a file: a picture to look at, or a document to open. Its content is fetched as whoever is logged in. */
import { createEffect, createResource, onCleanup, Show, type JSX } from "solid-js"
import { FileId, type CourseId, type ModuleId } from "../../protocol/ids.ts"
import { millis } from "../../protocol/time.ts"
import { client } from "../frame/stoa.ts"
import { idIn } from "../parts/id-in.ts"
import { known, Loaded } from "../parts/loaded.tsx"
import { words } from "../words/words.ts"
import styles from "./lesson.module.css"
import { createPresent, createStudying } from "./studying.ts"

export const FileLesson = (props: {
  readonly course: CourseId
  readonly module: ModuleId
  readonly title: string
  readonly url: string
  readonly isImage: boolean
  readonly recorded: boolean
}): JSX.Element => {
  const said = () => words().learn.lesson
  const [content, { refetch }] = createResource(async () => {
    const blob = await client.openFile(idIn(FileId, props.url.split("/").at(-1)))
    return URL.createObjectURL(blob)
  })
  createEffect(() => {
    const address = known(content)
    if (address !== undefined) onCleanup(() => URL.revokeObjectURL(address))
  })
  if (props.recorded) {
    const isAtWork = createPresent()
    createStudying({ course: props.course, module: props.module, isAtWork, done: () => ({ positionMs: millis(0) }) })
  }
  return (
    <Loaded of={content} onRetry={() => void refetch()}>
      {(address) => (
        <Show
          when={props.isImage}
          fallback={
            <p class="line">
              <a href={address()} target="_blank" rel="noopener">
                {said().document}
              </a>
              <a href={address()} download={props.title}>
                {said().save}
              </a>
            </p>
          }
        >
          <img class={styles["image"]} src={address()} alt={said().image(props.title)} />
        </Show>
      )}
    </Loaded>
  )
}
