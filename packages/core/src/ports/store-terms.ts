import type { Attempt } from "../domain/attempt.ts"
import type { CallStatus } from "../domain/call.ts"
import type { Contact } from "../domain/contact-list.ts"
import type { Hours } from "../domain/hours.ts"
import type { AttemptId, CallId, CampaignId, IdBlock, NodeId, WorkspaceId } from "../domain/id.ts"
import type { Message } from "../domain/message.ts"
import type { Withdrawal } from "../domain/outcome.ts"
import type { Pace } from "../domain/pace.ts"
import type { Phone } from "../domain/phone.ts"
import type { Prunable, Removed, Retention } from "../domain/retention.ts"
import type { Assistant } from "../domain/workspace.ts"

/** A part of a longer listing. */
export interface Page {
  readonly limit: number
  readonly offset: number
}

/** One accepted row on its way into a list, with its text, for it may still turn out to repeat a phone. */
export interface ImportedRow {
  readonly contact: Contact
  readonly text: string
  /** That no row that came to the list before has its phone, where that is known: a store need not look for one then. */
  readonly isFirst?: boolean
}

/** What a dispatch turn is told. */
export interface Turn {
  readonly workspaceId: WorkspaceId
  readonly nodeId: NodeId
  readonly epoch: number
  /** Ids for the turn's attempts and messages. */
  readonly block: IdBlock
  readonly now: number
  /** Through whom it is dialed, and how fast that carrier takes requests. */
  readonly carrier: { readonly name: string; readonly pace: Pace | null }
  /** The most attempts to claim. */
  readonly limit: number
}

/** A claimed attempt with all that the last gates and the carrier need to know. */
export interface Placement {
  readonly attempt: Attempt
  readonly from: Phone
  readonly assistant: Assistant
  /** The contact's cells, or the values that came with the call, by variable or column. */
  readonly row: Readonly<Record<string, string>>
  /** Which column each variable is read from, where the names differ. */
  readonly mapping: Readonly<Record<string, string>>
  /** The hours in which it may be dialed. */
  readonly hours: ReadonlyArray<Hours>
  /** The campaign's end (ms UTC); null for a call from the API. */
  readonly endsAt: number | null
}

/** An attempt that may be dialed, as long as what its campaign says now allows it. */
export interface Placed extends Pick<Placement, "hours" | "endsAt"> {
  readonly id: AttemptId
}

/** An attempt that a carrier has accepted, and of which it has not told yet that a phone rings. */
export interface Queued extends Pick<Placement, "attempt" | "from"> {
  /** What stands now against dialing it (`lastLook`); undefined where nothing does. */
  readonly withdrawal: Withdrawal | undefined
}

/** What a dispatch turn did. */
export interface Claimed {
  readonly placements: ReadonlyArray<Placement>
  readonly messages: ReadonlyArray<Message>
  /** When another turn is worth it (ms UTC), if a pace stopped this one, or calls left their slots to others. */
  readonly nextAt: number | undefined
}

/** What a carrier charged in one currency, beside what we charged for the same attempts. */
export interface CostSum {
  readonly currency: string
  /** Millionths of the currency's unit. */
  readonly amount: number
  /** Micro-credits that those attempts cost. */
  readonly spent: number
  readonly attempts: number
}

/** Which calls to list. */
export interface CallFilter {
  readonly campaignId?: CampaignId | undefined
  readonly status?: CallStatus | undefined
  /** Only those to this phone. */
  readonly phone?: Phone | undefined
}

/** One batch of a prune. */
export interface Pruning {
  readonly workspaceId: WorkspaceId
  readonly what: Prunable
  /** For how long things are kept; the store keeps what a frequency cap looks back to in any case. */
  readonly retention: Retention
  readonly now: number
  /** The most rows of the main kind (calls, contacts and rejected rows, messages) that are looked at. */
  readonly limit: number
  /** Where the batch before it ended; empty for the first one. */
  readonly after: string
  /** Only count what would go. */
  readonly dryRun: boolean
}

/** What a batch of a prune did. */
export interface Pruned {
  readonly removed: Removed
  /** Where the next batch goes on; undefined where all has been looked at. */
  readonly next: string | undefined
}

/** How due deliveries are shared out between their targets. */
export interface Share {
  /** The most that are taken of one target. */
  readonly most: number
  /** Targets of which nothing is taken, for enough is on its way to them already. */
  readonly busy: ReadonlyArray<{ readonly workspaceId: WorkspaceId; readonly address: string }>
}

/** The call in which a person said that they do not want to be called any more. */
export interface OptOut {
  readonly workspaceId: WorkspaceId
  readonly callId: CallId
}
