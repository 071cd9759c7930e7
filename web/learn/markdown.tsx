/**
 * The text of a lesson. Its author's Markdown is made into markup by a compiler that lets neither HTML nor dangerous addresses
 * through; nothing of that is switched off here. Its headings stand below the page's own, and its title, which is the page's, is
 * not said twice.
 */
import { micromark } from "micromark"
import { gfm, gfmHtml } from "micromark-extension-gfm"
import type { JSX } from "solid-js"
import styles from "./markdown.module.css"

/** What the compiler writes as tags is tags: in text and attributes it escapes what looks like one. */
const shaped = (html: string): string =>
  (/<h1>/.test(html)
    ? html.replace(/<(\/?)h([1-5])>/g, (_, slash: string, level: string) => `<${slash}h${Number(level) + 1}>`)
    : html
  )
    // What may be wider than the window is scrolled by itself, with the keys too.
    .replaceAll("<table>", `<div class="${styles["wide"]}" tabindex="0"><table>`)
    .replaceAll("</table>", "</table></div>")
    .replaceAll("<pre>", '<pre tabindex="0">')

const firstHeading = /^\s*#[ \t]+(.+?)[ \t#]*(?:\n|$)/

const untitled = (text: string, title: string): string => {
  const found = firstHeading.exec(text)
  return found?.[1]?.trim() === title.trim() ? text.slice(found[0].length) : text
}

export default (props: { readonly text: string; readonly title: string }): JSX.Element => (
  <div
    class={styles["markdown"]}
    innerHTML={shaped(micromark(untitled(props.text, props.title), { extensions: [gfm()], htmlExtensions: [gfmHtml()] }))}
  />
)
