/** The instructor's progress board. */
export const teach = {
  board: {
    title: (course: string) => `Progress: ${course}`,
    back: "To the course",
    enrolled: "Enrolled",
    active: "Learning now",
    completed: "Completed",
    mean: "Mean progress",
    chart: "Completion over time",
    chartSummary: (completed: number, enrolled: number) =>
      enrolled === 0 ? "Nobody is enrolled yet." : `${completed} of ${enrolled} have completed the course.`,
    find: "Find by name",
    order: "Order",
    orders: { name: "Name", progress: "Least progress first", lastActive: "Longest away first" },
    learner: "Learner",
    learners: "Learners and their progress",
    progress: "Progress",
    modules: "Modules",
    modulesOf: (completed: number, total: number) => `${completed} of ${total}`,
    lastModule: "Last in",
    lastActive: "Last active",
    time: "Time spent",
    streak: "Streak",
    days: (count: number) => (count === 1 ? "1 day" : `${count} days`),
    never: "never",
    now: "Learning now",
    done: "Completed",
    progressOf: (name: string) => `Progress of ${name}`,
    more: (count: number) => `Show ${count} more`,
    nobody: "Nobody is enrolled yet",
    nobodyHint: "Learners appear here at the moment they enrol, and move as they learn.",
    noneFound: "No learner has this in their name.",
    unnamed: (id: number) => `Learner ${id}`
  }
}
