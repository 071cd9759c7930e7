import type { Words } from "../words.ts"

export const teach: Words["teach"] = {
  board: {
    title: (course) => `Progreso: ${course}`,
    back: "Ir al curso",
    enrolled: "Inscritos",
    active: "Estudiando ahora",
    completed: "Terminado",
    mean: "Progreso medio",
    chart: "Finalización a lo largo del tiempo",
    chartSummary: (completed, enrolled) =>
      enrolled === 0 ? "Todavía no hay nadie inscrito." : `${completed} de ${enrolled} han terminado el curso.`,
    find: "Buscar por nombre",
    order: "Orden",
    orders: { name: "Nombre", progress: "Primero quien menos ha avanzado", lastActive: "Primero quien más tiempo lleva ausente" },
    learner: "Estudiante",
    learners: "Estudiantes y su progreso",
    progress: "Progreso",
    modules: "Módulos",
    modulesOf: (completed, total) => `${completed} de ${total}`,
    lastModule: "Último módulo",
    lastActive: "Última actividad",
    time: "Tiempo dedicado",
    streak: "Racha",
    days: (count) => (count === 1 ? "1 día" : `${count} días`),
    never: "nunca",
    now: "Estudiando ahora",
    done: "Terminado",
    progressOf: (name) => `Progreso de ${name}`,
    more: (count) => `Mostrar ${count} más`,
    nobody: "Todavía no hay nadie inscrito",
    nobodyHint: "Los estudiantes aparecen aquí en cuanto se inscriben, y avanzan a medida que aprenden.",
    noneFound: "Ningún estudiante tiene esto en su nombre.",
    unnamed: (id) => `Estudiante ${id}`
  }
}
