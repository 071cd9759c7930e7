import type { Words } from "../words.ts"

const questions = (count: number): string => (count === 1 ? "1 pregunta" : `${count} preguntas`)

export const exam: Words["exam"] = {
  title: { exam: "Examen", quiz: "Cuestionario", practice: "Práctica" },
  back: "Volver al curso",
  again: "Volver a su página",
  notYours: "Este intento es de otra persona",
  notYoursHint: "Solo quien lo realiza puede abrir esta página. Los supervisores lo encuentran en sus salas.",
  toRooms: "A las salas de examen",

  facts: {
    questions,
    time: (length) => `${length} desde que empiece`,
    unlimited: "Sin límite de tiempo",
    attempt: (number) => `Intento ${number}`,
    closes: (when) => `La sala se cierra el ${when}.`,
    short: (given, whole) =>
      `La sala se cierra antes de que termine todo su tiempo: si empieza ahora dispone de ${given} en lugar de ${whole}.`
  },

  check: {
    title: "Comprobación de su dispositivo",
    explain: "Tarda dos segundos. Le dice qué podría estorbar durante el examen; no impide a nadie realizarlo.",
    needed: "Esta sala pide la comprobación antes de empezar.",
    run: "Comprobar este dispositivo",
    again: "Comprobar de nuevo",
    running: "Comprobando …",
    good: "Todo está bien. Nada de aquí debería estorbarle.",
    poor: "Puede empezar. Esto podría estorbarle:",
    connection: "Conexión",
    clock: "Reloj",
    screen: "Pantalla",
    fine: "bien",
    look: "revíselo",
    roundTrip: (ms) => `responde en ${ms} ms`,
    offset: (length) => `difiere ${length} del reloj del servidor; cuenta el del servidor`,
    exact: "coincide con el del servidor",
    fullScreen: "pantalla completa",
    window: "en una ventana",
    displays: (count) => (count === 1 ? "una pantalla" : `${count} pantallas`),
    goFull: "Pantalla completa",
    concerns: {
      slow_connection:
        "La conexión es lenta. Cierre descargas y vídeos, o acérquese al router. Las respuestas quedan guardadas en este dispositivo hasta que se envían.",
      clock_off: "El reloj de este dispositivo no es exacto. No perjudica: la cuenta atrás sigue el reloj del servidor.",
      no_full_screen: "Esta página no se muestra a pantalla completa. Así se evita que otras ventanas se pongan delante.",
      several_displays: "Hay más de una pantalla. Apague las demás si las normas de su examen piden una sola.",
      offline: "En este momento no hay conexión. Revise el cable o la wifi y compruebe de nuevo."
    }
  },

  observed: {
    title: "Lo que ven los supervisores",
    explain:
      "Un supervisor sigue este examen en directo. Ve qué pregunta tiene en pantalla y cuántas ha respondido, nunca qué responde. Su navegador comunica cuándo esta página pierde el foco o la pantalla completa, si se copia o se pega, si hay otra pantalla, si cambia el tamaño de la ventana, si se pierde la conexión y los ratos largos sin teclas ni movimientos. Ni cámara, ni micrófono, ni nada fuera de esta página.",
    judged: "Esas señales no prueban nada. Las valoran personas, nunca un programa.",
    short: "Esta página comunica lo que ocurre a su alrededor."
  },
  consent: {
    title: "Condiciones",
    agree: "Lo he leído y estoy de acuerdo."
  },
  password: { label: "Contraseña de la sala", hint: "Se la dice el supervisor." },
  begin: {
    now: "Empezar",
    ready: "Ya puede empezar.",
    starts: "Su tiempo empieza cuando pulse el botón.",
    startsUntimed: "Puede salir y volver cuando quiera.",
    missing: {
      check: "Antes, compruebe su dispositivo.",
      consent: "Antes, acepte las condiciones.",
      password: "Antes, escriba la contraseña de la sala."
    }
  },
  waiting: {
    title: "Sala de espera",
    opensIn: "Se abre en",
    beginsIn: "Empieza en",
    byProctor: "El supervisor abre la sala. Esta página lo muestra al momento.",
    atOnce: "Todos entran en unos segundos. No pierde tiempo.",
    paused: "La sala está en pausa. Esta página continúa sin que haga nada.",
    stay: "Puede quedarse aquí: el botón aparece sin que tenga que cargar la página de nuevo.",
    connected: "Conectado",
    unconnected: "Sin conexión. Esta página se conecta de nuevo sin que haga nada."
  },
  decline: {
    open: "No voy a realizarlo",
    title: "¿No realizar este examen?",
    explain: "Este intento termina sin haber empezado. No cuenta y no gasta ninguno de sus intentos.",
    confirm: "No lo realizaré"
  },

  room: {
    left: "Tiempo restante",
    kept: "Tiempo guardado",
    unlimited: "Sin límite de tiempo",
    endsAt: (time) => `termina a las ${time}`,
    minutesLeft: (minutes) => (minutes === 1 ? "Queda un minuto." : `Quedan ${minutes} minutos.`),
    unknown: "El tiempo se muestra en cuanto hay conexión.",
    over: "El tiempo ha terminado. Lo guardado se entrega sin que haga nada.",
    overOffline:
      "El tiempo ha terminado y no hay conexión. Cuenta lo que llegó a tiempo al servidor. El resto se envía en cuanto es posible; una persona decide si cuenta.",
    offline:
      "En este momento no hay conexión. Siga: sus respuestas quedan guardadas en este dispositivo y se envían sin que haga nada.",
    offlineKept: (count) => (count === 1 ? "Una respuesta espera a ser enviada." : `${count} respuestas esperan a ser enviadas.`),
    closed: "Esta página ya no está conectada.",
    connect: "Conectar de nuevo"
  },
  map: {
    title: "Preguntas",
    open: (answered, total) => `Preguntas: ${answered} de ${total} respondidas`,
    answered: (answered, total) => `${answered} de ${total} respondidas`,
    question: (number) => `Pregunta ${number}`,
    states: {
      none: "sin responder",
      saved: "guardada",
      sending: "guardándose",
      held: "guardada en este dispositivo",
      late: "llegó después del final",
      lost: "no contada"
    },
    marked: "marcada para después"
  },
  question: {
    heading: (number, total) => `Pregunta ${number} de ${total}`,
    marks: (marks) => (marks === "1" ? "1 punto" : `${marks} puntos`),
    chooseOne: "Elija una.",
    chooseAll: "Elija todas las correctas.",
    true: "Verdadero",
    false: "Falso",
    clear: "Borrar la respuesta",
    answer: "Su respuesta",
    numberHint: { en: "Escriba un número, por ejemplo 1,234.5", de: "Escriba un número, por ejemplo 1.234,5" },
    readAs: (number) => `Se lee como ${number}`,
    noNumber: (hint) => `Esto no se puede leer como número. ${hint}`,
    later: "Marcar para después",
    previous: "Anterior",
    next: "Siguiente",
    loading: "Se están cargando las preguntas."
  },
  marks: {
    none: "Aún sin responder",
    saved: "Guardada",
    sending: "Guardándose …",
    kept: "Guardada en este dispositivo, se enviará",
    held: "Guardada en este dispositivo, se enviará cuando el tiempo continúe",
    late: {
      awaiting: "Llegó después del final. Se conserva; una persona decide si cuenta.",
      accepted: "Llegó después del final, y cuenta",
      refused: "Llegó después del final, y no cuenta",
      lapsed: "Llegó después del final, y no cuenta"
    },
    lost: (why) => `No contada: ${why}`
  },
  lost: {
    title: "Una respuesta dada aquí no se ha contado",
    given: "Lo que había respondido:",
    dismiss: "Entendido"
  },
  handIn: {
    open: "Entregar",
    title: "¿Entregar?",
    all: (total) => `Las ${questions(total)} están respondidas y guardadas.`,
    unanswered: (count) => (count === 1 ? "1 pregunta está sin responder" : `${count} preguntas están sin responder`),
    marked: (count) => (count === 1 ? "1 pregunta está marcada para después" : `${count} preguntas están marcadas para después`),
    unsaved: (count) =>
      count === 1
        ? "1 respuesta aún no está guardada; se envía antes"
        : `${count} respuestas aún no están guardadas; se envían antes`,
    final: "Una vez entregado, las respuestas no se pueden cambiar.",
    byItself: "Cuando termina el tiempo, lo guardado se entrega sin que haga nada.",
    confirm: "Entregar ahora",
    goOn: "Seguir con las preguntas",
    underWay: "Entregando …",
    offline: "Se entregará en cuanto haya conexión. Puede dejar esta página abierta; cuenta el momento en que llegue."
  },

  standstill: {
    pause: "Su examen está en pausa",
    room_pause: "La sala está en pausa",
    lock: "Su examen está bloqueado hasta que un supervisor lo compruebe",
    since: (time) => `Desde las ${time}.`,
    why: "Motivo:",
    time: "El tiempo está detenido. No pierde nada.",
    kept: "Guardado para usted:",
    goesOn: "Esta página continúa sin que haga nada.",
    resumed: "El tiempo continúa."
  },
  change: {
    pause: "El tiempo está detenido",
    resume: "El tiempo continúa",
    extension: "Se le ha dado más tiempo",
    lock: "El tiempo está detenido",
    clearing: "La comprobación ha terminado",
    window: "Han cambiado los horarios de la sala",
    accommodation: "Ha cambiado su tiempo",
    outage: "Se le ha devuelto el tiempo perdido por un fallo nuestro",
    reopening: "Su intento se ha reabierto",
    end: (before, after) => `Final anterior: ${before}. Final actual: ${after}.`,
    endNow: (after) => `Final actual: ${after}.`,
    noEnd: "Su tiempo ya no tiene límite.",
    understood: "Entendido"
  },
  messages: {
    message: "Mensaje del supervisor",
    warning: "Advertencia del supervisor",
    read: "Lo he leído"
  },
  talk: {
    open: "Preguntar al supervisor",
    unread: (count) => (count === 1 ? "1 nuevo" : `${count} nuevos`),
    arrived: "El supervisor le ha escrito.",
    title: "Conversación con los supervisores",
    empty: "Aún no se ha escrito nada. Lo que escriba aquí lo ven los supervisores de esta sala.",
    you: "Usted",
    proctor: "Supervisor",
    erased: "(eliminado)",
    write: "Su mensaje",
    send: "Enviar",
    sending: "Enviando …",
    raise: "Levantar la mano",
    lower: "Bajar la mano",
    raised: "Tiene la mano levantada. Un supervisor lo verá."
  },
  elsewhere: {
    title: "Continúa en otro dispositivo",
    explain: (time) =>
      `Desde las ${time} otro dispositivo u otra ventana tiene este intento. Solo se puede responder desde uno a la vez.`,
    saved: "Se conservan todas las respuestas guardadas, vengan del dispositivo que vengan.",
    takeOver: "Continuar aquí",
    after: "El otro dispositivo se detiene entonces, y lo indica."
  },

  after: {
    ended: "El tiempo ha terminado",
    endedHint: "Lo que había guardado se está entregando. No tiene que hacer nada.",
    submitted: "Entregado",
    submittedHint: (time) => `Sus respuestas llegaron el ${time}.`,
    byClock: (time) => `El tiempo terminó el ${time}, y se entregó lo que había guardado.`,
    grading: "Se está calificando. El resultado aparece aquí sin que haga nada.",
    terminated: "Un supervisor ha terminado este intento",
    terminatedHint: "Lo que había guardado se califica, y varias personas revisan el caso.",
    under_review: "En revisión",
    underReviewHint:
      "Varias personas miran este intento antes de que el resultado sea firme. El resultado aparece aquí sin que haga nada.",
    verified: "Verificado",
    rejected: "No aceptado",
    declined: "No ha realizado este examen",
    declinedHint: "No cuenta, y no se ha gastado ninguno de sus intentos.",
    expired: "Su plazo para empezar ha terminado",
    expiredHint: "No se ha gastado ninguno de sus intentos. Pida otra fecha a quien organiza el examen.",
    absent: "La sala se cerró antes de que empezara",
    absentHint: "No se ha gastado ninguno de sus intentos. Pida otra fecha a quien organiza el examen.",
    voided: "Este intento se ha declarado nulo",
    voidedHint: "Cuenta como si no se hubiera realizado. Pregunte el motivo a un administrador.",
    unsent: "Aún se están enviando respuestas desde este dispositivo. Deje esta página abierta hasta que hayan llegado."
  },
  result: {
    title: "Resultado",
    passed: "Aprobado",
    failed: "No aprobado",
    score: (score) => `${score} %`,
    marks: (awarded, outOf) => `${awarded} de ${outOf} puntos`,
    provisional: "Provisional: aún queda algo por decidir que puede cambiarlo.",
    reason: "Motivo:",
    certificate: "Si con esto completa el curso, su certificado está en la página del curso.",
    review: "Sus respuestas",
    noReview: "Después de este no se muestran preguntas ni respuestas.",
    noAnswer: "Sin respuesta",
    erased: "(eliminado)",
    late: "Respuestas que llegaron después del final",
    lateAwaiting: "Dentro del plazo previsto, una persona decide si cuentan."
  },
  appeal: {
    title: "Recurso",
    explain: "Puede recurrir una vez, en un plazo de dos semanas. Decidirán otras personas.",
    label: "¿Por qué debería decidirse de otra forma?",
    send: "Recurrir",
    awaiting: "Su recurso se ha recibido y espera una decisión.",
    upheld: "Su recurso ha sido aceptado.",
    dismissed: "Su recurso ha sido desestimado.",
    yours: "Su recurso:"
  }
}
