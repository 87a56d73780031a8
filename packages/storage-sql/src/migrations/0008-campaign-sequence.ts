import { written } from "./create.ts"
import type { Migration } from "./migration.ts"

const fill = written("update campaign set sequence = updated_at * 4 + 3")

/**
 * The number of what was last told of a campaign. Of those that are there it was made of the instant of the event, four
 * to a millisecond; none of them is told less than that from now on.
 */
export const campaignSequence: Migration = {
  number: 8,
  name: "campaign sequence",
  statements: (schema) => [
    schema.alterTable("campaign").addColumn("sequence", "bigint", (column) => column.notNull().defaultTo(0)),
    fill
  ]
}
