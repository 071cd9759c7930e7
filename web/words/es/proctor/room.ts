import { counted } from "../../counted.ts"
import type { room as english } from "../../en/proctor/room.ts"

export const room: typeof english = {
  phases: { scheduled: "Aún cerrada", open: "Abierta", closed: "Terminada" },
  rooms: {
    none: "No tiene ninguna sala",
    noneHint: "Una convocatoria aparece aquí cuando se le asigna su vigilancia o cuando usted dirige su curso.",
    groups: { open: "Abiertas ahora", scheduled: "Próximas", closed: "Pasadas" },
    everyone: "Todas las personas inscritas",
    invited: (count) => counted(count, "persona invitada", "personas invitadas"),
    proctors: (count) => counted(count, "persona vigilante", "personas vigilantes"),
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
    all: (total) => counted(total, "participante", "participantes"),
    some: (shown, total) => `${shown} de ${counted(total, "participante", "participantes")}`,
    selectShown: (count) => `Seleccionar los ${count}`,
    unselect: "No seleccionar ninguno"
  },
  shift: {
    label: "Turno",
    onDuty: "De turno:",
    nobody: "No hay nadie de turno.",
    since: (name, time) => `${name} desde las ${time}`,
    begin: "Empezar mi turno",
    end: "Terminar mi turno",
    handOver: "Entregar el turno",
    handOverExplain: "Usted sigue siendo responsable hasta que la otra persona empiece su turno.",
    to: "A quién",
    note: "Nota (opcional)",
    noteHint: "Lo que debe saber: a quién se espera, qué se ha prometido.",
    nobodyElse: "Nadie más está asignado a esta sala. Quien dirige el curso puede asignar a alguien.",
    handing: (from, to, time) => `${from} entrega el turno a ${to} (${time}).`
  },
  doors: {
    label: "Sala y turno",
    titles: { open: "Abrir la sala", close: "Cerrar la sala", pause: "Pausar la sala", resume: "Reanudar la sala" },
    buttons: { open: "Abrir la sala", close: "Cerrar la sala", pause: "Pausar la sala", resume: "Reanudar la sala" },
    explain: {
      open: "Quienes esperan entran, con pocos segundos de diferencia.",
      close: (cuts) =>
        cuts
          ? "Ya no entra nadie, y los intentos en curso terminan ahora. Lo guardado se entrega."
          : "Ya no entra nadie. Los intentos en curso siguen hasta su propia hora límite.",
      pause: "El tiempo se detiene para todas las personas y se conserva. Todas leen por qué.",
      resume: "El tiempo continúa para quienes no tengan una pausa o un bloqueo propios."
    },
    toAll: { Message: "Mensaje a todos", Warn: "Advertencia a todos", Extend: "Más tiempo para todos" }
  }
}
