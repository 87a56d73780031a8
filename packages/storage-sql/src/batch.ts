import type { Columns, Dialect, Kind } from "./dialect.ts"
import type { Batch } from "./step.ts"
import type { Tables } from "./tables.ts"

/** The columns of the tables that are written many rows at a time. */
const columns = {
  caller_number: {
    workspace_id: "text",
    id: "text",
    phone: "text",
    label: "text",
    per_second: "real",
    burst: "integer",
    paused: "integer",
    arrival_at: "integer",
    failing: "real",
    outcomes: "integer",
    open_until: "integer",
    opened: "integer",
    created_at: "integer"
  },
  carrier: {
    name: "text",
    arrival_at: "integer",
    failing: "real",
    outcomes: "integer",
    open_until: "integer",
    opened: "integer"
  },
  posting: {
    workspace_id: "text",
    number: "integer",
    kind: "text",
    from_account: "text",
    to_account: "text",
    amount: "integer",
    attempt_id: "text",
    campaign_id: "text",
    note: "text",
    at: "integer"
  },
  contact: {
    workspace_id: "text",
    list_id: "text",
    number: "integer",
    line: "integer",
    phone: "text",
    zones: "text",
    variables: "text",
    batch: "integer"
  },
  rejected_row: {
    workspace_id: "text",
    list_id: "text",
    line: "integer",
    number: "integer",
    at_column: "text",
    code: "text",
    reason: "text",
    text: "text"
  },
  source_zone: {
    workspace_id: "text",
    source: "text",
    zones: "text",
    mark_due_at: "integer",
    mark_id: "text"
  },
  tally: {
    workspace_id: "text",
    source: "text",
    status: "text",
    disposition: "text",
    calls: "integer",
    attempts: "integer",
    spent: "integer"
  },
  call: {
    workspace_id: "text",
    id: "text",
    source: "text",
    contact: "integer",
    phone: "text",
    zones: "text",
    status: "text",
    sub_status: "text",
    due_at: "integer",
    attempts: "integer",
    outcomes: "text",
    last_number_id: "text",
    disposition: "text",
    created_at: "integer",
    updated_at: "integer"
  },
  decision: {
    workspace_id: "text",
    call_id: "text",
    number: "integer",
    at: "integer",
    gate: "text",
    verdict: "text",
    until: "integer",
    reason: "text",
    version: "text"
  },
  suppression: {
    workspace_id: "text",
    pattern: "text",
    scope: "text",
    scope_of: "text",
    digits: "integer",
    source: "text",
    reason: "text",
    expires_at: "integer",
    created_at: "integer"
  },
  source_state: {
    workspace_id: "text",
    source: "text",
    owed: "real",
    held: "integer",
    spent: "integer"
  },
  attempt: {
    workspace_id: "text",
    id: "text",
    call_id: "text",
    source: "text",
    number_id: "text",
    carrier: "text",
    phone: "text",
    state: "text",
    node_id: "text",
    epoch: "integer",
    carrier_call_id: "text",
    held: "integer",
    spent: "integer",
    connect_fee: "integer",
    rate_per_minute: "integer",
    first_increment: "integer",
    next_increment: "integer",
    ring_seconds: "integer",
    limit_seconds: "integer",
    claimed_at: "integer",
    placed_at: "integer",
    ringing_at: "integer",
    answered_at: "integer",
    ended_at: "integer",
    deadline_at: "integer",
    disposition: "text",
    talk_seconds: "integer",
    code: "text",
    cost: "integer",
    currency: "text"
  },
  message: {
    workspace_id: "text",
    id: "text",
    type: "text",
    campaign_id: "text",
    call_id: "text",
    payload: "text",
    at: "integer"
  },
  delivery: {
    workspace_id: "text",
    message_id: "text",
    channel: "text",
    address: "text",
    line: "text",
    status: "text",
    due_at: "integer",
    since: "integer",
    tries: "integer",
    last_error: "text"
  },
  pruned_tally: {
    workspace_id: "text",
    source: "text",
    status: "text",
    disposition: "text",
    calls: "integer",
    attempts: "integer",
    spent: "integer"
  },
  pruned_cost: {
    workspace_id: "text",
    source: "text",
    currency: "text",
    amount: "integer",
    spent: "integer",
    attempts: "integer"
  },
  delivery_trouble: {
    workspace_id: "text",
    channel: "text",
    address: "text",
    failures: "integer",
    since: "integer",
    rests_until: "integer"
  }
} satisfies { [T in keyof Tables]?: { [C in keyof Tables[T]]: Kind } }

/** A table that is written many rows at a time. */
export type BatchTable = keyof typeof columns

const namesOf = <T extends BatchTable>(table: T) => Object.keys(columns[table]) as Array<keyof Tables[T] & string>

const some = (table: BatchTable, names: ReadonlyArray<string>): Columns => {
  const all: Columns = columns[table]
  return Object.fromEntries(names.map((name) => [name, all[name]!]))
}

/** Insert rows; `ending` is what follows the values. */
export const insertRows = <T extends BatchTable>(
  dialect: Dialect,
  table: T,
  rows: ReadonlyArray<Tables[T]>,
  ending = ""
): Batch => {
  const names = namesOf(table)
  return dialect.insert(table, columns[table], rows.map((row) => names.map((name) => row[name])), ending)
}

/** Insert rows that are hardly ever there already, and pass over those whose key is. */
export const insertMissing = <T extends BatchTable>(
  dialect: Dialect,
  table: T,
  key: ReadonlyArray<keyof Tables[T] & string>,
  rows: ReadonlyArray<Tables[T]>
): Batch => {
  const names = namesOf(table)
  return dialect.insertMissing(table, columns[table], key, rows.map((row) => names.map((name) => row[name])))
}

/** Set some columns of rows, found by a key. */
export const updateRows = <
  T extends BatchTable,
  Set extends keyof Tables[T] & string,
  Key extends keyof Tables[T] & string
>(
  dialect: Dialect,
  table: T,
  set: ReadonlyArray<Set>,
  key: ReadonlyArray<Key>,
  rows: ReadonlyArray<Pick<Tables[T], Set | Key>>
): Batch => {
  const names = [...set, ...key]
  return dialect.update(table, some(table, set), some(table, key), rows.map((row) => names.map((name) => row[name])))
}
