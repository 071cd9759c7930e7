/** `/attempts/:id`: one page from the check to the result, which shows what the attempt's state asks for. */
import { useParams } from "@solidjs/router"
import { Option, Schema } from "effect"
import { createMemo, ErrorBoundary, Match, Show, Suspense, Switch, type JSX } from "solid-js"
import { stageOf, type Standing } from "../../client/index.ts"
import { AttemptId } from "../../protocol/ids.ts"
import { Missing } from "../frame/missing.tsx"
import { follow } from "../frame/follow.ts"
import { account, client } from "../frame/stoa.ts"
import { Empty, Failure, Loading } from "../parts/states.tsx"
import { LinkButton } from "../parts/link-button.tsx"
import { Page } from "../parts/page.tsx"
import { Shown } from "../parts/shown.tsx"
import { lazily } from "../parts/lazily.tsx"
import { words } from "../words/words.ts"
import { After } from "./after-lazily.ts"
import { createAnswers } from "./answers.ts"
import { deskOf } from "./desk.ts"
import { Elsewhere } from "./elsewhere.tsx"
import { ExamFrame } from "./exam-frame.tsx"
import { ExamRoom } from "./exam-room.tsx"
import { HereProvider, type Here } from "./here.ts"
import { Notices } from "./notices.tsx"
import { isSentNow } from "./sending.ts"
import { keepPage } from "./staying.ts"

const Before = lazily(() => import("./before.tsx"))

const decodeId = Schema.decodeUnknownOption(AttemptId)

const AttemptPage = (): JSX.Element => {
  const params = useParams()
  const id = createMemo(() => Option.getOrUndefined(decodeId(Number(params["id"]))))
  return (
    <Show when={id()} keyed fallback={<Missing />}>
      {(id) => <OneAttempt id={id} />}
    </Show>
  )
}

const OneAttempt = (props: { readonly id: AttemptId }): JSX.Element => {
  const attempt = client.attempt(props.id)
  const seen = follow(() => attempt.view)
  const taken = () => {
    const now = seen()
    return now._tag === "Shown" && now.audience === "taker" ? now : undefined
  }
  const view = () => taken()?.view
  const standing = (): Standing => {
    // What it is read from; the handle knows which device this is.
    void [view()?.device?.epoch, view()?.device?.name]
    return attempt.standing ?? { _tag: "NobodyYet" }
  }
  const user = account()?.id
  if (user === undefined) return <Missing />
  const desk = deskOf(user, props.id)
  const mayAnswer = createMemo(() => {
    const now = view()
    return now !== undefined && isSentNow(now, standing()._tag)
  })
  const isSitting = () => {
    const now = view()
    return now !== undefined && stageOf(now.state) === "sitting" && standing()._tag !== "Elsewhere"
  }
  const answers = createAnswers({ attempt, view, mayAnswer, desk })
  const title = () => view()?.title ?? words().exam.title.exam
  return (
    <ExamFrame view={view()} isSitting={isSitting()}>
      <Page title={title()}>
        <ErrorBoundary fallback={(error: unknown, again) => <Failure error={error} onRetry={again} />}>
          <Shown of={seen()} quietly>
            {() => (
              <Show when={taken()} fallback={<NotYours />}>
                {(now) => {
                  const here: Here = { attempt, view: () => now().view, live: () => now().live, standing, answers, desk }
                  return (
                    <HereProvider value={here}>
                      <Staged here={here} />
                    </HereProvider>
                  )
                }}
              </Show>
            )}
          </Shown>
        </ErrorBoundary>
      </Page>
    </ExamFrame>
  )
}

const Staged = (props: { readonly here: Here }): JSX.Element => {
  keepPage()
  const stage = createMemo(() => stageOf(props.here.view().state))
  const elsewhere = () => {
    const standing = props.here.standing()
    return stage() === "sitting" && standing._tag === "Elsewhere" ? standing : undefined
  }
  return (
    <>
      <Suspense fallback={<Loading lines={8} />}>
        <Switch>
          <Match when={elsewhere()}>{(at) => <Elsewhere at={at()} />}</Match>
          <Match when={stage() === "waiting"}>
            <Before />
          </Match>
          <Match when={stage() === "sitting"}>
            <ExamRoom />
          </Match>
          <Match when={stage() === "over"}>
            <After />
          </Match>
        </Switch>
      </Suspense>
      {/* What is shown on a device that another took over from is not where the learner looks. */}
      <Show when={stage() !== "over" && elsewhere() === undefined}>
        <Notices />
      </Show>
    </>
  )
}

const NotYours = (): JSX.Element => (
  <Empty title={words().exam.notYours}>
    <p>{words().exam.notYoursHint}</p>
    <LinkButton href="/rooms">{words().exam.toRooms}</LinkButton>
  </Empty>
)

export default AttemptPage
