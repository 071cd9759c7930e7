import type { GroupWords } from "./words.ts"

export const uploads: GroupWords = {
  begin: {
    summary: "Begin an upload",
    description:
      "Announces a file in the tus protocol: how long it is and, in `Upload-Metadata`, its `filename`, `filetype` and `purpose` in base64, " +
      "and if wished its `sha256` and whether it is `public`. Learners bring avatars, authors everything. `Location` says where to send it."
  },
  read: {
    summary: "See where an upload stands",
    description:
      "One's own only. With HEAD the headers alone (`Upload-Offset`); afterwards also what came of it, the file or the reason."
  },
  append: {
    summary: "Send a part of an upload",
    description:
      "The bytes from `Upload-Offset` on, which has to be where the upload stands. They are on disk when they are acknowledged. The last " +
      "part is answered once what arrived has been checked: it is a file then, or refused with the reason."
  },
  cancel: { summary: "Cancel an upload", description: "What arrived of it is removed." }
}

export const files: GroupWords = {
  mine: { summary: "List one's files", description: "What the caller has uploaded, newest first." },
  read: { summary: "Read about a file", description: "Its name, type, size, hash and pixels, for whoever may have its content." },
  change: {
    summary: "Rename a file or open it to all",
    description: "By whose it is and administrators. The content of a file never changes.",
    body: { name: "Syllabus.pdf", is_public: true }
  },
  remove: {
    summary: "Remove a file",
    description: "By whose it is and administrators, while no module and no picture refers to it."
  },
  setAvatar: {
    summary: "Set one's picture",
    description: "Drawn anew from an image, 256 × 256, without its metadata. The picture is public; the one before is removed."
  },
  removeAvatar: { summary: "Remove one's picture", description: "Answers likewise where there was none." },
  setThumbnail: {
    summary: "Set a course's picture",
    description:
      "Drawn anew from an image, 640 × 360, by the course's instructors. The picture is public; the one before is removed."
  },
  removeThumbnail: { summary: "Remove a course's picture", description: "By the course's instructors." }
}

export const content: GroupWords = {
  read: {
    summary: "Get a file's content",
    description:
      "With ranges and entity tags. Public files need no log-in; others are there for who uploaded them, for administrators, and for who " +
      "may open a module that shows them. Served for saving unless nothing in it can act."
  }
}
