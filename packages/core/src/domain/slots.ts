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
  /** Slots that are its own as long as it can use them; what it leaves of them, others may borrow. */
  readonly minimum: number
  /** The most slots it may use; infinite where nothing is set. */
  readonly maximum: number
  /** Its share beside the others, above zero; 1 where nothing is set. */
  readonly weight: number
  /** What earlier turns owe it, in parts of a slot, as {@link Grant} gave it back. */
  readonly owed: number
}

/** What a turn gives to a demand. */
export interface Grant {
  /** New attempts that it may begin. */
  readonly slots: number
  /**
   * What it is owed from now on: its exact share is rarely a whole number. Between -1 and 1. Who could dial nothing is
   * owed nothing, and owes nothing: a campaign that pauses loses, or is forgiven, less than one slot, once, while a debt
   * that outlived the pause would be paid by campaigns which took nothing from it.
   */
  readonly owed: number
}

/**
 * How many new attempts each demand may begin: weighted max-min fairness by water-filling. Nobody gets more than it can
 * use or may have; minimums come first; what one leaves, the others share by weight; as long as somebody can use a slot,
 * none stays free. Whole slots go by largest remainder, to which what earlier turns owe is added, so that with fewer
 * slots than campaigns all have their turn. Ties go by key, so that the order of the demands does not matter.
 *
 * There is no preemption: who has more than its share keeps it until its attempts end, and gets nothing new.
 */
export const allocate = (capacity: number, demands: ReadonlyArray<Demand>): ReadonlyMap<string, Grant> => {
  const wants = demands.toSorted((a, b) => a.key < b.key ? -1 : 1).map((demand): Want => {
    const most = Math.max(demand.live, Math.min(demand.live + demand.due, Math.floor(demand.maximum)))
    return { ...demand, least: Math.max(demand.live, Math.min(demand.minimum, most)), most }
  })
  const live = sum(wants, (want) => want.live)
  const free = Math.max(0, capacity - live)
  const level = fill(live + free, wants)
  const shares = wants.map((want) => ({ want, share: Math.max(0, level(want) - want.live) }))
  const slots = new Map(shares.map(({ share, want }) => [want.key, Math.floor(share + rounding)]))
  let left = Math.min(free, sum(wants, (want) => want.most - want.live)) - sum([...slots.values()], (given) => given)
  const claim = ({ share, want }: { readonly share: number; readonly want: Want }) =>
    share - Math.floor(share + rounding) + want.owed
  for (const { want } of shares.toSorted((a, b) => claim(b) - claim(a) || (a.want.key < b.want.key ? -1 : 1))) {
    const given = slots.get(want.key)!
    if (left > 0 && want.live + given < want.most) {
      slots.set(want.key, given + 1)
      left--
    }
  }
  return new Map(shares.map(({ share, want }) => {
    const given = slots.get(want.key)!
    const owed = want.due === 0 ? 0 : Math.max(-1, Math.min(1, want.owed + share - given))
    return [want.key, { slots: given, owed }]
  }))
}

interface Want extends Demand {
  readonly least: number
  readonly most: number
}

const rounding = 1e-9

const sum = <A>(all: ReadonlyArray<A>, part: (one: A) => number) => all.reduce((total, one) => total + part(one), 0)

/**
 * The water level: each demand stands at level × weight, but not under its least and not over its most, and all together
 * at the total. The level is found where the sum, which only grows with it, meets the total; where even the least of all
 * is more than the total, the minimums are cut back evenly toward what lives.
 */
const fill = (total: number, wants: ReadonlyArray<Want>): (want: Want) => number => {
  const floor = sum(wants, (want) => want.least)
  if (floor > total) {
    const wished = sum(wants, (want) => want.least - want.live)
    const part = Math.max(0, total - sum(wants, (want) => want.live)) / wished
    return (want) => want.live + (want.least - want.live) * part
  }
  const at = (level: number) => (want: Want) => Math.max(want.least, Math.min(want.most, level * want.weight))
  const bends = [...new Set(wants.flatMap((want) => [want.least / want.weight, want.most / want.weight]))]
    .toSorted((a, b) => a - b)
  let low = 0
  for (const bend of bends) {
    const reached = sum(wants, at(bend))
    if (reached >= total) {
      const below = sum(wants, at(low))
      return at(reached === below ? low : low + (bend - low) * (total - below) / (reached - below))
    }
    low = bend
  }
  return at(low)
}
