/**
 * The published mix of the live bench: an exam hall in full session.
 *
 * - Every learner has one connection, follows their own attempt and their own progress, and sits a 20-question exam.
 * - Durable, one a second per learner, each at its own place in the second: nine answers, then one `Study`, the beat of a
 *   text kept open beside. These are what is timed.
 * - Presence, every two seconds per learner: `beat` with the question on screen. Not acknowledged.
 * - Watching: five proctors with the wall of the sitting and the attempts of ten learners each; two instructors with the
 *   progress board and the course.
 */
export const mix = {
  everyMs: 1_000,
  studyEvery: 10,
  beatEveryMs: 2_000,
  proctors: 5,
  attemptsPerProctor: 10,
  instructors: 2,
  questions: 20
} as const
