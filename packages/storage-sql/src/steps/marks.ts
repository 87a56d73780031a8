import { type Call, type CallId, isWaiting, sourceOf } from "@campanile/core"
import { type Expression, type RawBuilder, sql, type SqlBool } from "kysely"
import { updateRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { ask, askRaw, type Step, tellRaw, write } from "../step.ts"
import type { SourceZoneTable } from "../tables.ts"
import { waiting } from "./conditions.ts"

/** A place in the due index, the calls of a source in a zone set in the order in which they are due, with its mark. */
export type MarkedQueue = SourceZoneTable

/** The mark of a queue in which nothing waits: after everything. */
export const atEnd = { mark_due_at: Number.MAX_SAFE_INTEGER, mark_id: "" } as const

/** The mark of a queue of which the first call is due at an instant (ms UTC). */
export const markAt = (dueAt: number) => ({ mark_due_at: dueAt, mark_id: "" }) as const

/** That a call comes after a mark; `of` is where that stands. */
export const afterMark = (of: string): Expression<SqlBool> =>
  sql<SqlBool>`(call.due_at, call.id) > (${sql.ref(`${of}.mark_due_at`)}, ${sql.ref(`${of}.mark_id`)})`

/** Where the first call that waits in a queue stands, as one text; null where none waits. */
export const headOf = (of: string): RawBuilder<string | null> =>
  sql<string | null>`(
    select cast(call.due_at as text) || ' ' || call.id from call
    where call.workspace_id = ${sql.ref(`${of}.workspace_id`)} and call.source = ${sql.ref(`${of}.source`)}
      and call.zones = ${sql.ref(`${of}.zones`)} and ${waiting("call.status")} and ${afterMark(of)}
    order by call.due_at, call.id limit 1
  )`

/** Where a call stands in its queue. */
export interface Head {
  readonly dueAt: number
  readonly id: CallId
}

/** What {@link headOf} says. */
export const readHead = (head: string | null): Head | undefined => {
  if (head === null) return undefined
  const [dueAt, id] = head.split(" ")
  return { dueAt: Number(dueAt), id: id as CallId }
}

/** Milliseconds, and calls of a block, by which a mark may be behind before it is moved: moving it is a step of its own. */
const spanBehind = 2000
const callsBehind = 2000

/** Of an id, or of the beginning of one, the block, and the place in it. */
const blockOf = (id: string) => id.slice(0, 29)
const placeIn = (id: string) => Number.parseInt(id.slice(29).padEnd(7, "0"), 16)

/** Whether a mark stands so far before the first call that waits that it is worth moving. */
export const isBehind = (mark: Pick<MarkedQueue, "mark_due_at" | "mark_id">, head: Head | undefined, now: number) => {
  if (head === undefined || head.dueAt > now) return true
  if (head.dueAt !== mark.mark_due_at) return head.dueAt - mark.mark_due_at > spanBehind
  return blockOf(head.id) !== blockOf(mark.mark_id) || placeIn(head.id) - placeIn(mark.mark_id) > callsBehind
}

/** The columns of queues with their marks, to hand them to a database. */
export const markedColumns = {
  workspace_id: "text",
  source: "text",
  zones: "text",
  mark_due_at: "integer",
  mark_id: "text"
} as const

const key = ["workspace_id", "source", "zones"] as const

const sameQueue = (other: string) =>
  sql<SqlBool>`source_zone.workspace_id = ${sql.ref(`${other}.workspace_id`)}
    and source_zone.source = ${sql.ref(`${other}.source`)} and source_zone.zones = ${sql.ref(`${other}.zones`)}`

/**
 * Move the marks of some queues up to their first call that waits. Calls that come into a queue meanwhile would be passed
 * over: who lets a call wait holds its queue until the end of the step (`enqueue`), so those that somebody holds are left
 * as they are, and what waits in the others is looked up only when they are held here. Nothing else is held, and nobody
 * waited for.
 */
export function* moveMarks(dialect: Dialect, queues: ReadonlyArray<MarkedQueue>): Step<void> {
  const { db, rowLocks, table } = dialect
  const given = table<MarkedQueue>(markedColumns, queues)
  const held = yield* askRaw(
    db,
    sql<MarkedQueue>`select source_zone.* from source_zone join ${given} as given on ${sameQueue("given")}
      ${rowLocks ? sql`for no key update of source_zone skip locked` : sql``}`
  )
  if (held.length === 0) return
  const rows = yield* ask(
    db.selectFrom(table<MarkedQueue>(markedColumns, held).as("held"))
      .select(["held.workspace_id", "held.source", "held.zones", headOf("held").as("head")])
  )
  const moved = rows.map(({ head: text, source, workspace_id, zones }): MarkedQueue => {
    const head = readHead(text)
    // All ids that are less than this one and not behind what is left of it are less than that too.
    const mark = head === undefined ? atEnd : { mark_due_at: head.dueAt, mark_id: head.id.slice(0, -1) as CallId }
    return { workspace_id, source, zones, ...mark }
  })
  yield* write(updateRows(dialect, "source_zone", ["mark_due_at", "mark_id"], key, moved))
}

/**
 * Let calls be found in their queues that wait from now on, or earlier than before: no mark is after them, and none is
 * moved before the step ends.
 */
export function* enqueue(dialect: Dialect, calls: ReadonlyArray<Call>): Step<void> {
  const first = new Map<string, MarkedQueue>()
  for (const call of calls) {
    if (!isWaiting(call.status)) continue
    const queue = { workspace_id: call.workspaceId, source: sourceOf(call), zones: call.zones }
    const name = `${queue.workspace_id} ${queue.source} ${queue.zones}`
    const known = first.get(name)
    if (known === undefined || known.mark_due_at > call.dueAt) first.set(name, { ...queue, ...markAt(call.dueAt) })
  }
  if (first.size === 0) return
  const { db, rowLocks, table } = dialect
  const given = table<MarkedQueue>(markedColumns, [...first.values()])
  if (rowLocks) {
    yield* tellRaw(
      db,
      sql`select 1 from source_zone join ${given} as given on ${sameQueue("given")}
        order by source_zone.workspace_id, source_zone.source, source_zone.zones for no key update of source_zone`
    )
  }
  yield* tellRaw(
    db,
    sql`update source_zone set mark_due_at = given.mark_due_at, mark_id = given.mark_id
      from ${given} as given where ${sameQueue("given")} and source_zone.mark_due_at >= given.mark_due_at`
  )
}
