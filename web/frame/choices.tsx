/** Language and appearance: to be had with and without a log-in. */
import { For, type JSX } from "solid-js"
import { chooseLanguage, language, languages, words, type Language } from "../words/words.ts"
import styles from "./choices.module.css"
import { chooseTheme, theme, themes, type Theme } from "./theme.ts"

const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)
const isTheme = (text: string): text is Theme => themes.some((theme) => theme === text)

export const Choices = (): JSX.Element => (
  <div class={styles["choices"]}>
    <label>
      <span>{words().frame.language}</span>
      <select
        value={language()}
        onChange={({ currentTarget: { value } }) => {
          // One that cannot be loaded now leaves the pages as they are.
          if (isLanguage(value)) chooseLanguage(value).catch(() => {})
        }}
      >
        <For each={Object.entries(languages)}>
          {([code, name]) => (
            <option value={code} lang={code}>
              {name}
            </option>
          )}
        </For>
      </select>
    </label>
    <label>
      <span>{words().frame.theme.label}</span>
      <select
        value={theme()}
        onChange={({ currentTarget: { value } }) => {
          if (isTheme(value)) chooseTheme(value)
        }}
      >
        <For each={themes}>{(one) => <option value={one}>{words().frame.theme[one]}</option>}</For>
      </select>
    </label>
  </div>
)
