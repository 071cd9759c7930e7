/** A video lesson: goes on where it was left on any device, and counts what was really watched. */
import { createEffect, createSignal, Match, on, onCleanup, Show, Switch, type JSX } from "solid-js"
import type { CourseId, ModuleId } from "../../protocol/ids.ts"
import type { ModuleView } from "../../protocol/learner.ts"
import { millis } from "../../protocol/time.ts"
import { client } from "../frame/stoa.ts"
import { Button } from "../parts/button.tsx"
import { Notice } from "../parts/notice.tsx"
import { Progress } from "../parts/progress.tsx"
import { countdown } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./lesson.module.css"
import { play, Unplayable, type Playback } from "./playback.ts"
import { createStudying } from "./studying.ts"
import { Watched } from "./watched.ts"

/** In ms: who stopped so near to the beginning or the end begins anew. */
const margin = 3_000

export const Player = (props: {
  readonly course: CourseId
  readonly module: ModuleId
  readonly title: string
  readonly url: string
  /** Absent for staff, who do not study. */
  readonly own: ModuleView | undefined
}): JSX.Element => {
  const said = () => words().learn.player
  const [video, setVideo] = createSignal<HTMLVideoElement>()
  const [failure, setFailure] = createSignal<"failed" | "unable">()
  const [resumed, setResumed] = createSignal<number>()
  const [tries, setTries] = createSignal(0)
  const watched = new Watched()
  let playback: Playback | undefined
  let isOver = false
  /** Kept beside the element, which has forgotten it by the time that one leaves. */
  let position = millis(0)
  const moved = () => {
    position = millis(Math.max(0, Math.floor((video()?.currentTime ?? 0) * 1_000)))
    if (isPlaying()) watched.sight(position)
  }
  const isPlaying = () => {
    const now = video()
    return now !== undefined && !now.paused && !now.ended && !now.seeking && now.readyState > 2
  }
  const { leftAt } =
    props.own === undefined
      ? { leftAt: () => null }
      : createStudying({
          course: props.course,
          module: props.module,
          isAtWork: isPlaying,
          done: () => {
            const stretches = watched.take()
            return { positionMs: position, ...(stretches.length === 0 ? {} : { watched: stretches }) }
          }
        })

  const start = async (element: HTMLVideoElement, from: number): Promise<void> => {
    setFailure(undefined)
    const another = async () => (await client.rest.module(props.course, props.module)).content_url ?? props.url
    try {
      const begun = await play(element, { url: props.url, from, another, onFailure: () => setFailure("failed") })
      if (isOver) begun.stop()
      else playback = begun
    } catch (cause) {
      setFailure(cause instanceof Unplayable ? "unable" : "failed")
    }
  }
  createEffect(
    on([video, leftAt, tries], ([element, left, tried]) => {
      if (element === undefined || left === undefined) return
      playback?.stop()
      const length = props.own?.durationMs ?? Infinity
      const from = tried > 0 ? element.currentTime * 1_000 : left === null || left < margin || left > length - margin ? 0 : left
      setResumed(from > 0 ? from : undefined)
      void start(element, from / 1_000)
    })
  )
  onCleanup(() => {
    isOver = true
    playback?.stop()
  })

  const percent = (): number | undefined => {
    const { watchedMs = 0, durationMs } = props.own ?? {}
    return durationMs === undefined || durationMs === 0 ? undefined : Math.min(100, Math.floor((watchedMs / durationMs) * 100))
  }
  return (
    <div class={styles["player"]}>
      <Show when={failure() === undefined ? resumed() : undefined}>
        {(from) => (
          <div class="line">
            <span>{said().resumed(countdown(from()))}</span>
            <Button
              small
              onClick={() => {
                const element = video()
                if (element !== undefined) element.currentTime = 0
                setResumed(undefined)
              }}
            >
              {said().fromStart}
            </Button>
          </div>
        )}
      </Show>
      {/* The captions are tracks of the packaged lesson, which the player adds. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <video
        ref={setVideo}
        class={styles["video"]}
        controls
        playsinline
        preload="metadata"
        aria-label={said().label(props.title)}
        onTimeUpdate={moved}
        onSeeked={moved}
        onSeeking={() => watched.cut()}
        onPause={() => watched.cut()}
      />
      <Switch>
        <Match when={failure() === "unable"}>
          <Notice kind="warn" alert>
            <p>{said().unable}</p>
          </Notice>
        </Match>
        <Match when={failure() === "failed"}>
          <Notice kind="warn" alert>
            <p>{said().failed}</p>
            <div>
              <Button small onClick={() => setTries((tried) => tried + 1)}>
                {said().again}
              </Button>
            </div>
          </Notice>
        </Match>
      </Switch>
      <Show when={percent() !== undefined}>
        <div class={styles["meter"]}>
          <Progress percent={percent() ?? 0} label={said().label(props.title)} />
          <p class="note">
            {said().watched(percent() ?? 0)}. {said().rule}
          </p>
        </div>
      </Show>
    </div>
  )
}
