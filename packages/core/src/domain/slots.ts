/**
 * Who may use how many slots. A slot is the right to one simultaneous attempt, and nothing but an attempt that has not
 * ended: there is no counter that could leak.
 */
export interface Demand {
  /** Whose demand it is: a campaign, or the API calls of the workspace. */
  readonly key: string
  /** Attempts that live now. They are never taken away. */
  readonly live: number
  /** Calls that could be dialed now. */
  readonly due: number
  /** The most slots it may use; infinite where nothing is set. */
  readonly maximum: number
  /** Its share beside the others, above zero; 1 where nothing is set. */
  readonly weight: number
}

/**
 * How many new attempts each demand may begin: weighted max-min fairness by water-filling. Nobody gets more than it can
 * use or may have; what one leaves, the others share by weight; as long as somebody can use a slot, none stays free.
 * Integers by largest remainder, ties in the order of keys, so that the order of the demands does not matter.
 *
 * There is no preemption: who has more than its share keeps it until its attempts end, and gets nothing new.
 */
export const allocate = (capacity: number, demands: ReadonlyArray<Demand>): ReadonlyMap<string, number> => {
  const live = demands.reduce((sum, demand) => sum + demand.live, 0)
  const wants = demands.map((demand) => ({
    ...demand,
    limit: Math.max(demand.live, Math.min(demand.live + demand.due, Math.floor(demand.maximum)))
  }))
  const free = Math.max(0, capacity - live)
  const target = fill(live + free, wants)
  const exact = wants.map((want) => ({ want, share: Math.max(0, target(want) - want.live) }))
  const grants = new Map(exact.map(({ share, want }) => [want.key, Math.floor(share + 1e-9)]))
  const given = [...grants.values()].reduce((sum, n) => sum + n, 0)
  const wished = wants.reduce((sum, want) => sum + want.limit - want.live, 0)
  let left = Math.min(free, wished) - given
  const byRemainder = exact
    .map(({ share, want }) => ({ want, remainder: share - Math.floor(share + 1e-9) }))
    .toSorted((a, b) => b.remainder - a.remainder || (a.want.key < b.want.key ? -1 : 1))
  while (left > 0) {
    for (const { want } of byRemainder) {
      const granted = grants.get(want.key)!
      if (left > 0 && want.live + granted < want.limit) {
        grants.set(want.key, granted + 1)
        left--
      }
    }
  }
  return grants
}

interface Want extends Demand {
  readonly limit: number
}

/**
 * The water level: each demand stands at level × weight, but not under what lives and not over its limit, and all
 * together at the total. The level is found where the sum, which only grows with it, meets the total.
 */
const fill = (total: number, wants: ReadonlyArray<Want>): (want: Want) => number => {
  const at = (level: number) => (want: Want) => Math.max(want.live, Math.min(want.limit, level * want.weight))
  const sum = (level: number) => wants.reduce((all, want) => all + at(level)(want), 0)
  const bends = [...new Set(wants.flatMap((want) => [want.live / want.weight, want.limit / want.weight]))]
    .toSorted((a, b) => a - b)
  let low = 0
  for (const bend of bends) {
    if (sum(bend) >= total) {
      const below = sum(low)
      const slope = sum(bend) - below
      return at(slope === 0 ? low : low + (bend - low) * (total - below) / slope)
    }
    low = bend
  }
  return at(low)
}
