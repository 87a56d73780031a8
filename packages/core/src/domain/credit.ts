import { Schema } from "effect"
import { AttemptId, CampaignId, WorkspaceId } from "./id.ts"
import { MicroCredits } from "./tariff.ts"

/** Where credits of a workspace are: outside, ready to be used, reserved for a dial, or used up. */
export const Account = Schema.Literals(["outside", "available", "held", "spent"])
export type Account = typeof Account.Type

/** Why credits move. */
export const PostingKind = Schema.Literals(["grant", "hold", "settle", "void", "refund"])
export type PostingKind = typeof PostingKind.Type

/**
 * One line of a workspace's ledger, which is append-only: an amount goes from one account to another (double entry), so
 * that the sum over all accounts is always zero, and each balance is the sum of its lines.
 */
export const Posting = Schema.Struct({
  workspaceId: WorkspaceId,
  kind: PostingKind,
  from: Account,
  to: Account,
  /** Micro-credits, above zero. */
  amount: MicroCredits,
  /** The attempt that it pays for; null for a grant. */
  attemptId: Schema.NullOr(AttemptId),
  /** The campaign of that attempt; null for a grant and for calls from the API. */
  campaignId: Schema.NullOr(CampaignId),
  /** What a person wrote about it. */
  note: Schema.String,
  /** Instant, ms UTC. */
  at: Schema.Int
})
export interface Posting extends Schema.Schema.Type<typeof Posting> {}

/** What a workspace has, in micro-credits. `granted` is what ever came in: available + held + spent. */
export const Balance = Schema.Struct({
  granted: MicroCredits,
  available: MicroCredits,
  held: MicroCredits,
  spent: MicroCredits
})
export interface Balance extends Schema.Schema.Type<typeof Balance> {}

/** The most micro-credits that may ever come into a workspace, so that every sum of them is exact: 2^53 - 1. */
export const mostGranted = Number.MAX_SAFE_INTEGER

/** A workspace without credits. */
export const emptyBalance: Balance = { granted: 0, available: 0, held: 0, spent: 0 }

/** The balance after some postings. */
export const post = (balance: Balance, postings: ReadonlyArray<Posting>): Balance => {
  const sum: Record<Account, number> = { outside: -balance.granted, ...balance }
  for (const { amount, from, to } of postings) {
    sum[from] -= amount
    sum[to] += amount
  }
  return { granted: -sum.outside, available: sum.available, held: sum.held, spent: sum.spent }
}

/** What credits move for. */
export interface Reason {
  readonly workspaceId: WorkspaceId
  readonly attemptId: AttemptId
  /** Null for a call from the API. */
  readonly campaignId: CampaignId | null
  /** Instant, ms UTC. */
  readonly at: number
}

const line = (kind: PostingKind, from: Account, to: Account, amount: number, reason: Reason): ReadonlyArray<Posting> =>
  amount === 0 ? [] : [{ ...reason, kind, from, to, amount, note: "" }]

/** Credits come in. */
export const grant = (workspaceId: WorkspaceId, amount: number, note: string, at: number): Posting => ({
  workspaceId,
  kind: "grant",
  from: "outside",
  to: "available",
  amount,
  attemptId: null,
  campaignId: null,
  note,
  at
})

/** Reserve before the dial what the attempt can cost at most. */
export const hold = (amount: number, reason: Reason): ReadonlyArray<Posting> =>
  line("hold", "available", "held", amount, reason)

/**
 * Close a hold: what was used is spent, the rest goes back. `used` never exceeds the hold, for the hold pays for the
 * hard time limit of the call; a carrier that reports more seconds than that limit is charged up to the hold.
 */
export const settle = (held: number, used: number, reason: Reason): ReadonlyArray<Posting> => {
  const spent = Math.min(held, used)
  return [
    ...line("settle", "held", "spent", spent, reason),
    ...line("void", "held", "available", held - spent, reason)
  ]
}

/** Give back, in whole or in part, what an attempt cost. */
export const refund = (amount: number, note: string, reason: Reason): Posting => ({
  ...reason,
  kind: "refund",
  from: "spent",
  to: "available",
  amount,
  note
})

/** What a campaign has reserved and used up, in micro-credits. */
export interface Spending {
  readonly held: number
  readonly spent: number
}

/** The spending of a campaign after some of its postings. */
export const spend = (before: Spending, postings: ReadonlyArray<Posting>): Spending => {
  const after = { held: before.held, spent: before.spent }
  for (const { amount, from, to } of postings) {
    if (from === "held" || from === "spent") after[from] -= amount
    if (to === "held" || to === "spent") after[to] += amount
  }
  return after
}
