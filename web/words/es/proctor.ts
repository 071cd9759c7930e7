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
  },

  minutes: (count) => `${count} min`,
  acts: {
    Message: "Mensaje",
    Warn: "Advertencia",
    Pause: "Pausa",
    Resume: "Reanudación",
    Extend: "Más tiempo",
    Lock: "Bloqueo hasta comprobar",
    Clear: "Comprobación hecha",
    Terminate: "Terminó el intento",
    Flag: "Marca",
    Unflag: "Marca retirada",
    DecideLate: "Decidió sobre una respuesta tardía",
    Reopen: "Reapertura",
    Void: "Anulación",
    RequestReview: "Pidió una revisión",
    ProposeVerdict: "Propuso un veredicto",
    ConfirmVerdict: "Confirmó el veredicto",
    ReturnVerdict: "Devolvió el veredicto"
  },
  causes: {
    not_started: "aún no ha empezado",
    attempt_over: "ya ha terminado",
    terminated: "ya fue terminado",
    already_paused: "ya está en pausa",
    not_paused: "no está en pausa",
    already_locked: "ya está bloqueado",
    not_locked: "no está bloqueado",
    unlimited: "no tiene límite de tiempo",
    handed_in: "ya ha entregado",
    reopening_over: "terminó hace demasiado tiempo",
    declined: "declinó",
    exam_closed: "la sala está cerrada",
    voided: "fue anulado",
    verdict_given: "ya tiene un veredicto"
  },
  act: {
    titles: {
      Message: "Enviar un mensaje",
      Warn: "Enviar una advertencia",
      Pause: "Pausar",
      Resume: "Reanudar",
      Extend: "Dar más tiempo",
      Lock: "Bloquear hasta comprobar",
      Clear: "La comprobación está hecha",
      Terminate: "Terminar el intento"
    },
    does: {
      Message: "Aparece en la pantalla de la persona, y usted ve cuándo se ha mostrado allí.",
      Warn: "Aparece en la pantalla de la persona como advertencia, y usted ve cuándo se ha mostrado allí.",
      Pause: "El tiempo se detiene y se conserva; no se aceptan respuestas hasta que continúe. La persona lee por qué.",
      Resume: "El tiempo continúa con exactamente lo que se conservó.",
      Extend: "La hora límite se desplaza esa cantidad. La persona ve la anterior y la nueva, y por qué.",
      Lock: "El tiempo y las respuestas se detienen hasta que alguien lo haya mirado. La persona lee por qué.",
      Clear: "El examen continúa. El tiempo del bloqueo se devuelve, salvo que usted lo retenga.",
      Terminate: "El examen termina de inmediato. Lo guardado se califica, y siempre lo revisan personas."
    },
    buttons: {
      Message: "Mensaje",
      Warn: "Advertir",
      Pause: "Pausar",
      Resume: "Reanudar",
      Extend: "Más tiempo",
      Lock: "Bloquear",
      Clear: "Comprobado",
      Terminate: "Terminar intento"
    },
    reachesRoom: (count) => `Todas las personas de la sala: ${n(count, "participante", "participantes")}.`,
    reaches: (count) => `${n(count, "participante", "participantes")}:`,
    andMore: (count) => `y ${count} más`,
    unable: (count) =>
      count === 1 ? "Uno no está en examen ahora y no lo aceptará." : `${count} no están en examen ahora y no lo aceptarán.`,
    minutes: "Minutos adicionales",
    minutesHint: "De 1 minuto a 24 horas.",
    lockedTime: "El tiempo del bloqueo",
    giveBack: "se devuelve",
    withhold: "se retiene",
    text: "Texto",
    reason: "Motivo",
    reasonHint: "Se conserva con su nombre. Escríbalo de modo que la persona pueda leerlo.",
    reasonOptional: "Motivo (opcional)",
    go: "Continuar …",
    sure: (count) =>
      `Esto termina ahora el examen de ${n(count, "participante", "participantes")}. Solo una reapertura, con motivo, permite volver. ¿Está seguro?`,
    sureButton: (count) => (count === 1 ? "Sí, terminar el intento" : `Sí, terminar ${count} intentos`),
    waits: "Ahora no hay conexión. Esto se envía por sí solo en cuanto la haya, aunque cierre esta ventana.",
    needsConnection:
      "Ahora no hay conexión. Esto no se puede deshacer, por lo que no se guarda para enviarlo después. Espere a que vuelva la conexión."
  },
  selection: { label: "Con los seleccionados", count: (count) => n(count, "seleccionado", "seleccionados") },
  receipts: {
    label: "Resultado de las acciones",
    room: "toda la sala",
    some: "una selección",
    attempt: (id) => `Intento ${id}`,
    reached: (done, targets) => `Ha llegado a ${done} de ${targets}.`,
    progress: "Respondidas hasta ahora",
    refused: (count) => n(count, "no la aceptó", "no la aceptaron"),
    hide: "Ocultar",
    past: (count) => `Acciones hasta ahora (${count})`
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
  },
  learner: {
    title: (id) => `Intento ${id}`,
    close: "Volver al panel",
    actions: "Lo que puede hacer",
    timeLeft: "Tiempo restante",
    kept: (left) => `${left}, conservado`,
    deadline: "Hora límite",
    limit: "Tiempo concedido",
    began: "Empezó",
    handedIn: "Entregó",
    byClock: "por el reloj",
    compensated: "Devuelto por una interrupción",
    held: {
      pause: (time) => `En pausa desde las ${time}`,
      room_pause: (time) => `Detenido por la pausa de la sala desde las ${time}`,
      lock: (time) => `Bloqueado desde las ${time}: alguien tiene que mirarlo`
    },
    change: {
      pause: "El tiempo cambió por última vez con una pausa",
      resume: "El tiempo cambió por última vez al reanudarse",
      extension: "El tiempo cambió por última vez con una ampliación",
      lock: "El tiempo cambió por última vez con un bloqueo",
      clearing: "El tiempo cambió por última vez al terminar la comprobación",
      window: "El tiempo cambió por última vez con el horario de la sala",
      accommodation: "El tiempo cambió por última vez con una adaptación",
      outage: "El tiempo cambió por última vez tras una interrupción",
      reopening: "El tiempo cambió por última vez con una reapertura"
    },
    newDeadline: (time) => `hasta las ${time}`,
    changeSeen: (time) => `mostrado a la persona a las ${time}`,
    changeUnseen: "aún no mostrado a la persona",
    answers: (answered, total) => `${answered} de ${n(total, "pregunta respondida", "preguntas respondidas")}`,
    nothingSaved: "Aún no hay nada guardado",
    lastSaved: (time) => `Último guardado a las ${time}`,
    looksAt: (question) => `mira ${question}`,
    savedWhen: "Cuándo se guardó cada una"
  },
  talk: {
    title: "Mensajes y chat",
    none: "Aún no se ha dicho nada.",
    learner: "Participante",
    staff: "Personal",
    kinds: { message: "mensaje", warning: "advertencia", chat: "chat" },
    erased: "Estas palabras fueron borradas.",
    confirmed: (time) => `Mostrado en su pantalla a las ${time}`,
    unconfirmed: "Aún no mostrado en su pantalla",
    answer: "Escribir en el chat",
    send: "Enviar"
  },
  watched: {
    title: "Lo que notó el dispositivo",
    evidence: "Todo esto tiene causas inocentes. Mire varias cosas juntas, y pregunte.",
    nothing: "No se ha informado de nada.",
    latest: (count) => `Las últimas ${count}`,
    lasted: (seconds) => `${seconds} s`,
    gap: (length) => `En total no hubo informes durante ${length}: de ese tiempo no se sabe nada.`,
    observedTo: (time) => `Último informe a las ${time}`,
    devices: "Dispositivos",
    noDevice: "Aún no ha empezado en ningún dispositivo.",
    device: (epoch, time) => `Dispositivo ${epoch}, desde las ${time}`,
    check: { good: "Comprobación antes del examen: nada que lo impida.", poor: "Comprobación antes del examen:" },
    concerns: {
      slow_connection: "conexión lenta",
      clock_off: "reloj desajustado",
      no_full_screen: "sin pantalla completa",
      several_displays: "varias pantallas",
      offline: "estaba sin conexión"
    }
  },
  flags: {
    title: "Marcas",
    note: "Marcar algo para mirarlo después",
    noteHint: "La persona no lo ve.",
    raise: "Poner una marca",
    withdraw: "Retirar",
    whyWithdraw: "Por qué se retira",
    withdrawn: (time) => `retirada a las ${time}`,
    acts: "Lo que hizo el personal"
  },
  timeline: {
    title: "Todo por orden",
    engine: "El sistema",
    actor: (type) => ({ exam: "La sala", learner: "El expediente", course: "El curso", attempt: "El intento" })[type] ?? type,
    claimed: (time) => `el reloj de su dispositivo decía ${time}`
  },
  events: {
    Created: "Intento creado",
    RoomChanged: "Recibió el estado de la sala",
    Checked: "Dispositivo comprobado",
    LetIn: "Entrada permitida",
    PasswordMissed: "Se dio una contraseña equivocada",
    Declined: "Declinó",
    Expired: "Pasó su plazo",
    Missed: "La sala cerró antes de que empezara",
    Begun: "Empezó",
    TakenOver: "Continuó en otro dispositivo",
    AddressChanged: "Llegó desde otra dirección de red",
    AnswerSaved: "Respuesta guardada",
    AnswerCleared: "Respuesta borrada",
    AnswerLate: "La respuesta llegó después de la hora límite",
    Paused: "En pausa",
    Resumed: "Reanudado",
    Extended: "Tiempo añadido",
    Locked: "Bloqueado hasta comprobar",
    Cleared: "Comprobación hecha",
    Compensated: "Tiempo devuelto por una interrupción",
    Reopened: "Reabierto",
    TimeAcknowledged: "Cambio de tiempo mostrado",
    Ended: "Pasó la hora límite",
    Submitted: "Entregado",
    Terminated: "Terminado por el personal",
    Voided: "Anulado",
    GradingRequested: "Empezó la calificación",
    GradingFailed: "La calificación falló y se intenta de nuevo",
    Graded: "Calificado",
    LateDecided: "Respuesta tardía decidida",
    LateLapsed: "Respuestas tardías caducadas sin decisión",
    MessageSent: "Mensaje",
    MessageConfirmed: "Mensaje mostrado",
    HandRaised: "Mano levantada",
    HandLowered: "Mano bajada",
    SignalsReported: "Informe del dispositivo",
    Flagged: "Marcado",
    Unflagged: "Marca retirada",
    Answered: "Respondió a una acción de la sala",
    ReviewRequested: "Revisión pedida",
    VerdictProposed: "Veredicto propuesto",
    VerdictReturned: "Veredicto devuelto",
    VerdictGiven: "Veredicto dado",
    Appealed: "Reclamación presentada"
  },

  reviews: {
    which: "Qué casos",
    none: "Aquí no espera nada",
    noneHint: "Los intentos llegan aquí cuando se marcaron, los terminó el personal, se pidió su revisión o hay una reclamación.",
    groups: {
      second: "Esperan a una segunda persona",
      appeals: "Reclamaciones",
      first: "Esperan una propuesta",
      own: "Propuestos por usted: otra persona confirma",
      decided: "Decididos"
    },
    since: (when) => `desde el ${when}`,
    byRule: "por la regla de la convocatoria",
    proposed: (verdict) => `Propuesto: ${verdict}`
  },
  cases: { title: "Caso", back: "Todos los casos", room: "En su sala" },
  verdict: {
    title: "Veredicto",
    states: { under_review: "En revisión", verified: "Verificado", rejected: "Rechazado" },
    names: { verified: "Verificado", rejected: "Rechazado" },
    means: {
      verified: "el resultado se mantiene",
      rejected: "se retira la calificación y lo que se derivó de ella"
    },
    propose: "Proponer un veredicto",
    reason: "Motivo",
    reasonHint: "La persona lo lee. Escríbalo de modo que quien no estuvo allí lo entienda dentro de un año.",
    proposedBy: (name, verdict) => `${name} propone: ${verdict}`,
    anotherConfirms: "Usted lo propuso. Otra persona lo confirma o lo devuelve.",
    othersDecide: "Usted dio el veredicto contra el que se reclama. Otras personas deciden sobre la reclamación.",
    yourReason: "Su motivo",
    yourReasonHint: "Necesario para devolverlo.",
    confirm: (verdict) => `Confirmar: ${verdict}`,
    giveBack: "Devolver",
    notUnderReview: "Nadie ha pedido una revisión.",
    ask: "Pedir una revisión",
    notYet: "No hay nada que decidir antes de que esté calificado.",
    done: "Desde aquí solo una reclamación permite volver.",
    appeal: {
      awaiting: "Reclamación: pendiente de decisión",
      upheld: "Reclamación estimada",
      dismissed: "Reclamación desestimada"
    }
  },
  late: {
    title: "Respuestas tardías",
    explain: "Llegaron después de la hora límite, quizá porque falló una red. Sin decisión, caducan y no cuentan.",
    received: (time) => `llegó a las ${time}`,
    decisions: { awaiting: "pendiente de decisión", accepted: "cuenta", refused: "no cuenta", lapsed: "caducada" },
    reason: "Motivo de esta decisión",
    accept: "Que cuente",
    refuse: "Que no cuente"
  },
  given: {
    title: "Respuestas",
    score: (score, awarded, outOf) => `${score} % · ${awarded} de ${outOf} puntos`,
    provisional: "provisional",
    question: "Pregunta",
    answer: "Respuesta",
    marks: "Puntos",
    of: (awarded, outOf) => `${awarded} de ${outOf}`,
    saved: "Guardada"
  }
}
