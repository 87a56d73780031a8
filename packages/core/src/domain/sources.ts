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
  /** Calls that could be dialed now; counted no further than the workspace's capacity. */
  readonly due: number
  /** What earlier turns owe it, as {@link shareSlots} gave it back. */
  readonly owed: number
  /** The campaign's policy; null for API calls, which bring their own. */
  readonly policy: CallingPolicy | null
}

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
