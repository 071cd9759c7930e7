/**
 * How many are enrolled and how many have completed, over time. uPlot draws on a canvas, so it is told the colours of the theme and
 * told again when that changes; for who does not see it, the sentence below says what it shows.
 */
import { createEffect, createSignal, onCleanup, onMount, type JSX } from "solid-js"
import uPlot from "uplot"
import "uplot/dist/uPlot.min.css"
import { theme } from "../frame/theme.ts"
import { dayAndTime } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./completion-chart.module.css"
import type { Completion } from "./completion.ts"

const heightPx = 220

/** A token's colour as the theme has it now. */
const colourOf = (token: string, within: HTMLElement): string => {
  const probe = document.createElement("span")
  probe.style.setProperty("color", `var(${token})`)
  within.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** Counts hold until the next change: steps, no slopes. */
const stepped = uPlot.paths.stepped?.({ align: 1 })

const dataOf = ({ at, enrolled, completed }: Completion): uPlot.AlignedData => [
  at.map((ms) => ms / 1_000),
  [...enrolled],
  [...completed]
]

export default (props: { readonly of: Completion }): JSX.Element => {
  let place: HTMLDivElement | undefined
  const dark = matchMedia("(prefers-color-scheme: dark)")
  const [isDark, setDark] = createSignal(dark.matches)
  const look = (): void => {
    setDark(dark.matches)
  }

  onMount(() => {
    const within = place
    if (within === undefined) return
    const [chart, setChart] = createSignal<uPlot>()
    dark.addEventListener("change", look)
    const resized = new ResizeObserver(() => chart()?.setSize({ width: within.clientWidth, height: heightPx }))
    resized.observe(within)
    onCleanup(() => {
      resized.disconnect()
      dark.removeEventListener("change", look)
    })
    // Anew with each theme and language: its colours and words are given to it once.
    createEffect(() => {
      theme()
      isDark()
      const { enrolled, completed } = words().teach.board
      const line = (label: string, token: string): uPlot.Series => ({
        label,
        stroke: colourOf(token, within),
        width: 2,
        points: { show: false },
        ...(stepped === undefined ? {} : { paths: stepped })
      })
      const axis: uPlot.Axis = {
        stroke: colourOf("--ink-soft", within),
        grid: { stroke: colourOf("--line", within), width: 1 },
        ticks: { stroke: colourOf("--line", within), width: 1 }
      }
      const made = new uPlot(
        {
          width: within.clientWidth,
          height: heightPx,
          series: [
            { label: "", value: (_chart, at) => (at === null ? "" : dayAndTime(at * 1_000)) },
            line(enrolled, "--accent"),
            line(completed, "--good")
          ],
          axes: [axis, { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] }],
          scales: { y: { range: (_chart, _least, most) => [0, Math.max(1, most)] } }
        },
        [[], [], []],
        within
      )
      setChart(made)
      onCleanup(() => made.destroy())
    })
    createEffect(() => chart()?.setData(dataOf(props.of)))
  })

  return (
    <figure class={styles["chart"]}>
      <div ref={(made) => (place = made)} aria-hidden="true" />
      <figcaption>{words().teach.board.chartSummary(props.of.completed.at(-1) ?? 0, props.of.enrolled.at(-1) ?? 0)}</figcaption>
    </figure>
  )
}
