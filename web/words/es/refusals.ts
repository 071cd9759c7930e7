import type { Words } from "../words.ts"

export const refusals: Words["refusals"] = {
  network: "No se puede contactar con el servidor en este momento. Compruebe la conexión e inténtelo de nuevo.",
  not_logged_in: "No ha iniciado sesión. Iníciela para continuar.",
  unreadable: "Esta página es más antigua que el servidor. Cárguela de nuevo para obtener la nueva."
}
