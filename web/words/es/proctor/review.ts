import type { review as english } from "../../en/proctor/review.ts"

export const review: typeof english = {
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
