import type { Words } from "../words.ts"

const days = (count: number): string => (count === 1 ? "1 día" : `${count} días`)

export const learn: Words["learn"] = {
  courses: {
    title: "Cursos",
    mine: "Sus cursos",
    none: "Todavía no está en ningún curso",
    noneHint: "Busque uno en el catálogo, más abajo, e inscríbase.",
    progress: (title) => `Progreso en ${title}`,
    done: (completed, total) => `${completed} de ${total} módulos`,
    studied: (time) => `${time} de estudio`,
    stoppedAt: "Se quedó en",
    goOn: "Continuar",
    begin: "Empezar",
    look: "Repasarlo",
    complete: "Completado",
    streak: (count) => `${days(count)} de estudio seguidos`,
    exam: { running: "Su examen está en curso", reserved: "Su examen le espera", goTo: "Ir al examen" }
  },
  catalogue: {
    title: "Catálogo",
    search: "Buscar",
    searchHint: "Título, materia o palabras de la descripción",
    submit: "Buscar",
    category: "Materia",
    anyCategory: "Todas las materias",
    difficulty: "Nivel",
    anyDifficulty: "Todos los niveles",
    found: (count) => (count === 1 ? "1 curso" : `${count} cursos`),
    none: "Ningún curso coincide",
    noneHint: "Pruebe con menos palabras o con otras, o con todas las materias y niveles.",
    clear: "Mostrar todos los cursos",
    pages: "Páginas del catálogo",
    page: (page, pages) => `Página ${page} de ${pages}`,
    earlier: "Página anterior",
    later: "Página siguiente",
    free: "Gratuito",
    mine: "Inscrito"
  },
  difficulties: { beginner: "Inicial", intermediate: "Intermedio", advanced: "Avanzado" },
  statuses: {
    draft: "Borrador",
    in_review: "En revisión",
    approved: "Aprobado",
    published: "Publicado",
    superseded: "Sustituido",
    archived: "Archivado"
  },
  kinds: { text: "Texto", video: "Vídeo", document: "Documento", image: "Imagen", quiz: "Cuestionario", exam: "Examen" },
  course: {
    title: "Curso",
    outline: "Módulos",
    board: "Panel de progreso",
    progress: "Su progreso",
    percent: (percent) => `${percent} %`,
    optional: "opcional",
    state: { complete: "Completado", current: "Está aquí", begun: "Empezado", open: "Abierto", locked: "Cerrado" },
    lockedUntil: (when) => `Se abre el ${when}.`,
    lockedBy: (titles) => `Complete antes ${titles.map((title) => `«${title}»`).join(" y ")}.`,
    certificate: "Certificado",
    certificateOf: (when) => `expedido el ${when}`,
    certificateWithdrawn: (when) => `retirado el ${when}`,
    seats: (left) => (left === 1 ? "1 plaza libre" : `${left} plazas libres`),
    waiting: (count) => (count === 1 ? "1 persona en espera" : `${count} personas en espera`)
  },
  enrolment: {
    title: "Inscripción",
    enrol: "Inscribirse",
    enrolled: (when) => `Está inscrito desde el ${when}.`,
    withdraw: "Dejar el curso",
    withdrawTitle: "¿Dejar este curso?",
    withdrawHint:
      "Lo que ha hecho hasta ahora se conserva. Su plaza pasa a otra persona, y solo podrá volver mientras haya alguna libre.",
    withdrawDo: "Dejar el curso",
    stay: "Quedarse",
    invitation: "Este curso es para quienes han recibido una invitación. Si tiene una, abra el enlace de su correo.",
    approval: "El equipo del curso decide quién entra. Pídalo; su respuesta aparecerá aquí.",
    note: "¿Qué deberían saber?",
    request: "Solicitar la inscripción",
    requested: (when) => `Lo solicitó el ${when}. El equipo del curso todavía no ha decidido.`,
    cancel: "Retirar la solicitud",
    refused: "El equipo del curso no ha aceptado su solicitud.",
    refusedWhy: (reason) => `El equipo del curso no ha aceptado su solicitud: ${reason}`,
    closed: "En este momento el curso no admite inscripciones.",
    full: "En este momento no hay ninguna plaza libre.",
    join: "Entrar en la lista de espera",
    position: (position) =>
      position === 1
        ? "Es la siguiente persona: la primera plaza que quede libre es suya."
        : `Ocupa el puesto ${position} de la lista de espera.`,
    leave: "Dejar la lista de espera"
  },
  announcements: {
    title: "Anuncios",
    none: "Todavía no se ha anunciado nada.",
    unread: "Nuevo",
    read: "Marcar como leído",
    erased: "Este anuncio se ha eliminado."
  },
  lesson: {
    title: "Lección",
    of: (number, count) => `Módulo ${number} de ${count}`,
    around: "Módulos anterior y siguiente",
    earlier: "Anterior",
    later: "Siguiente",
    backToCourse: "Volver al curso",
    read: "Lo he leído",
    complete: "Este módulo está completado.",
    courseComplete: "Era el último: el curso está completado.",
    notOpen: "Este módulo todavía no está abierto",
    notEnrolled: "Este módulo es para quienes están en el curso",
    toCourse: "Ir al curso",
    staff: "Ve este módulo como parte del equipo. Lo que haga aquí no cuenta como estudio.",
    goOnReading: "Seguir donde dejó la lectura",
    nothing: "Este módulo todavía no tiene contenido.",
    document: "Abrir el documento",
    save: "Guardar el documento",
    image: (title) => `Imagen: ${title}`
  },
  player: {
    label: (title) => `Vídeo: ${title}`,
    watched: (percent) => `${percent} % visto`,
    rule: "El módulo se completa cuando se han visto nueve décimas partes del vídeo, en cualquier orden.",
    resumed: (at) => `Sigue en ${at}, donde lo dejó.`,
    fromStart: "Desde el principio",
    failed: "En este momento no se puede cargar el vídeo.",
    again: "Intentar de nuevo",
    unable: "Este navegador no puede reproducir el vídeo. Un Firefox, Chrome, Edge o Safari actual sí puede."
  }
}
