import { createIndex, createTable, written } from "./create.ts"
import type { Migration } from "./migration.ts"

const columns = {
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
  connect_fee: "integer",
  rate_per_minute: "integer",
  first_increment: "integer",
  next_increment: "integer",
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
  code: "text",
  cost: "integer?",
  currency: "text?"
} as const

const names = Object.keys(columns).join(", ")

const fill = written(`insert into attempt_by_id (${names}) select ${names} from attempt_before`)

/**
 * Attempts change four times in a short life, and are ever so many. From a claim to its end no column of an index changes
 * any more, so that Postgres writes such a change beside the row, and none of the indexes; and there are two indexes
 * fewer: the key begins with the id, by which carriers name attempts, and what lives is in one index alone.
 */
export const lifeInPlace: Migration = {
  number: 7,
  name: "life in place",
  roomy: ["attempt"],
  statements: (schema) => [
    // Its first statement waits for all who write attempts, and keeps others from it until all is done.
    schema.alterTable("attempt").renameTo("attempt_before"),
    createTable(schema, "attempt_by_id", columns, ["id", "workspace_id"]),
    fill,
    schema.dropTable("attempt_before"),
    schema.alterTable("attempt_by_id").renameTo("attempt"),
    createIndex(schema, "attempt_call", "attempt", ["call_id", "workspace_id"]),
    createIndex(schema, "attempt_phone", "attempt", ["workspace_id", "phone"]),
    createIndex(schema, "attempt_live_phone", "attempt", ["workspace_id", "phone"], "ended_at is null and epoch >= 0")
      .unique(),
    createIndex(
      schema,
      "attempt_live",
      "attempt",
      ["workspace_id", "id", "source", "number_id", "ended_at"],
      "ended_at is null and number_id <> ''"
    ),
    createIndex(
      schema,
      "attempt_unpriced",
      "attempt",
      ["carrier", "ended_at"],
      "cost is null and ended_at is not null and talk_seconds > 0"
    ),
    createIndex(
      schema,
      "attempt_cost",
      "attempt",
      ["workspace_id", "source", "currency", "cost", "spent"],
      "cost is not null"
    )
  ]
}
