/** One module to study: its content, how it is completed, and the modules before and after it. */
import { A, useParams } from "@solidjs/router"
import { createResource, Match, Show, Switch, type JSX } from "solid-js"
import { StoaError } from "../../client/index.ts"
import { CourseId, ModuleId } from "../../protocol/ids.ts"
import type { ModuleDetail } from "../../protocol/rest/courses.ts"
import { follow } from "../frame/follow.ts"
import { client } from "../frame/stoa.ts"
import { idIn } from "../parts/id-in.ts"
import { LinkButton } from "../parts/link-button.tsx"
import { known, Loaded } from "../parts/loaded.tsx"
import { Page } from "../parts/page.tsx"
import { Empty, Loading } from "../parts/states.tsx"
import { sentenceOf } from "../words/refusal.ts"
import { words } from "../words/words.ts"
import { FileLesson } from "./file-lesson.tsx"
import { LessonEnd } from "./lesson-end.tsx"
import { Player } from "./player.tsx"
import { Reading } from "./reading.tsx"
import { moduleIds, moduleIn, lockOf } from "./steps.ts"
import { reasonOf } from "./lock-words.ts"
import { serverNow } from "../parts/clock.ts"

export default (): JSX.Element => {
  const params = useParams()
  const place = () => ({ course: idIn(CourseId, params["id"]), module: idIn(ModuleId, params["moduleId"]) })
  return (
    <Show when={`${params["id"]}/${params["moduleId"]}`} keyed>
      <Lesson course={place().course} module={place().module} />
    </Show>
  )
}

/** Not to be read yet, or not by this person: said as such, not as something that went wrong. */
const shut = new Set(["not_released", "prerequisites_missing", "not_enrolled"])

const Lesson = (at: { readonly course: CourseId; readonly module: ModuleId }): JSX.Element => {
  const said = () => words().learn.lesson
  const [detail, { refetch }] = createResource(() => client.rest.module(at.course, at.module))
  const learner = follow(() => client.learner().view)
  const enrolment = () => {
    const now = learner()
    return now._tag === "Shown" ? now.view.courses[String(at.course)] : undefined
  }
  const own = () => {
    const now = enrolment()
    return now === undefined ? undefined : moduleIn(now, at.module)
  }
  const number = () => {
    const now = enrolment()
    return now === undefined ? [] : [moduleIds(now).indexOf(at.module) + 1, moduleIds(now).length]
  }
  const barred = () => {
    const error = detail.state === "errored" ? StoaError.from(detail.error) : undefined
    return error !== undefined && shut.has(error.code) ? error : undefined
  }
  const lock = () => {
    const now = enrolment()
    const module = own()
    return now === undefined || module === undefined ? undefined : lockOf(now, module, serverNow())
  }
  return (
    <Page title={known(detail)?.title ?? own()?.title ?? said().title}>
      <p class="line">
        <A href={`/courses/${at.course}`}>{enrolment()?.title ?? said().toCourse}</A>
        <Show when={number().length === 2}>
          <span class="note">{said().of(number()[0] ?? 0, number()[1] ?? 0)}</span>
        </Show>
      </p>
      <Switch>
        <Match when={barred()}>
          {(error) => (
            <Empty title={error().code === "not_enrolled" ? said().notEnrolled : said().notOpen}>
              <p>
                <Show when={lock()} fallback={sentenceOf(error())}>
                  {(lock) => reasonOf(lock())}
                </Show>
              </p>
              <LinkButton href={`/courses/${at.course}`}>{said().toCourse}</LinkButton>
            </Empty>
          )}
        </Match>
        <Match when={learner()._tag === "Loading"}>
          <Loading lines={8} />
        </Match>
        <Match when={true}>
          <Loaded of={detail} lines={8} onRetry={() => void refetch()}>
            {(detail) => (
              <>
                <Show when={own() === undefined}>
                  <p class="note">{said().staff}</p>
                </Show>
                <Content course={at.course} detail={detail()} recorded={own() !== undefined} own={own()} />
                <Show when={enrolment()}>
                  {(enrolment) => <LessonEnd course={at.course} module={at.module} enrolment={enrolment()} />}
                </Show>
              </>
            )}
          </Loaded>
        </Match>
      </Switch>
    </Page>
  )
}

const Content = (props: {
  readonly course: CourseId
  readonly detail: ModuleDetail
  readonly recorded: boolean
  readonly own: ReturnType<typeof moduleIn>
}): JSX.Element => {
  const isFile = () => props.detail.content_type === "document" || props.detail.content_type === "image"
  return (
    <Switch fallback={<p>{words().learn.lesson.nothing}</p>}>
      <Match when={props.detail.assessment_id}>
        {(id) => (
          <div>
            <LinkButton kind="primary" href={`/assessments/${id()}`}>
              {words().learn.kinds[props.detail.content_type]}
            </LinkButton>
          </div>
        )}
      </Match>
      <Match when={props.detail.content_type === "video" ? props.detail.content_url : null}>
        {(url) => (
          <Player course={props.course} module={props.detail.id} title={props.detail.title} url={url()} own={props.own} />
        )}
      </Match>
      <Match when={isFile() ? props.detail.content_url : null}>
        {(url) => (
          <FileLesson
            course={props.course}
            module={props.detail.id}
            title={props.detail.title}
            url={url()}
            isImage={props.detail.content_type === "image"}
            recorded={props.recorded}
          />
        )}
      </Match>
      <Match when={props.detail.content}>
        {(text) => (
          <Reading
            course={props.course}
            module={props.detail.id}
            title={props.detail.title}
            text={text()}
            recorded={props.recorded}
          />
        )}
      </Match>
    </Switch>
  )
}
