import type { GroupWords } from "./words.ts"

export const categories: GroupWords = {
  list: {
    summary: "List the categories",
    description: "By name, with the number of published courses filed directly under each."
  },
  add: {
    summary: "Add a category",
    description: "For administrators. Below another one, where `parent_id` names it.",
    body: { name: "Safe mail rooms", parent_id: null }
  },
  read: { summary: "Read a category", description: "With the revision that an edit of it names." },
  change: {
    summary: "Change a category",
    description:
      "For administrators: its name, which its courses then bear, and the one it stands below. What is left out stays.",
    body: { name: "Mail rooms" }
  },
  remove: {
    summary: "Remove a category",
    description: "For administrators, once no course and no other category is in it."
  }
}
