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
import { sql } from "kysely"
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

/** Read the next page of a queue; what another step has is left to it. */
function* readOn({ db, rowLocks }: Dialect, { now, workspaceId }: Turn, reader: Reader): Step<void> {
  const { last, page, queue } = reader
  const rows = yield* askRaw(
    db,
    sql<CallTable>`select * from call
      where workspace_id = ${workspaceId} and source = ${queue.source} and zones = ${queue.zones}
        and ${waiting("call.status")} and due_at <= ${now} and (due_at, id) > (${last.dueAt}, ${last.id})
        and ${reachable}
      order by due_at, id limit ${page} ${rowLocks ? sql`for update of call skip locked` : sql``}`
  )
  const calls = rows.map(callOf)
  reader.calls.push(...calls)
  reader.last = calls.at(-1) ?? last
  reader.page = 2 * page
  reader.isThrough = calls.length < page
}

const inOrder = (a: Call, b: Call) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1)

/** The first calls of a source to phones that are not taken yet: those of its queues, merged as they are due. */
function* firstCalls(
  dialect: Dialect,
  turn: Turn,
  queues: ReadonlyArray<MarkedQueue>,
  wanted: number,
  taken: Set<Phone>
): Step<ReadonlyArray<Call>> {
  const page = Math.ceil(wanted / Math.max(1, queues.length))
  const readers = queues.map((queue) => reader(queue, page))
  const found: Array<Call> = []
  while (found.length < wanted) {
    for (const one of readers) {
      if (one.calls.length === 0 && !one.isThrough) yield* readOn(dialect, turn, one)
    }
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
  const taken = new Set<Phone>()
  const lines: Array<ReadonlyArray<Call>> = []
  const slots = [...shares].map(([source, given]) => [source, given.slots] as const)
  for (const [source, share] of firstInLine(slots, turn.limit)) {
    const own = queues.filter((queue) => queue.source === source)
    lines.push(yield* firstCalls(dialect, turn, own, share, taken))
  }
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
