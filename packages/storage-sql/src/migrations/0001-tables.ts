import { createIndex, createTable } from "./create.ts"
import type { Migration } from "./migration.ts"

const tariff = {
  connect_fee: "integer",
  rate_per_minute: "integer",
  first_increment: "integer",
  next_increment: "integer"
} as const

const health = {
  failing: "real",
  outcomes: "integer",
  open_until: "integer",
  opened: "integer"
} as const

const waiting = "status in ('registered', 'retry')"
const live = "ended_at is null"
const liveBySource = `${live} and number_id <> ''`
const liveByNode = `${live} and epoch >= 0`

/**
 * All tables. The workspace comes first in every key but those of nodes and carriers, so that tables can be distributed
 * by it. Indexes beside the keys are on the hot part only: calls that wait, attempts that live, deliveries that are due;
 * but `attempt_phone` is on all that was ever dialed, for a frequency cap looks back, and `call_api_phone` on all calls
 * from the API, so that people's calls are found by their phone. `ended_at` stands in two of them,
 * though it is always null there, so that SQLite counts from the index alone. What is true of
 * all attempts is in the words of two indexes and of those who ask them, so that nobody who looks for a phone can take
 * them for the third.
 */
export const tables: Migration = {
  number: 1,
  name: "tables",
  statements: (schema) => [
    createTable(schema, "workspace", {
      workspace_id: "text",
      name: "text",
      capacity: "integer",
      api_reserve: "integer",
      prices: "text",
      frequency_cap: "text?",
      created_at: "integer"
    }, ["workspace_id"]),
    createTable(
      schema,
      "credit_balance",
      {
        workspace_id: "text",
        granted: "integer",
        available: "integer",
        held: "integer",
        spent: "integer",
        lines: "integer"
      },
      ["workspace_id"],
      { workspace: ["workspace_id"] }
    ),
    createTable(schema, "posting", {
      workspace_id: "text",
      number: "integer",
      kind: "text",
      from_account: "text",
      to_account: "text",
      amount: "integer",
      attempt_id: "text?",
      campaign_id: "text?",
      note: "text",
      at: "integer"
    }, ["workspace_id", "number"]),
    createTable(
      schema,
      "api_key",
      {
        workspace_id: "text",
        hash: "text",
        label: "text",
        created_at: "integer"
      },
      ["workspace_id", "hash"],
      { workspace: ["workspace_id"] }
    ),
    createIndex(schema, "api_key_hash", "api_key", ["hash"]),
    createTable(
      schema,
      "assistant",
      {
        workspace_id: "text",
        id: "text",
        name: "text",
        prompt: "text",
        answer: "text",
        created_at: "integer"
      },
      ["workspace_id", "id"],
      { workspace: ["workspace_id"] }
    ),
    createTable(
      schema,
      "caller_number",
      {
        workspace_id: "text",
        id: "text",
        phone: "text",
        label: "text",
        per_second: "real",
        burst: "integer",
        paused: "integer",
        arrival_at: "integer",
        ...health,
        created_at: "integer"
      },
      ["workspace_id", "id"],
      { workspace: ["workspace_id"] }
    ),
    createIndex(schema, "caller_number_phone", "caller_number", ["workspace_id", "phone"]).unique(),
    createTable(schema, "carrier", { name: "text", arrival_at: "integer", ...health }, ["name"]),

    createTable(
      schema,
      "contact_list",
      {
        workspace_id: "text",
        id: "text",
        name: "text",
        status: "text",
        columns: "text",
        phone_column: "text",
        accepted: "integer",
        rejected: "integer",
        reason: "text",
        batches: "integer",
        created_at: "integer"
      },
      ["workspace_id", "id"],
      { workspace: ["workspace_id"] }
    ),
    createIndex(schema, "contact_list_importing", "contact_list", ["created_at"], "status = 'importing'"),
    createTable(schema, "contact", {
      workspace_id: "text",
      list_id: "text",
      number: "integer",
      line: "integer",
      phone: "text",
      zones: "text",
      variables: "text",
      batch: "integer"
    }, ["workspace_id", "list_id", "number"]),
    createIndex(schema, "contact_phone", "contact", ["workspace_id", "phone", "list_id"]).unique(),
    createIndex(schema, "contact_batch", "contact", ["workspace_id", "list_id", "batch", "number"], "batch > 0"),
    createTable(schema, "rejected_row", {
      workspace_id: "text",
      list_id: "text",
      line: "integer",
      number: "integer",
      at_column: "text",
      code: "text",
      reason: "text",
      text: "text"
    }, ["workspace_id", "list_id", "line", "number"]),

    createTable(
      schema,
      "campaign",
      {
        workspace_id: "text",
        id: "text",
        name: "text",
        list_id: "text",
        assistant_id: "text",
        numbers: "text",
        variables: "text",
        policy: "text",
        timezone: "text",
        starts_at: "integer?",
        ends_at: "integer?",
        notify: "text",
        callback_url: "text?",
        status: "text",
        cause: "text?",
        end_reason: "text?",
        created_at: "integer",
        updated_at: "integer"
      },
      ["workspace_id", "id"],
      {
        contact_list: ["workspace_id", "list_id"],
        assistant: ["workspace_id", "assistant_id"]
      }
    ),
    createIndex(schema, "campaign_list", "campaign", ["workspace_id", "list_id"]),
    createIndex(
      schema,
      "campaign_advancing",
      "campaign",
      ["workspace_id", "id"],
      "status in ('scheduled', 'ongoing', 'paused')"
    ),
    createTable(schema, "campaign_block", {
      workspace_id: "text",
      campaign_id: "text",
      block: "text",
      from_batch: "integer",
      to_batch: "integer"
    }, ["workspace_id", "campaign_id", "block"]),
    createTable(schema, "source_state", {
      workspace_id: "text",
      source: "text",
      owed: "real",
      held: "integer",
      spent: "integer"
    }, ["workspace_id", "source"]),
    createIndex(schema, "source_state_owed", "source_state", ["workspace_id", "source", "owed"], "owed <> 0"),
    createTable(schema, "source_zone", {
      workspace_id: "text",
      source: "text",
      zones: "text"
    }, ["workspace_id", "source", "zones"]),
    createTable(schema, "tally", {
      workspace_id: "text",
      source: "text",
      status: "text",
      disposition: "text",
      calls: "integer",
      attempts: "integer",
      spent: "integer"
    }, ["workspace_id", "source", "status", "disposition"]),

    createTable(schema, "call", {
      workspace_id: "text",
      id: "text",
      source: "text",
      contact: "integer?",
      phone: "text",
      zones: "text",
      status: "text",
      sub_status: "text",
      due_at: "integer",
      attempts: "integer",
      outcomes: "text",
      last_number_id: "text?",
      disposition: "text?",
      created_at: "integer",
      updated_at: "integer"
    }, ["workspace_id", "id"]),
    createIndex(schema, "call_due", "call", ["workspace_id", "source", "zones", "due_at", "id"], waiting),
    createIndex(schema, "call_api_phone", "call", ["workspace_id", "phone"], "source = 'api'"),
    createTable(schema, "api_call", {
      workspace_id: "text",
      call_id: "text",
      name: "text",
      assistant_id: "text",
      numbers: "text",
      variables: "text",
      policy: "text",
      callback_url: "text?"
    }, ["workspace_id", "call_id"]),
    createTable(schema, "decision", {
      workspace_id: "text",
      call_id: "text",
      number: "integer",
      at: "integer",
      gate: "text",
      verdict: "text",
      until: "integer?",
      reason: "text",
      version: "text"
    }, ["workspace_id", "call_id", "number"]),
    createTable(
      schema,
      "suppression",
      {
        workspace_id: "text",
        pattern: "text",
        scope: "text",
        scope_of: "text",
        digits: "integer",
        source: "text",
        reason: "text",
        expires_at: "integer?",
        created_at: "integer"
      },
      ["workspace_id", "pattern", "scope", "scope_of"],
      { workspace: ["workspace_id"] }
    ),
    createIndex(schema, "suppression_digits", "suppression", ["workspace_id", "digits"]),

    createTable(schema, "attempt", {
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
      carrier_call_id: "text?",
      held: "integer",
      spent: "integer",
      ...tariff,
      ring_seconds: "integer",
      limit_seconds: "integer",
      claimed_at: "integer",
      placed_at: "integer?",
      ringing_at: "integer?",
      answered_at: "integer?",
      ended_at: "integer?",
      deadline_at: "integer",
      disposition: "text?",
      talk_seconds: "integer",
      code: "text"
    }, ["workspace_id", "id"]),
    createIndex(schema, "attempt_id", "attempt", ["id"]),
    createIndex(schema, "attempt_call", "attempt", ["workspace_id", "call_id"]),
    createIndex(schema, "attempt_phone", "attempt", ["workspace_id", "phone", "placed_at"], "placed_at is not null"),
    createIndex(schema, "attempt_live_phone", "attempt", ["workspace_id", "phone"], live).unique(),
    createIndex(
      schema,
      "attempt_live_source",
      "attempt",
      ["workspace_id", "source", "number_id", "ended_at"],
      liveBySource
    ),
    createIndex(
      schema,
      "attempt_live_node",
      "attempt",
      ["node_id", "epoch", "deadline_at", "carrier", "ended_at"],
      liveByNode
    ),
    createTable(schema, "node", { id: "text", epoch: "integer", lease_until: "integer" }, ["id"]),

    createTable(schema, "message", {
      workspace_id: "text",
      id: "text",
      type: "text",
      campaign_id: "text?",
      call_id: "text?",
      payload: "text",
      at: "integer"
    }, ["workspace_id", "id"]),
    createTable(schema, "delivery", {
      workspace_id: "text",
      message_id: "text",
      channel: "text",
      address: "text",
      status: "text",
      due_at: "integer",
      tries: "integer",
      last_error: "text"
    }, ["workspace_id", "message_id", "channel", "address"]),
    createIndex(schema, "delivery_due", "delivery", ["channel", "due_at", "message_id"], "status = 'due'")
  ]
}
