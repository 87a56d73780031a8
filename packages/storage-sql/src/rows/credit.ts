import type { Balance, Posting } from "@campanile/core"
import type { CreditBalanceTable, PostingTable } from "../tables.ts"

/** A line of the ledger as a row, with its place in it. */
export const postingRow = (posting: Posting, number: number): PostingTable => ({
  workspace_id: posting.workspaceId,
  number,
  kind: posting.kind,
  from_account: posting.from,
  to_account: posting.to,
  amount: posting.amount,
  attempt_id: posting.attemptId,
  campaign_id: posting.campaignId,
  note: posting.note,
  at: posting.at
})

/** The line of a row. */
export const postingOf = (row: PostingTable): Posting => ({
  workspaceId: row.workspace_id,
  kind: row.kind,
  from: row.from_account,
  to: row.to_account,
  amount: row.amount,
  attemptId: row.attempt_id,
  campaignId: row.campaign_id,
  note: row.note,
  at: row.at
})

/** The balance of a row. */
export const balanceOf = ({ available, granted, held, spent }: CreditBalanceTable): Balance => ({
  granted,
  available,
  held,
  spent
})
