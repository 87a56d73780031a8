import { createIndex } from "./create.ts"
import type { Migration } from "./migration.ts"

/** What carriers charge for attempts, and the ways to those that have no price yet and to the sums of those that have. */
export const carrierCost: Migration = {
  number: 2,
  name: "carrier cost",
  statements: (schema) => [
    schema.alterTable("attempt").addColumn("cost", "bigint"),
    schema.alterTable("attempt").addColumn("currency", "text"),
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
