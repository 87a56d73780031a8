import { type CallingPolicy, slotLimit } from "./calling-policy.ts"
import type { CampaignId } from "./id.ts"
import { allocate, type Grant } from "./slots.ts"
import type { Workspace } from "./workspace.ts"

/** The key under which the API calls of a workspace stand beside its campaigns. */
export const apiSource = "api"

/** Where a call, or an attempt, stands among those who want slots. */
export const sourceOf = ({ campaignId }: { readonly campaignId: CampaignId | null }): Source["key"] =>
  campaignId ?? apiSource

/** Who wants slots in a turn: a campaign, or the API calls together. */
export interface Source {
  readonly key: CampaignId | typeof apiSource
  /** Attempts that live. */
  readonly live: number
  /** Calls that could be dialed now, as {@link demandOf} counts them. */
  readonly due: number
  /** What earlier turns owe it, as {@link shareSlots} gave it back. */
  readonly owed: number
  /** The campaign's policy; null for API calls, which bring their own. */
  readonly policy: CallingPolicy | null
}

/**
 * What a source asks for in a turn that may begin so many calls (`limit`), of which so many were counted: as many as there
 * are slots, where it alone could use up the turn. Then nothing has to be counted further than one turn goes, however
 * many slots are free; and who is through sooner than it seemed leaves its slots to the others in the turns after.
 */
export const demandOf = (counted: number, limit: number, slots: number): number =>
  counted >= limit ? slots : Math.min(counted, slots)

/** How many calls each source may begin in this turn, and what it is owed from now on. */
export const shareSlots = (workspace: Workspace, sources: ReadonlyArray<Source>): ReadonlyMap<string, Grant> =>
  allocate(
    workspace.capacity,
    sources.map(({ policy, ...demand }) => ({
      ...demand,
      minimum: policy === null ? workspace.apiReserve : policy.minConcurrent,
      maximum: policy === null ? Infinity : slotLimit(policy, workspace.capacity),
      weight: policy === null ? 1 : policy.weight
    }))
  )

/**
 * The calls of several sources as one line, each source spread evenly over it. Whatever stops a turn in the middle (its
 * limit, the pace of a number, the last credits) then finds every source served in proportion to its share.
 */
export const interleave = <A>(shares: ReadonlyArray<ReadonlyArray<A>>): ReadonlyArray<A> =>
  shares
    .flatMap((share) => share.map((call, index) => ({ call, place: (index + 0.5) / share.length })))
    .toSorted((a, b) => a.place - b.place)
    .map(({ call }) => call)

/**
 * How many of each source are among the first of the line in which {@link interleave} would put all of its slots: what a
 * turn may begin that is over before the slots are.
 */
export const firstInLine = <Key extends string>(
  shares: ReadonlyArray<readonly [Key, number]>,
  limit: number
): ReadonlyMap<Key, number> => {
  const total = shares.reduce((sum, [, share]) => sum + share, 0)
  if (total <= limit) return new Map(shares.filter(([, share]) => share > 0))
  const part = Math.min(1, (limit + shares.length) / total)
  const line = shares.map(([key, share]) =>
    Array.from(
      { length: Math.min(share, Math.ceil(share * part + 0.5)) },
      (_, n) => ({ key, place: (n + 0.5) / share })
    )
  )
  const first = new Map<Key, number>()
  for (const { key } of line.flat().toSorted((a, b) => a.place - b.place).slice(0, limit)) {
    first.set(key, (first.get(key) ?? 0) + 1)
  }
  return first
}
