import { createIndex, createTable } from "./create.ts"
import type { Migration } from "./migration.ts"

/**
 * What workspaces say of how long things are kept, what is counted of what was removed, and the way from a call to what
 * was told of it, so that a person can be taken out of it.
 */
export const retention: Migration = {
  number: 5,
  name: "retention",
  statements: (schema) => [
    createTable(
      schema,
      "retention",
      { workspace_id: "text", policy: "text" },
      ["workspace_id"],
      { workspace: ["workspace_id"] }
    ),
    createTable(schema, "pruned_tally", {
      workspace_id: "text",
      source: "text",
      status: "text",
      disposition: "text",
      calls: "integer",
      attempts: "integer",
      spent: "integer"
    }, ["workspace_id", "source", "status", "disposition"]),
    createTable(schema, "pruned_cost", {
      workspace_id: "text",
      source: "text",
      currency: "text",
      amount: "integer",
      spent: "integer",
      attempts: "integer"
    }, ["workspace_id", "source", "currency"]),
    createIndex(schema, "message_call", "message", ["workspace_id", "call_id"], "call_id is not null")
  ]
}
