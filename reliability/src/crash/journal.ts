import type { Database } from "./evidence.ts"

/**
 * A line of the journal that the database keeps of itself during a run: what a campaign or an attempt became. The lines
 * are in the order of the steps that wrote them, whatever clocks say, and steps that were rolled back have none.
 */
export interface JournalLine {
  readonly sequence: number
  readonly kind: "campaign" | "attempt"
  readonly id: string
  /** The campaign; `api` for an attempt of a single call. */
  readonly source: string
  /** The status of the campaign, or the state of the attempt. */
  readonly status: string
}

/** What the journal is about: in which columns a table keeps its campaign, and what it journals. */
const watched = [
  { kind: "campaign", source: "id", status: "status" },
  { kind: "attempt", source: "source", status: "state" }
] as const

/**
 * The journal on SQLite. There is one writer at a time, so what triggers write is in the order of the steps.
 */
export const sqliteJournal = [
  `create table crash_journal (
    sequence integer primary key autoincrement, kind text not null, id text not null, source text not null,
    status text not null
  )`,
  ...watched.flatMap(({ kind, source, status }) => {
    const line = `insert into crash_journal (kind, id, source, status)
      values ('${kind}', new.id, new.${source}, new.${status});`
    return [
      `create trigger crash_journal_${kind}_first after insert on ${kind} begin ${line} end`,
      `create trigger crash_journal_${kind}_next after update of ${status} on ${kind}
       when old.${status} <> new.${status} begin ${line} end`
    ]
  })
].join(";\n")

/**
 * The journal on Postgres. A number is taken when a step commits, while it has all its locks: of two steps whose locks
 * are in each other's way, as those of a pause and of a claim must be, the one that came later has the higher number.
 */
export const postgresJournal = [
  `create table crash_journal (
    sequence bigint generated always as identity primary key, kind text not null, id text not null,
    source text not null, status text not null
  )`,
  ...watched.flatMap(({ kind, source, status }) => {
    const journal = `crash_journal_${kind}`
    const atCommit = `deferrable initially deferred for each row`
    return [
      `create function ${journal}() returns trigger language plpgsql as $$ begin
        insert into crash_journal (kind, id, source, status)
          values ('${kind}', new.id, new.${source}, new.${status});
        return null;
      end $$`,
      `create constraint trigger ${journal}_first after insert on ${kind} ${atCommit} execute function ${journal}()`,
      `create constraint trigger ${journal}_next after update of ${status} on ${kind} ${atCommit}
       when (old.${status} <> new.${status}) execute function ${journal}()`
    ]
  })
].join(";\n")

/** Read the journal, in its order. */
export const readJournal = async ({ query }: Pick<Database, "query">): Promise<ReadonlyArray<JournalLine>> => {
  const rows = await query("select sequence, kind, id, source, status from crash_journal order by sequence")
  return rows.map(({ id, kind, sequence, source, status }) => ({
    sequence: Number(sequence),
    kind: kind === "campaign" ? "campaign" : "attempt",
    id: String(id),
    source: String(source),
    status: String(status)
  }))
}
