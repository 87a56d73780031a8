import {
  givenUpBefore,
  mostGivenUp,
  type Target,
  type Tried,
  type Trouble,
  troubleAfter,
  type Webhook,
  type WorkspaceId
} from "@campanile/core"
import { sql } from "kysely"
import { insertRows, updateRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { lineOf } from "../rows/message.ts"
import { troubleOf } from "../rows/webhook.ts"
import { ask, askFirst, type Step, tell, write } from "../step.ts"
import type { DeliveryTable } from "../tables.ts"

type Key = Pick<DeliveryTable, "workspace_id" | "message_id" | "channel" | "address">

const keyOf = ({ id, target: { address, channel }, workspaceId }: Tried): Key => ({
  workspace_id: workspaceId,
  message_id: id,
  channel,
  address
})

const key = ["workspace_id", "message_id", "channel", "address"] as const

const textOf = (row: Key) => `${row.workspace_id} ${row.message_id} ${row.channel} ${row.address}`

/** Those of some deliveries that are not delivered yet, with how often they were tried, for a step that changes them. */
function* undelivered(
  { db, rowLocks, table }: Dialect,
  tried: ReadonlyArray<Tried>
): Step<ReadonlyMap<string, number>> {
  const columns = { workspace_id: "text", message_id: "text", channel: "text", address: "text" } as const
  const rows = yield* ask(
    db.selectFrom(table<Key>(columns, tried.map(keyOf)).as("told"))
      .innerJoin("delivery", (join) =>
        join.onRef("delivery.workspace_id", "=", "told.workspace_id")
          .onRef("delivery.message_id", "=", "told.message_id")
          .onRef("delivery.channel", "=", "told.channel")
          .onRef("delivery.address", "=", "told.address"))
      .select([
        "delivery.workspace_id",
        "delivery.message_id",
        "delivery.channel",
        "delivery.address",
        "delivery.tries"
      ])
      .where("delivery.status", "<>", "done")
      .$if(rowLocks, (query) => query.forUpdate("delivery"))
  )
  return new Map(rows.map((row) => [textOf(row), row.tries]))
}

/** What of a target is given up, and how much of it at the most: what is due, or was to be told, by an instant. */
interface GivenUp {
  readonly what: "due_at" | "since"
  readonly by: number
  readonly reason: string
  readonly limit: number
}

/** Give up what waits for a target, the oldest first; answers with how much. */
export function* giveUp(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  { address, channel }: Target,
  { by, limit, reason, what }: GivenUp,
  now: number
): Step<number> {
  const isDue = sql<boolean>`delivery.status = 'due'`
  const oldest = db.selectFrom("delivery").select("delivery.message_id")
    .where("delivery.channel", "=", channel).where("delivery.line", "=", lineOf(workspaceId, address)).where(isDue)
    .where(`delivery.${what}`, "<=", by)
    .orderBy("delivery.due_at").orderBy("delivery.message_id").limit(limit)
  const rows = yield* ask(
    db.updateTable("delivery").set({ status: "dead", due_at: now, last_error: reason })
      .where("workspace_id", "=", workspaceId).where("message_id", "in", oldest)
      .where("channel", "=", channel).where("address", "=", address).where("status", "<>", "done")
      .returning("message_id")
  )
  return rows.length
}

/**
 * Pause a webhook that is gone, unless another address than its own said so by now; answers whether the target is a
 * webhook.
 */
function* pauseGone({ db }: Dialect, workspaceId: WorkspaceId, { address }: Target, to: string): Step<boolean> {
  const row = yield* askFirst(
    db.updateTable("webhook")
      .set({
        paused: sql<number>`case when url = ${to} then 1 else paused end`,
        cause: sql<Webhook["cause"]>`case when url = ${to} then 'gone' else cause end`
      })
      .where("workspace_id", "=", workspaceId).where(sql<boolean>`id = ${address}`).returning("id")
  )
  return row !== undefined
}

const nameOf = ({ target, workspaceId }: Tried) => `${target.channel} ${lineOf(workspaceId, target.address)}`

const byTarget = (tried: ReadonlyArray<Tried>) => {
  const lines = new Map<string, Array<Tried>>()
  for (const one of tried) {
    lines.set(nameOf(one), [...lines.get(nameOf(one)) ?? [], one])
  }
  return [...lines].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, its]) => its)
}

function* openTrouble(
  { db, rowLocks }: Dialect,
  workspaceId: WorkspaceId,
  { address, channel }: Target
): Step<Trouble | undefined> {
  const row = yield* askFirst(
    db.selectFrom("delivery_trouble").selectAll().where("workspace_id", "=", workspaceId)
      .where("channel", "=", channel).where("address", "=", address).$if(rowLocks, (query) => query.forUpdate())
  )
  return row === undefined ? undefined : troubleOf(row)
}

/**
 * How a target fares after what was tried of it, and what that means for all that waits there: of a callback URL that is
 * gone it is given up.
 */
function* noteTarget(
  dialect: Dialect,
  its: ReadonlyArray<Tried>,
  before: Trouble | undefined,
  isGone: boolean,
  now: number
): Step<void> {
  const { target, workspaceId } = its[0]!
  const { address, channel } = target
  const results = its.map(({ result }) => result)
  const trouble = troubleAfter(before, results, now)
  if (trouble === undefined) {
    if (before === undefined) return
    yield* tell(
      dialect.db.deleteFrom("delivery_trouble").where("workspace_id", "=", workspaceId)
        .where("channel", "=", channel).where("address", "=", address)
    )
    return
  }
  const reason = results.flatMap((result) => result._tag === "Delivered" ? [] : [result.reason]).at(-1) ?? ""
  const by = isGone ? now : givenUpBefore(trouble, now)
  const limit = mostGivenUp
  const isAll = by === undefined ||
    (yield* giveUp(dialect, workspaceId, target, { what: "since", by, reason, limit }, now)) < limit
  const { failures, restsUntil, since } = trouble
  const rests_until = isAll ? restsUntil : now
  const row = { workspace_id: workspaceId, channel, address, failures, since, rests_until }
  const replacing = `on conflict (workspace_id, channel, address) do update set
    failures = excluded.failures, since = excluded.since, rests_until = excluded.rests_until`
  yield* write(insertRows(dialect, "delivery_trouble", [row], replacing))
}

/**
 * Note what became of deliveries. One that was delivered stays so, whatever is noted after it. The targets come first, in
 * one order: who gives up all that waits for one may meet deliveries that another node notes.
 */
export function* noteDeliveries(dialect: Dialect, tried: ReadonlyArray<Tried>, now: number): Step<void> {
  if (tried.length === 0) return
  const troubles = new Map<string, Trouble | undefined>()
  for (const its of byTarget(tried)) {
    const { target, workspaceId } = its[0]!
    troubles.set(nameOf(its[0]!), yield* openTrouble(dialect, workspaceId, target))
  }
  const open = yield* undelivered(dialect, tried)
  const known = tried.filter((one) => open.has(textOf(keyOf(one))))
  const delivered = known.filter(({ result }) => result._tag === "Delivered")
  const done = delivered.map((one) => ({ ...keyOf(one), status: "done" as const, due_at: now }))
  yield* write(updateRows(dialect, "delivery", ["status", "due_at"], key, done))
  const failed = []
  const gone = new Set<string>()
  for (const one of known) {
    const { result } = one
    if (result._tag === "Delivered") continue
    const isPaused = result._tag === "Gone" && (yield* pauseGone(dialect, one.workspaceId, one.target, result.to))
    if (result._tag === "Gone" && !isPaused) gone.add(nameOf(one))
    const retryAt = isPaused ? now : result._tag === "Failed" ? result.retryAt : undefined
    failed.push({
      ...keyOf(one),
      status: retryAt === undefined ? "dead" as const : "due" as const,
      due_at: retryAt ?? now,
      tries: open.get(textOf(keyOf(one)))! + 1,
      last_error: result.reason
    })
  }
  yield* write(updateRows(dialect, "delivery", ["status", "due_at", "tries", "last_error"], key, failed))
  for (const its of byTarget(known)) {
    const name = nameOf(its[0]!)
    yield* noteTarget(dialect, its, troubles.get(name), gone.has(name), now)
  }
}
