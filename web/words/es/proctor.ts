import type { Words } from "../words.ts"

const n = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

export const proctor: Words["proctor"] = {
  nameless: (id) => `Cuenta ${id}`,
  phases: { scheduled: "Aún cerrada", open: "Abierta", closed: "Terminada" },
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
    unanswered: (count) => n(count, "mensaje por responder", "mensajes por responder"),
    time_unseen: "Nuevo tiempo aún no mostrado",
    flags: (count) => n(count, "marca", "marcas"),
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
    unconfirmed: (count) => n(count, "mensaje aún no mostrado", "mensajes aún no mostrados"),
    late: (count) => n(count, "respuesta tardía", "respuestas tardías"),
    devices: (count) => n(count, "cambio de dispositivo o dirección", "cambios de dispositivo o dirección"),
    checkPoor: "comprobación: con reparos",
    gap: (length) => `sin informes durante ${length}`,
    submitted: (time) => `entregado a las ${time}`
  },

  rooms: {
    none: "No tiene ninguna sala",
    noneHint: "Una convocatoria aparece aquí cuando se le asigna su vigilancia o cuando usted dirige su curso.",
    groups: { open: "Abiertas ahora", scheduled: "Próximas", closed: "Pasadas" },
    everyone: "Todas las personas inscritas",
    invited: (count) => n(count, "persona invitada", "personas invitadas"),
    proctors: (count) => n(count, "persona vigilante", "personas vigilantes"),
    opensIn: (length) => `abre en ${length}`,
    more: "Mostrar anteriores"
  },
  room: {
    title: "Sala de examen",
    back: "Todas las salas",
    clock: "Reloj del servidor",
    pausedSince: (time) => `La sala está en pausa desde las ${time}`,
    opensIn: (left) => `Abre en ${left}`,
    opensAt: (when) => `Abre el ${when}`,
    opensLater: "Pendiente de abrir",
    closesIn: (left, cuts) => (cuts ? `Cierra, y termina todo, en ${left}` : `La entrada termina en ${left}`),
    counts: {
      needing: "Le necesitan",
      waiting: "En espera",
      sitting: "En examen",
      over: "Terminados",
      disconnected: "Sin conexión"
    }
  },
  wall: {
    label: "Participantes en la sala",
    columns: {
      select: "Seleccionado",
      learner: "Participante",
      state: "Estado",
      attention: "Necesita",
      time: "Tiempo restante",
      answered: "Respondidas",
      question: "Pregunta",
      connection: "Conexión",
      notes: "Además"
    },
    number: (attempt) => `intento ${attempt}`,
    still: "detenido",
    selectOne: (name) => `Seleccionar a ${name}`,
    held: "El orden espera mientras señala filas, las recorre o tiene alguna seleccionada.",
    sortNow: "Ordenar ahora",
    empty: "Aún no ha llegado nadie. Las personas aparecen aquí cuando llegan a la sala de espera.",
    noneFits: "Nadie cumple lo que filtra."
  },
  tools: {
    open: "Filtrar y ordenar",
    name: "Nombre",
    stage: "Estado",
    stages: { any: "Todos", waiting: "En espera", sitting: "En examen", over: "Terminados" },
    attention: "Necesita",
    attentions: { any: "Todo", some: "Cualquier cosa" },
    connection: "Conexión",
    connections: { any: "Todas", gone: "Sin conexión" },
    order: "Orden",
    orders: {
      attention: "Por necesidad",
      name: "Por nombre",
      time: "Menos tiempo primero",
      progress: "Menos respuestas primero"
    },
    all: (total) => n(total, "participante", "participantes"),
    some: (shown, total) => `${shown} de ${n(total, "participante", "participantes")}`,
    selectShown: (count) => `Seleccionar los ${count}`,
    unselect: "No seleccionar ninguno"
  }
}
