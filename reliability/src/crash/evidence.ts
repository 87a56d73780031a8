import { type JournalLine, readJournal } from "./journal.ts"

/** What a database says at the end, row by row, in the words of its tables. Instants are ms UTC, amounts micro-credits. */
export interface Evidence {
  readonly workspaces: ReadonlyArray<{ readonly id: string; readonly name: string; readonly capacity: number }>
  readonly numbers: ReadonlyArray<{
    readonly id: string
    readonly workspaceId: string
    readonly phone: string
    readonly perSecond: number
    readonly burst: number
  }>
  readonly campaigns: ReadonlyArray<{
    readonly id: string
    readonly workspaceId: string
    readonly listId: string
    readonly status: string
  }>
  readonly contacts: ReadonlyArray<{ readonly listId: string; readonly number: number; readonly phone: string }>
  readonly calls: ReadonlyArray<EvidentCall>
  readonly attempts: ReadonlyArray<EvidentAttempt>
  readonly tallies: ReadonlyArray<{ readonly source: string; readonly calls: number }>
  readonly balances: ReadonlyArray<EvidentBalance>
  readonly postings: ReadonlyArray<EvidentPosting>
  readonly messages: ReadonlyArray<EvidentMessage>
  readonly deliveries: ReadonlyArray<{
    readonly messageId: string
    /** A callback URL, or the id of a webhook. */
    readonly address: string
    readonly status: string
  }>
  readonly journal: ReadonlyArray<JournalLine>
}

/** A message to the outside, with the part of its body that tells what it is about. */
export interface EvidentMessage {
  readonly id: string
  readonly type: string
  readonly campaignId: string | null
  readonly attemptId: string | null
  /** What became of the campaign or the call, where it says so. */
  readonly status: string | null
  /** Why a campaign is paused, where one is. */
  readonly cause: string | null
  /** Its place among the messages of its campaign, or of its call. */
  readonly sequence: number
}

/** A call: a contact to reach. */
export interface EvidentCall {
  readonly id: string
  readonly workspaceId: string
  /** Its campaign, or `api`. */
  readonly source: string
  readonly contact: number | null
  readonly phone: string
  readonly status: string
  readonly subStatus: string
  readonly attempts: number
}

/** An attempt, with the tariff under which it was claimed. */
export interface EvidentAttempt {
  readonly id: string
  readonly workspaceId: string
  readonly callId: string
  /** Its campaign, or `api`. */
  readonly source: string
  readonly numberId: string
  readonly phone: string
  readonly state: string
  readonly held: number
  readonly spent: number
  readonly connectFee: number
  readonly ratePerMinute: number
  readonly firstIncrement: number
  readonly nextIncrement: number
  readonly claimedAt: number
  /** Null where nobody took it, or nobody knows. */
  readonly answeredAt: number | null
  readonly endedAt: number | null
  readonly disposition: string | null
  readonly code: string
}

/** What a workspace has, as it is kept beside its ledger. */
export interface EvidentBalance {
  readonly workspaceId: string
  readonly granted: number
  readonly available: number
  readonly held: number
  readonly spent: number
}

/** A line of a ledger. */
export interface EvidentPosting {
  readonly workspaceId: string
  readonly kind: string
  readonly from: string
  readonly to: string
  readonly amount: number
  readonly attemptId: string | null
}

/** A row of an answer, its columns named as the query names them. */
export type Row = Readonly<Record<string, unknown>>

/** A database that is asked from outside, not through the engine. */
export interface Database {
  readonly query: (sql: string) => Promise<ReadonlyArray<Row>>
  readonly close: () => Promise<void>
}

const text = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" || typeof value === "bigint" ? `${value}` : ""
const textOrNull = (value: unknown): string | null => value === null || value === undefined ? null : text(value)
const number = (value: unknown): number => Number(value)
const numberOrNull = (value: unknown): number | null => value === null || value === undefined ? null : Number(value)

const fieldsOf = (payload: unknown): Row => {
  const body: unknown = typeof payload === "string" ? JSON.parse(payload) : payload
  return typeof body === "object" && body !== null ? { ...body } : {}
}

/** Read all that an audit needs. */
export const readEvidence = async ({ query }: Database): Promise<Evidence> => ({
  journal: await readJournal({ query }),
  workspaces: (await query("select workspace_id, name, capacity from workspace")).map((row) => ({
    id: text(row["workspace_id"]),
    name: text(row["name"]),
    capacity: number(row["capacity"])
  })),
  numbers: (await query("select id, workspace_id, phone, per_second, burst from caller_number")).map((row) => ({
    id: text(row["id"]),
    workspaceId: text(row["workspace_id"]),
    phone: text(row["phone"]),
    perSecond: number(row["per_second"]),
    burst: number(row["burst"])
  })),
  campaigns: (await query("select id, workspace_id, list_id, status from campaign")).map((row) => ({
    id: text(row["id"]),
    workspaceId: text(row["workspace_id"]),
    listId: text(row["list_id"]),
    status: text(row["status"])
  })),
  contacts: (await query("select list_id, number, phone from contact")).map((row) => ({
    listId: text(row["list_id"]),
    number: number(row["number"]),
    phone: text(row["phone"])
  })),
  calls: (await query(
    "select workspace_id, id, source, contact, phone, status, sub_status, attempts from call"
  )).map((row) => ({
    id: text(row["id"]),
    workspaceId: text(row["workspace_id"]),
    source: text(row["source"]),
    contact: numberOrNull(row["contact"]),
    phone: text(row["phone"]),
    status: text(row["status"]),
    subStatus: text(row["sub_status"]),
    attempts: number(row["attempts"])
  })),
  attempts: (await query(
    "select id, workspace_id, call_id, source, number_id, phone, state, held, spent, connect_fee, rate_per_minute, " +
      "first_increment, next_increment, claimed_at, answered_at, ended_at, disposition, code from attempt"
  )).map((row) => ({
    id: text(row["id"]),
    workspaceId: text(row["workspace_id"]),
    callId: text(row["call_id"]),
    source: text(row["source"]),
    numberId: text(row["number_id"]),
    phone: text(row["phone"]),
    state: text(row["state"]),
    held: number(row["held"]),
    spent: number(row["spent"]),
    connectFee: number(row["connect_fee"]),
    ratePerMinute: number(row["rate_per_minute"]),
    firstIncrement: number(row["first_increment"]),
    nextIncrement: number(row["next_increment"]),
    claimedAt: number(row["claimed_at"]),
    answeredAt: numberOrNull(row["answered_at"]),
    endedAt: numberOrNull(row["ended_at"]),
    disposition: textOrNull(row["disposition"]),
    code: text(row["code"])
  })),
  tallies: (await query("select source, sum(calls) as calls from tally group by source")).map((row) => ({
    source: text(row["source"]),
    calls: number(row["calls"])
  })),
  balances: (await query("select workspace_id, granted, available, held, spent from credit_balance")).map((row) => ({
    workspaceId: text(row["workspace_id"]),
    granted: number(row["granted"]),
    available: number(row["available"]),
    held: number(row["held"]),
    spent: number(row["spent"])
  })),
  postings: (await query("select workspace_id, kind, from_account, to_account, amount, attempt_id from posting")).map(
    (row) => ({
      workspaceId: text(row["workspace_id"]),
      kind: text(row["kind"]),
      from: text(row["from_account"]),
      to: text(row["to_account"]),
      amount: number(row["amount"]),
      attemptId: textOrNull(row["attempt_id"])
    })
  ),
  messages: (await query("select id, type, campaign_id, payload from message")).map((row) => {
    const { attempt_id, cause, sequence, status } = fieldsOf(row["payload"])
    return {
      id: text(row["id"]),
      type: text(row["type"]),
      campaignId: textOrNull(row["campaign_id"]),
      attemptId: textOrNull(attempt_id),
      status: textOrNull(status),
      cause: textOrNull(cause),
      sequence: number(sequence)
    }
  }),
  deliveries: (await query("select message_id, address, status from delivery")).map((row) => ({
    messageId: text(row["message_id"]),
    address: text(row["address"]),
    status: text(row["status"])
  }))
})

/** What is still to come: campaigns that are not over, calls of the API, attempts that live, messages on their way. */
export const unfinished = async ({ query }: Database): Promise<number> => {
  const [row] = await query(
    "select (select count(*) from campaign where status in ('scheduled', 'ongoing', 'paused')) " +
      "+ (select count(*) from call where source = 'api' and status in ('registered', 'retry', 'ongoing')) " +
      "+ (select count(*) from attempt where ended_at is null) " +
      "+ (select count(*) from delivery where status = 'due') as n"
  )
  return number(row?.["n"])
}

/** How many calls wait to be dialed, for the first time or again, in each workspace; those of paused campaigns do not. */
export const waiting = async ({ query }: Database): Promise<ReadonlyMap<string, number>> => {
  const rows = await query(
    "select workspace_id, count(*) as n from call where status in ('registered', 'retry') " +
      "and source not in (select cast(id as text) from campaign where status = 'paused') group by workspace_id"
  )
  return new Map(rows.map((row) => [text(row["workspace_id"]), number(row["n"])]))
}

/** What helps a person to see how something came about, and no audit needs. */
export const readMore = async ({ query }: Database): Promise<Readonly<Record<string, ReadonlyArray<Row>>>> => ({
  attempt: await query("select * from attempt"),
  call: await query("select * from call"),
  decision: await query("select * from decision"),
  node: await query("select * from node"),
  carrier: await query("select * from carrier")
})
