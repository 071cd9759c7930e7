/** All courses there are to enrol in. What was looked for is in the address: it can be kept, sent on, and gone back to. */
import { useSearchParams } from "@solidjs/router"
import { createResource, createSignal, For, Show, type JSX } from "solid-js"
import type { LearnerSeen, Watched } from "../../client/index.ts"
import { client } from "../frame/stoa.ts"
import { Button } from "../parts/button.tsx"
import { Field, TextField } from "../parts/field.tsx"
import { LinkButton } from "../parts/link-button.tsx"
import { known, Loaded } from "../parts/loaded.tsx"
import { Empty } from "../parts/states.tsx"
import { words } from "../words/words.ts"
import { CourseOffer } from "./course-offer.tsx"
import { difficulties, difficultyName } from "./difficulty.ts"
import styles from "./learn.module.css"

const perPage = 12

type Asked = { readonly search?: string; readonly category?: string; readonly difficulty?: string; readonly page?: string }

export const Catalogue = (props: { readonly mine: Watched<LearnerSeen> }): JSX.Element => {
  const said = () => words().learn.catalogue
  const [params, setParams] = useSearchParams<Asked>()
  const page = () => Math.max(1, Math.trunc(Number(params.page ?? 1)) || 1)
  const [search, setSearch] = createSignal(params.search ?? "")
  const filter = () => ({
    page: page(),
    perPage,
    ...(params.search === undefined ? {} : { search: params.search }),
    ...(params.category === undefined ? {} : { category: params.category }),
    ...(params.difficulty === undefined ? {} : { difficulty: params.difficulty })
  })
  const [found, { refetch }] = createResource(filter, (asked) => client.rest.listCourses(asked))
  const [categories] = createResource(() => client.rest.categories())
  const isEnrolled = (id: number) => props.mine._tag === "Shown" && props.mine.view.courses[String(id)] !== undefined
  /** What is empty leaves the address; another search begins on its first page. */
  const ask = (asked: Asked) => setParams({ page: undefined, ...asked }, { scroll: false })
  const isFiltered = () => params.search !== undefined || params.category !== undefined || params.difficulty !== undefined

  return (
    <section class={styles["section"]} aria-labelledby="catalogue">
      <h2 id="catalogue" tabindex="-1">
        {said().title}
      </h2>
      <form
        role="search"
        class={styles["filters"]}
        onSubmit={(event) => {
          event.preventDefault()
          ask({ search: search().trim() })
        }}
      >
        <TextField
          label={said().search}
          type="search"
          maxlength="200"
          placeholder={said().searchHint}
          value={search()}
          onText={setSearch}
        />
        <Field label={said().category}>
          {(tied) => (
            <select {...tied} value={params.category ?? ""} onChange={(event) => ask({ category: event.currentTarget.value })}>
              <option value="">{said().anyCategory}</option>
              <For each={known(categories)}>
                {({ name }) => (
                  <option value={name} selected={name === params.category}>
                    {name}
                  </option>
                )}
              </For>
            </select>
          )}
        </Field>
        <Field label={said().difficulty}>
          {(tied) => (
            <select
              {...tied}
              value={params.difficulty ?? ""}
              onChange={(event) => ask({ difficulty: event.currentTarget.value })}
            >
              <option value="">{said().anyDifficulty}</option>
              <For each={difficulties}>{(level) => <option value={level}>{difficultyName(level)}</option>}</For>
            </select>
          )}
        </Field>
        <Button type="submit">{said().submit}</Button>
      </form>
      <Loaded of={found} onRetry={() => void refetch()}>
        {(list) => (
          <>
            <p role="status" class="note">
              {said().found(list().total)}
            </p>
            <ul role="list" class={styles["cards"]}>
              <For each={list().rows}>
                {(course) => (
                  <li>
                    <CourseOffer course={course} enrolled={isEnrolled(course.id)} />
                  </li>
                )}
              </For>
            </ul>
            <Show when={list().total === 0}>
              <Empty title={said().none}>
                <p>{said().noneHint}</p>
                <Show when={isFiltered()}>
                  <LinkButton href="/courses">{said().clear}</LinkButton>
                </Show>
              </Empty>
            </Show>
            <Show when={list().pages > 1}>
              <nav class={styles["pages"]} aria-label={said().pages}>
                <Button disabled={page() <= 1} onClick={() => setParams({ page: page() - 1 }, { scroll: false })}>
                  {said().earlier}
                </Button>
                <span>{said().page(page(), list().pages)}</span>
                <Button disabled={page() >= list().pages} onClick={() => setParams({ page: page() + 1 }, { scroll: false })}>
                  {said().later}
                </Button>
              </nav>
            </Show>
          </>
        )}
      </Loaded>
    </section>
  )
}
