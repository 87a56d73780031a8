import { createIndex, written } from "./create.ts"
import type { Migration } from "./migration.ts"

const fill = written(`update source_zone set mark_due_at = coalesce((
      select call.due_at from call
      where call.workspace_id = source_zone.workspace_id and call.source = source_zone.source
        and call.zones = source_zone.zones and call.status in ('registered', 'retry')
      order by call.due_at limit 1
    ), 9007199254740991)`)

/**
 * A place in each queue before which nothing waits, so that nobody has to look there, and the way to those that are due; and
 * a place in the attempts of each workspace, in the order of their ids, before which none lives.
 */
export const marks: Migration = {
  number: 6,
  name: "marks",
  statements: (schema) => [
    schema.alterTable("source_zone").addColumn("mark_due_at", "bigint", (column) => column.notNull().defaultTo(0)),
    schema.alterTable("source_zone").addColumn("mark_id", "text", (column) => column.notNull().defaultTo("")),
    fill,
    createIndex(schema, "source_zone_mark", "source_zone", ["mark_due_at"]),
    schema.alterTable("workspace").addColumn("live_mark", "text", (column) => column.notNull().defaultTo("")),
    schema.dropIndex("attempt_live_source"),
    createIndex(
      schema,
      "attempt_live",
      "attempt",
      ["workspace_id", "id", "source", "number_id", "ended_at"],
      "ended_at is null and number_id <> ''"
    )
  ]
}
