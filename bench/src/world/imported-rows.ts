import type { ListId } from "@campanile/core"
import Sqlite from "better-sqlite3"
import { once } from "node:events"
import { createReadStream, createWriteStream, existsSync, rmSync } from "node:fs"
import pg from "pg"
import { copyIn } from "./copy-in.ts"

const columns = "workspace_id, list_id, number, line, phone, zones, variables, batch"

/** Rows that are in one transaction of a loop, as in one step of an import. */
const together = 2000

/** The contacts of a list as the text of a copy, in a file. */
const writeCopy = async (client: pg.Client, listId: ListId, path: string) => {
  const file = createWriteStream(path)
  const text = (name: string) => `replace(${name}, '\\', '\\\\')`
  const fields = columns.split(", ").map((name) => name === "variables" || name === "zones" ? text(name) : name)
  for (let from = 1;; from += 10 * together) {
    const { rows } = await client.query<{ readonly line: string }>(
      `select concat_ws(e'\\t', ${fields.join(", ")}) as line from contact
        where list_id = $1 and number >= $2 and number < $3 order by number`,
      [listId, from, from + 10 * together]
    )
    if (rows.length === 0) break
    if (!file.write(rows.map(({ line }) => `${line}\n`).join(""))) await once(file, "drain")
  }
  file.end()
  await once(file, "finish")
}

/**
 * Copy the contacts of a list into a table of the same columns and keys, in one go; answers with how many seconds it
 * took. The text of the copy is made where the file is not there yet, and afterwards both tables are empty.
 */
export const copying = async (url: string, listId: ListId, path: string): Promise<number> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    if (!existsSync(path)) await writeCopy(client, listId, path)
    await client.query("create table if not exists copied (like contact including all)")
    await client.query("checkpoint")
    const began = performance.now()
    await copyIn(client, `copy copied (${columns}) from stdin`, createReadStream(path))
    const seconds = (performance.now() - began) / 1000
    await client.query("truncate copied, contact, rejected_row")
    await client.query("checkpoint")
    return seconds
  } finally {
    await client.end()
  }
}

/**
 * Insert the contacts of a database into another with nothing but that table, as many in each transaction as an import has; answers
 * with how many seconds that took, without what it took to read them.
 */
export const looping = (from: string, to: string): number => {
  const source = new Sqlite(from, { readonly: true })
  const target = new Sqlite(to)
  try {
    target.pragma("journal_mode = wal")
    target.pragma("synchronous = normal")
    target.pragma("wal_autocheckpoint = 4000")
    const made = source.prepare<[], { readonly sql: string }>(
      "select sql from sqlite_schema where tbl_name = 'contact' and sql is not null order by type desc"
    )
    for (const { sql } of made.all()) target.exec(sql)
    const insert = target.prepare(`insert into contact (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?)`)
    const read = source.prepare<[number, number], Array<unknown>>(
      `select ${columns} from contact where number >= ? and number < ? order by number`
    ).raw()
    let seconds = 0
    for (let first = 1;; first += together) {
      const rows = read.all(first, first + together)
      if (rows.length === 0) return seconds
      const began = performance.now()
      target.exec("begin immediate")
      for (const row of rows) insert.run(row)
      target.exec("commit")
      seconds += (performance.now() - began) / 1000
    }
  } finally {
    source.close()
    target.close()
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${to}${suffix}`, { force: true })
  }
}
