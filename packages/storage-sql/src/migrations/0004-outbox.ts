import { createIndex, createTable, written } from "./create.ts"
import type { Migration } from "./migration.ts"

const signing = { secret: "text", old_secret: "text?", old_until: "integer?" } as const

const fill = written("update delivery set line = workspace_id || ' ' || address, since = due_at")

/**
 * Webhooks and what signs their messages; deliveries by target. What is due is found target by target, so that a target
 * for which much waits stands in nobody's way, and what was given up by workspace, in the order in which it was.
 */
export const outbox: Migration = {
  number: 4,
  name: "outbox",
  statements: (schema) => [
    createTable(
      schema,
      "webhook",
      {
        workspace_id: "text",
        id: "text",
        url: "text",
        events: "text?",
        paused: "integer",
        cause: "text?",
        ...signing,
        created_at: "integer"
      },
      ["workspace_id", "id"],
      { workspace: ["workspace_id"] }
    ),
    createTable(
      schema,
      "callback_signing",
      { workspace_id: "text", ...signing },
      ["workspace_id"],
      { workspace: ["workspace_id"] }
    ),
    createTable(schema, "delivery_trouble", {
      workspace_id: "text",
      channel: "text",
      address: "text",
      failures: "integer",
      since: "integer",
      rests_until: "integer"
    }, ["workspace_id", "channel", "address"]),
    schema.alterTable("delivery").addColumn("line", "text", (column) => column.notNull().defaultTo("")),
    schema.alterTable("delivery").addColumn("since", "bigint", (column) => column.notNull().defaultTo(0)),
    fill,
    schema.dropIndex("delivery_due"),
    createIndex(schema, "delivery_due", "delivery", ["channel", "line", "due_at", "message_id"], "status = 'due'"),
    createIndex(
      schema,
      "delivery_dead",
      "delivery",
      ["workspace_id", "channel", "due_at", "message_id", "address"],
      "status = 'dead'"
    )
  ]
}
