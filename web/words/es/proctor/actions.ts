import { counted } from "../../counted.ts"
import type { actions as english } from "../../en/proctor/actions.ts"

export const actions: typeof english = {
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
      Terminate: "Terminar el intento",
      Reopen: "Reabrir el intento",
      Void: "Anular el intento"
    },
    does: {
      Message: "Aparece en la pantalla de la persona, y usted ve cuándo se ha mostrado allí.",
      Warn: "Aparece en la pantalla de la persona como advertencia, y usted ve cuándo se ha mostrado allí.",
      Pause: "El tiempo se detiene y se conserva; no se aceptan respuestas hasta que continúe. La persona lee por qué.",
      Resume: "El tiempo continúa con exactamente lo que se conservó.",
      Extend: "La hora límite se desplaza esa cantidad. La persona ve la anterior y la nueva, y por qué.",
      Lock: "El tiempo y las respuestas se detienen hasta que alguien lo haya mirado. La persona lee por qué.",
      Clear: "El examen continúa. El tiempo del bloqueo se devuelve, salvo que usted lo retenga.",
      Terminate: "El examen termina de inmediato. Lo guardado se califica, y siempre lo revisan personas.",
      Reopen: "El examen continúa con ese tiempo, y las respuestas se pueden cambiar de nuevo. La persona lee por qué.",
      Void: "Cuenta como si no se hubiera hecho, sea cual sea su resultado. Esto no se puede deshacer."
    },
    buttons: {
      Message: "Mensaje",
      Warn: "Advertir",
      Pause: "Pausar",
      Resume: "Reanudar",
      Extend: "Más tiempo",
      Lock: "Bloquear",
      Clear: "Comprobado",
      Terminate: "Terminar intento",
      Reopen: "Reabrir",
      Void: "Anular"
    },
    reachesRoom: (count) => `Todas las personas de la sala: ${counted(count, "participante", "participantes")}.`,
    reaches: (count) => `${counted(count, "participante", "participantes")}:`,
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
      `Esto termina ahora el examen de ${counted(count, "participante", "participantes")}. Solo una reapertura, con motivo, permite volver. ¿Está seguro?`,
    sureButton: (count) => (count === 1 ? "Sí, terminar el intento" : `Sí, terminar ${count} intentos`),
    needsConnection:
      "Ahora no hay conexión. Esto no se puede deshacer, por lo que no se guarda para enviarlo después. Espere a que vuelva la conexión."
  },
  selection: { label: "Con los seleccionados", count: (count) => counted(count, "seleccionado", "seleccionados") },
  receipts: {
    label: "Resultado de las acciones",
    room: "toda la sala",
    some: "una selección",
    attempt: (id) => `Intento ${id}`,
    reached: (done, targets) => `Ha llegado a ${done} de ${targets}.`,
    progress: "Respondidas hasta ahora",
    refused: (count) => counted(count, "no la aceptó", "no la aceptaron"),
    hide: "Ocultar",
    past: (count) => `Acciones hasta ahora (${count})`
  }
}
