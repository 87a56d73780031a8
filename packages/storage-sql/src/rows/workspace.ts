import type { ApiKey, Assistant, Balance, CallerNumber, NumberState, Posting, Tariff, Workspace } from "@campanile/core"
import { fromJson, toJson } from "../json.ts"
import type {
  ApiKeyTable,
  AssistantTable,
  CallerNumberTable,
  CreditBalanceTable,
  PostingTable,
  TariffColumns,
  WorkspaceTable
} from "../tables.ts"

/** A tariff as columns. */
export const tariffColumns = (tariff: Tariff): TariffColumns => ({
  connect_fee: tariff.connectFee,
  rate_per_minute: tariff.ratePerMinute,
  first_increment: tariff.firstIncrement,
  next_increment: tariff.nextIncrement
})

/** The tariff of a row. */
export const tariffOf = (row: TariffColumns): Tariff => ({
  connectFee: row.connect_fee,
  ratePerMinute: row.rate_per_minute,
  firstIncrement: row.first_increment,
  nextIncrement: row.next_increment
})

/** A workspace as a row. */
export const workspaceRow = ({ capacity, createdAt, id, name, tariff }: Workspace): WorkspaceTable => ({
  workspace_id: id,
  name,
  capacity,
  ...tariffColumns(tariff),
  created_at: createdAt
})

/** The workspace of a row. */
export const workspaceOf = (row: WorkspaceTable): Workspace => ({
  id: row.workspace_id,
  name: row.name,
  capacity: row.capacity,
  tariff: tariffOf(row),
  createdAt: row.created_at
})

/** A key as a row. */
export const apiKeyRow = ({ createdAt, hash, label, workspaceId }: ApiKey): ApiKeyTable => ({
  workspace_id: workspaceId,
  hash,
  label,
  created_at: createdAt
})

/** An assistant as a row. */
export const assistantRow = ({ answer, createdAt, id, name, prompt, workspaceId }: Assistant): AssistantTable => ({
  workspace_id: workspaceId,
  id,
  name,
  prompt,
  answer: toJson(answer),
  created_at: createdAt
})

/** The assistant of a row. */
export const assistantOf = (row: AssistantTable): Assistant => ({
  workspaceId: row.workspace_id,
  id: row.id,
  name: row.name,
  prompt: row.prompt,
  answer: fromJson(row.answer),
  createdAt: row.created_at
})

/** A caller number that never dialed, as a row. */
export const callerNumberRow = (number: CallerNumber): CallerNumberTable => ({
  workspace_id: number.workspaceId,
  id: number.id,
  phone: number.phone,
  label: number.label,
  per_second: number.pace.perSecond,
  burst: number.pace.burst,
  arrival_at: 0,
  created_at: number.createdAt
})

/** The caller number of a row. */
export const callerNumberOf = (row: CallerNumberTable): CallerNumber => ({
  workspaceId: row.workspace_id,
  id: row.id,
  phone: row.phone,
  label: row.label,
  pace: { perSecond: row.per_second, burst: row.burst },
  createdAt: row.created_at
})

/** The caller number of a row, with the state of its pace. */
export const numberStateOf = (row: CallerNumberTable): NumberState => ({
  number: callerNumberOf(row),
  arrival: row.arrival_at
})

/** A line of the ledger as a row, with its place in it. */
export const postingRow = (posting: Posting, number: number): PostingTable => ({
  workspace_id: posting.workspaceId,
  number,
  kind: posting.kind,
  from_account: posting.from,
  to_account: posting.to,
  amount: posting.amount,
  attempt_id: posting.attemptId,
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
