/**
 * The names of who is in a room. The wall's rows carry none, so they are read over REST; and read again, but not more often than
 * every few seconds, when somebody turns up who was not there when they were read.
 */
import { createEffect, createSignal, on, type Accessor } from "solid-js"
import type { RoomPerson } from "../../protocol/rest/sittings.ts"
import type { SittingId, UserId } from "../../protocol/ids.ts"
import { client } from "../frame/stoa.ts"
import { createPaced } from "../parts/paced.ts"
import { words } from "../words/words.ts"

export interface People {
  /** A number stands for whoever has no name here. */
  readonly nameOf: (id: UserId) => string
  /** Proctors of the room and who else may act in it. */
  readonly staff: Accessor<ReadonlyArray<RoomPerson>>
  /** Somebody was seen; reads the names again if theirs is not known. */
  readonly met: (id: UserId) => void
  /** Changes when names were read. */
  readonly revision: Accessor<unknown>
}

const fullName = ({ first_name, last_name }: RoomPerson): string => `${first_name} ${last_name}`.trim()

export const createPeople = (sitting: Accessor<SittingId | undefined>): People => {
  const [people, setPeople] = createSignal<ReadonlyMap<UserId, RoomPerson>>(new Map())

  const read = async (id: SittingId): Promise<void> => {
    const read = await client.rest.roomPeople(id)
    if (id === sitting()) setPeople(new Map(read.map((person) => [person.user_id, person])))
  }
  const reading = createPaced(() => {
    const id = sitting()
    // Without names there are numbers; whoever else turns up has them read again.
    if (id !== undefined) read(id).catch(() => {})
  })
  createEffect(
    on(sitting, () => {
      setPeople(new Map())
      reading.now()
    })
  )

  return {
    nameOf: (id) => {
      const person = people().get(id)
      const name = person === undefined ? "" : fullName(person)
      return name === "" ? words().proctor.nameless(id) : name
    },
    staff: () => [...people().values()].filter(({ part }) => part !== "candidate"),
    met: (id) => {
      if (!people().has(id)) reading.soon()
    },
    revision: people
  }
}
