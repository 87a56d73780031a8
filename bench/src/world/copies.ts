import type { Bulk } from "./bulk.ts"

/** Tables that refer to others come after them; those that belong to nobody, or are empty, are left out. */
const ordered = [
  "workspace",
  "credit_balance",
  "assistant",
  "caller_number",
  "contact_list",
  "contact",
  "campaign",
  "campaign_block",
  "source_state",
  "source_zone",
  "tally",
  "call"
]

/** The names of a table's columns. */
const columnsOf = async ({ query }: Bulk, table: string) => {
  const rows = await query(
    `select column_name as name from information_schema.columns where table_name = '${table}'
      and table_schema = 'public' order by ordinal_position`
  )
  return rows.map(({ name }) => String(name))
}

/**
 * Copies of a workspace with all that it has, in Postgres. All ids but its own are told apart by it, and stay: so a
 * workspace that the engine has made is as many as are wanted.
 */
export const copyWorkspace = async (bulk: Bulk, workspaceId: string, copies: number): Promise<void> => {
  const copied = `left('${workspaceId}', 29) || ${bulk.digits("n")}`
  for (const table of ordered) {
    const names = await columnsOf(bulk, table)
    const values = names.map((name) => name === "workspace_id" ? copied : `made.${name}`)
    await bulk.query(
      `insert into ${table} (${names.join(", ")}) select ${values.join(", ")}
      from ${bulk.series(1, copies)} cross join (select * from ${table} where workspace_id = '${workspaceId}') as made`
    )
  }
}
