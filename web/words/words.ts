/**
 * What the pages say, in the reader's language. English comes with the first load, the others when they are chosen. A language
 * is an object of the shape that English has, so that the compiler finds a sentence nobody has translated.
 *
 * `words()` is read inside components and follows the choice at once. What people wrote (titles, questions, reasons) stays as
 * they wrote it.
 */
import { createSignal } from "solid-js"
import { en } from "./en/index.ts"

export type Words = typeof en

export const languages = { en: "English", es: "Español" } as const
export type Language = keyof typeof languages

const load: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => en,
  es: async () => (await import("./es/index.ts")).es
}

const kept = "stoa:language"
const isLanguage = (text: string | undefined | null): text is Language => text != null && Object.hasOwn(languages, text)

/** What was chosen here before, or the first of the browser's languages that there is. */
const preferred = (): Language => {
  const chosen = localStorage.getItem(kept)
  if (isLanguage(chosen)) return chosen
  return navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en"
}

const [said, setSaid] = createSignal<{ readonly language: Language; readonly words: Words }>({ language: "en", words: en })

export const words = (): Words => said().words
export const language = (): Language => said().language

const speak = async (language: Language): Promise<void> => {
  setSaid({ language, words: await load[language]() })
  document.documentElement.lang = language
}

/** Before the first page is shown. Where a language cannot be loaded the pages speak English. */
export const speakPreferred = (): Promise<void> => speak(preferred()).catch(() => {})

export const chooseLanguage = async (language: Language): Promise<void> => {
  await speak(language)
  localStorage.setItem(kept, language)
}
