import type { Evidence } from "../evidence.ts"
import type { Dial } from "./dials.ts"

/** The most calls of a workspace that lived at the same time by the carrier's record, those in its queue among them. */
export interface Concurrency {
  readonly workspace: string
  readonly most: number
  readonly capacity: number
}

const mostAtOnce = (dials: ReadonlyArray<Dial>): number => {
  const changes = dials.flatMap(({ at, endedAt }) => [{ at, by: 1 }, { at: endedAt, by: -1 }])
  let live = 0
  let most = 0
  for (const { by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    live += by
    most = Math.max(most, live)
  }
  return most
}

/** How many calls each workspace had at once. */
export const concurrency = (
  dials: ReadonlyArray<Dial>,
  { numbers, workspaces }: Pick<Evidence, "numbers" | "workspaces">
): ReadonlyArray<Concurrency> =>
  workspaces.map(({ capacity, id, name }) => {
    const phones = new Set(numbers.filter(({ workspaceId }) => workspaceId === id).map(({ phone }) => phone))
    return { workspace: name, most: mostAtOnce(dials.filter(({ from }) => phones.has(from))), capacity }
  })
