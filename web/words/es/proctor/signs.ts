import { counted } from "../../counted.ts"
import type { signs as english } from "../../en/proctor/signs.ts"

export const signs: typeof english = {
  nameless: (id) => `Cuenta ${id}`,
  states: {
    created: "Creado",
    waiting: "En espera",
    in_progress: "En examen",
    paused: "En pausa",
    ended: "Tiempo agotado",
    submitted: "Entregado",
    terminated: "Terminado por el personal",
    grading: "Calificándose",
    graded: "Calificado",
    under_review: "En revisión",
    verified: "Verificado",
    rejected: "Rechazado",
    declined: "Declinado",
    expired: "Plazo vencido",
    absent: "Ausente",
    voided: "Anulado"
  },
  connections: {
    good: "Conectado",
    poor: "Inestable",
    missing: "Sin conexión",
    left: "Página cerrada",
    never: "Aún no está"
  },
  signs: {
    locked: "Bloqueado: comprobar",
    paused: "En pausa",
    hand: "Mano levantada",
    unanswered: (count) => counted(count, "mensaje por responder", "mensajes por responder"),
    time_unseen: "Nuevo tiempo aún no mostrado",
    flags: (count) => counted(count, "marca", "marcas"),
    signals: "Señal",
    little_time: "Poco tiempo"
  },
  signNames: {
    locked: "Bloqueado",
    paused: "En pausa",
    hand: "Mano levantada",
    unanswered: "Mensaje por responder",
    time_unseen: "Nuevo tiempo no mostrado",
    flags: "Con marca",
    signals: "Señales recientes",
    connection: "Conexión",
    little_time: "Poco tiempo"
  },
  signals: {
    focus_lost: "Ventana sin foco",
    focus_back: "Ventana con foco otra vez",
    fullscreen_left: "Fuera de pantalla completa",
    fullscreen_back: "Pantalla completa otra vez",
    copy: "Algo copiado",
    paste: "Algo pegado",
    second_display: "Segunda pantalla",
    network_gap: "Corte de red",
    resize: "Ventana redimensionada",
    idle: "Un minuto sin actividad",
    active: "Activo otra vez"
  },
  notes: {
    unconfirmed: (count) => counted(count, "mensaje aún no mostrado", "mensajes aún no mostrados"),
    late: (count) => counted(count, "respuesta tardía", "respuestas tardías"),
    devices: (count) => counted(count, "cambio de dispositivo o dirección", "cambios de dispositivo o dirección"),
    checkPoor: "comprobación: con reparos",
    gap: (length) => `sin informes durante ${length}`,
    submitted: (time) => `entregado a las ${time}`
  }
}
