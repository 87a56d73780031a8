import {
  type ApiCall,
  type Call,
  type CallId,
  type Campaign,
  type CampaignId,
  type Candidate,
  firstInLine,
  interleave,
  type Phone,
  type shareSlots,
  type Turn
} from "@campanile/core"
import { type RawBuilder, sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { apiCallOf, callOf } from "../rows/call.ts"
import { ask, askRaw, type Step } from "../step.ts"
import type { CallTable } from "../tables.ts"
import { waiting } from "./conditions.ts"
import { reachable } from "./due.ts"
import type { MarkedQueue } from "./marks.ts"

/** What a source is given in a turn. */
type Grant = ReturnType<typeof shareSlots> extends ReadonlyMap<string, infer Given> ? Given : never

/** A queue as far as it is read: from the due index, in its order, some calls at a time. */
interface Reader {
  readonly queue: MarkedQueue
  /** Read, and not taken yet. */
  readonly calls: Array<Call>
  last: { readonly dueAt: number; readonly id: CallId | "" }
  /** How many to read next; twice as many each time, for many calls may wait for one phone. */
  page: number
  isThrough: boolean
}

const reader = (queue: MarkedQueue, page: number): Reader => ({
  queue,
  calls: [],
  last: { dueAt: queue.mark_due_at, id: queue.mark_id },
  page,
  isThrough: false
})

/** What a queue holds from a place on that is due and can be reached: in its order, and what another step has is left to it. */
const next = (
  { rowLocks }: Dialect,
  { now, workspaceId }: Turn,
  [source, zones, dueAt, id, page]: ReadonlyArray<RawBuilder<unknown>>
) =>
  sql<CallTable>`select * from call
      where workspace_id = ${workspaceId} and source = ${source} and zones = ${zones}
        and ${waiting("call.status")} and due_at <= ${now} and (due_at, id) > (${dueAt}, ${id})
        and ${reachable}
      order by due_at, id limit ${page} ${rowLocks ? sql`for update of call skip locked` : sql``}`

/** A reader as a row that is handed to the database. */
interface Asked extends Pick<MarkedQueue, "source" | "zones" | "mark_due_at" | "mark_id"> {
  readonly page: number
}

const askedColumns = {
  source: "text",
  zones: "text",
  mark_due_at: "integer",
  mark_id: "text",
  page: "integer"
} as const

function* nextOfAll(dialect: Dialect, turn: Turn, readers: ReadonlyArray<Reader>): Step<ReadonlyArray<CallTable>> {
  const { db, table } = dialect
  const asked = readers.map(({ last, page, queue: { source, zones } }) => ({
    source,
    zones,
    mark_due_at: last.dueAt,
    mark_id: last.id,
    page
  }))
  const columns = Object.keys(askedColumns).map((name) => sql`${sql.ref(`asked.${name}`)}`)
  return yield* askRaw(
    db,
    sql<CallTable>`select call.* from ${table<Asked>(askedColumns, asked)} as asked
      cross join lateral (${next(dialect, turn, columns)}) as call`
  )
}

function* nextOf(dialect: Dialect, turn: Turn, { last, page, queue }: Reader): Step<ReadonlyArray<CallTable>> {
  const values = [queue.source, queue.zones, last.dueAt, last.id, page].map((value) => sql`${value}`)
  return yield* askRaw(dialect.db, next(dialect, turn, values))
}

const nameOf = ({ source, zones }: Pick<MarkedQueue, "source" | "zones">) => `${source} ${zones}`

/** Read the next pages of some queues. */
function* readOn(dialect: Dialect, turn: Turn, readers: ReadonlyArray<Reader>): Step<void> {
  const rows = new Map<string, Array<CallTable>>(readers.map(({ queue }) => [nameOf(queue), []]))
  if (dialect.lateral && readers.length > 1) {
    for (const row of yield* nextOfAll(dialect, turn, readers)) rows.get(nameOf(row))!.push(row)
  } else {
    for (const reader of readers) rows.get(nameOf(reader.queue))!.push(...(yield* nextOf(dialect, turn, reader)))
  }
  for (const reader of readers) {
    const calls = rows.get(nameOf(reader.queue))!.map(callOf).toSorted(inOrder)
    reader.calls.push(...calls)
    reader.last = calls.at(-1) ?? reader.last
    reader.isThrough = calls.length < reader.page
    reader.page *= 2
  }
}

const inOrder = (a: Call, b: Call) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1)

/** The first calls of a source to phones that are not taken yet: those of its queues, merged as they are due. */
function* firstCalls(
  dialect: Dialect,
  turn: Turn,
  readers: ReadonlyArray<Reader>,
  wanted: number,
  taken: Set<Phone>
): Step<ReadonlyArray<Call>> {
  const found: Array<Call> = []
  while (found.length < wanted) {
    const dry = readers.filter(({ calls, isThrough }) => calls.length === 0 && !isThrough)
    if (dry.length > 0) yield* readOn(dialect, turn, dry)
    const first = readers.filter(({ calls }) => calls.length > 0)
      .reduce<Reader | undefined>((a, b) => a === undefined || inOrder(b.calls[0]!, a.calls[0]!) < 0 ? b : a, undefined)
    if (first === undefined) break
    const call = first.calls.shift()!
    if (!taken.has(call.phone)) found.push(call)
    taken.add(call.phone)
  }
  return found
}

/** The calls that a turn looks at: of each source as many as it may begin, the first due first, and each phone once. */
export function* dueCalls(
  dialect: Dialect,
  turn: Turn,
  queues: ReadonlyArray<MarkedQueue>,
  shares: ReadonlyMap<string, Grant>
): Step<ReadonlyArray<Call>> {
  const slots = firstInLine([...shares].map(([source, given]) => [source, given.slots] as const), turn.limit)
  const sources = [...slots].map(([source, wanted]) => {
    const own = queues.filter((queue) => queue.source === source)
    const page = Math.ceil(wanted / Math.max(1, own.length))
    return { wanted, readers: own.map((queue) => reader(queue, page)) }
  })
  yield* readOn(dialect, turn, sources.flatMap(({ readers }) => readers))
  const taken = new Set<Phone>()
  const lines: Array<ReadonlyArray<Call>> = []
  for (const { readers, wanted } of sources) lines.push(yield* firstCalls(dialect, turn, readers, wanted, taken))
  return interleave(lines)
}

/** What calls from the API brought along, by the call. */
export function* apiCallsOf(
  { among, db }: Dialect,
  calls: ReadonlyArray<Pick<Call, "workspaceId" | "id" | "campaignId">>
): Step<ReadonlyMap<CallId, ApiCall>> {
  const own = calls.filter(({ campaignId }) => campaignId === null)
  if (own.length === 0) return new Map()
  const rows = yield* ask(
    db.selectFrom("api_call").selectAll()
      .where(among("workspace_id", [...new Set(own.map(({ workspaceId }) => workspaceId))]))
      .where(among("call_id", own.map(({ id }) => id)))
  )
  return new Map(rows.map((row) => [row.call_id, apiCallOf(row)]))
}

/** The calls with what decides whether and from where they are dialed. */
export const candidatesOf = (
  calls: ReadonlyArray<Call>,
  campaigns: ReadonlyMap<CampaignId, Campaign>,
  apis: ReadonlyMap<CallId, ApiCall>
): ReadonlyArray<Candidate> =>
  calls.flatMap((call) => {
    const campaign = call.campaignId === null ? undefined : campaigns.get(call.campaignId)
    const terms = campaign ?? apis.get(call.id)
    return terms === undefined
      ? []
      : [{
        call,
        policy: terms.policy,
        timezone: campaign?.timezone ?? null,
        numbers: terms.numbers,
        endsAt: campaign?.endsAt ?? null
      }]
  })
