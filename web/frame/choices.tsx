/** Language and appearance: to be had with and without a log-in. */
import { For, type JSX } from "solid-js"
import { createActing } from "../parts/acting.ts"
import { Refused } from "../parts/refused.tsx"
import { chooseLanguage, language, languages, words, type Language } from "../words/words.ts"
import styles from "./choices.module.css"
import { chooseTheme, theme, themes, type Theme } from "./theme.ts"

const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)
const isTheme = (text: string): text is Theme => themes.some((theme) => theme === text)

export const Choices = (): JSX.Element => {
  const choosing = createActing(chooseLanguage)
  return (
    <div class={styles["choices"]}>
      <label>
        <span>{words().frame.language}</span>
        <select
          value={language()}
          onChange={({ currentTarget: select }) => {
            // One that cannot be had now leaves the pages as they are, and the choice says so.
            if (isLanguage(select.value)) void choosing.run(select.value).then(() => (select.value = language()))
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
      <Refused error={choosing.error()} />
    </div>
  )
}
