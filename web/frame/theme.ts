/** Light, dark, or as the device is set. The colours themselves are in `styles/tokens.css`. */
import { createSignal } from "solid-js"

export const themes = ["auto", "light", "dark"] as const
export type Theme = (typeof themes)[number]

const kept = "stoa:theme"
const found = themes.find((theme) => theme === localStorage.getItem(kept)) ?? "auto"
const [theme, setTheme] = createSignal<Theme>(found)

export { theme }

const show = (theme: Theme): void => {
  if (theme === "auto") delete document.documentElement.dataset["theme"]
  else document.documentElement.dataset["theme"] = theme
}
show(found)

export const chooseTheme = (theme: Theme): void => {
  setTheme(theme)
  show(theme)
  localStorage.setItem(kept, theme)
}
