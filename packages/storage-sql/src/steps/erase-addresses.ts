import { type CallId, erasedReason, type Phone, type Target, withoutPersonIn, type WorkspaceId } from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { toJson } from "../json.ts"
import { apiCallOf } from "../rows/call.ts"
import { lineOf } from "../rows/message.ts"
import { ask, type Step, tell } from "../step.ts"

/** Give up what waits for a URL of what was told of some calls, and leave no more than an address that names nobody. */
function* blankAddress(
  { among, db, rowLocks }: Dialect,
  workspaceId: WorkspaceId,
  calls: ReadonlyArray<CallId>,
  { from, to }: { readonly from: string; readonly to: string },
  now: number
): Step<void> {
  const channel: Target["channel"] = "webhook"
  const messages = yield* ask(
    db.selectFrom("message").select("id").where("workspace_id", "=", workspaceId).where(among("call_id", calls))
      .where("call_id", "is not", null)
  )
  const trouble = db.selectFrom("delivery_trouble").select("address").where("workspace_id", "=", workspaceId)
    .where("channel", "=", channel).where("address", "=", from)
  // Before its deliveries, as the step has it that notes what became of them.
  if (rowLocks) yield* ask(trouble.forUpdate())
  const told = db.updateTable("delivery").where("workspace_id", "=", workspaceId).where("channel", "=", channel)
    .where("address", "=", from).where(among("message_id", messages.map(({ id }) => id)))
  yield* tell(
    told.set({ status: "dead", due_at: now, last_error: erasedReason }).where(sql<boolean>`status = 'due'`)
  )
  yield* tell(
    told.set({
      address: to,
      line: lineOf(workspaceId, to),
      last_error: sql<string>`replace(last_error, ${from}, ${to})`
    })
  )
  yield* tell(
    db.deleteFrom("delivery_trouble").where("workspace_id", "=", workspaceId).where("channel", "=", channel)
      .where("address", "=", from)
  )
}

/**
 * Blank what calls from the API brought along. Of a callback URL that names the person (`withoutPersonIn`) only the host
 * is left, also where something was told there, or waits to be.
 */
export function* blankApiCalls(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  ids: ReadonlyArray<CallId>,
  phone: Phone,
  now: number
): Step<void> {
  const { among, db } = dialect
  const rows = yield* ask(
    db.selectFrom("api_call").selectAll().where("workspace_id", "=", workspaceId).where(among("call_id", ids))
  )
  const named = new Map<string, { readonly to: string; readonly calls: Array<CallId> }>()
  for (const row of rows) {
    const api = apiCallOf(row)
    const from = api.callbackUrl
    if (from === null) continue
    const to = withoutPersonIn(from, phone, api)
    if (to === from) continue
    const known = named.get(from) ?? { to, calls: [] }
    named.set(from, known)
    known.calls.push(row.call_id)
  }
  for (const [from, { calls, to }] of named) yield* blankAddress(dialect, workspaceId, calls, { from, to }, now)
  yield* tell(
    db.updateTable("api_call").set({ name: "", variables: toJson({}), callback_url: null })
      .where("workspace_id", "=", workspaceId).where(among("call_id", ids))
  )
}
