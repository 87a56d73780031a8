import type { Migration } from "./migration.ts"

/** Where the files of a list end, and the header of one. Of lists that are older it is not known, and null. */
export const listLines: Migration = {
  number: 3,
  name: "list lines",
  statements: (schema) => [
    schema.alterTable("contact_list").addColumn("header_line", "bigint"),
    schema.alterTable("contact_list").addColumn("last_line", "bigint")
  ]
}
