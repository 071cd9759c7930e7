/** Where each role may go from anywhere. What a page may show is the server's to say; this is only the way there. */
import type { Account } from "../../client/index.ts"

export interface Place {
  readonly path: string
  /** Its word in `words().frame`. */
  readonly name: "courses" | "rooms" | "reviews"
}

const courses: Place = { path: "/courses", name: "courses" }
const rooms: Place = { path: "/rooms", name: "rooms" }
const reviews: Place = { path: "/reviews", name: "reviews" }

export const placesFor = (role: Account["role"] | undefined): ReadonlyArray<Place> => {
  switch (role) {
    case "proctor":
      return [rooms, reviews]
    case "admin":
    case "instructor":
      return [courses, rooms, reviews]
    case "student":
    case "mentor":
    case "corporate":
      return [courses]
    case undefined:
      return []
  }
}
