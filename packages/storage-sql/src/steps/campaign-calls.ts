import type { Campaign, Closing, IdBlock } from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { askFirst, askRaw, type Step, tell } from "../step.ts"
import type { CallTable } from "../tables.ts"
import { waiting } from "./conditions.ts"
import { countClosed, countNew } from "./tally.ts"

/** A call of each contact of a campaign's list, as `callOfContact` makes one, but made by the database itself. */
export function* makeCalls(dialect: Dialect, campaign: Campaign, block: IdBlock, now: number): Step<void> {
  const { db, idAt } = dialect
  const { id, listId, startsAt, timezone, workspaceId } = campaign
  const zones = sql`case contact.zones when '' then ${timezone} else contact.zones end`
  const contacts = sql`contact where contact.workspace_id = ${workspaceId} and contact.list_id = ${listId}`
  const instant = (at: number) => sql`cast(${at} as bigint)`
  yield* askRaw(
    db,
    sql`insert into call (
        workspace_id, id, source, contact, phone, zones, status, sub_status, due_at,
        attempts, carrier_errors, created_at, updated_at
      )
      select workspace_id, ${idAt<CallTable["id"]>(block, "contact.number")}, ${id}, number, phone, ${zones},
        'registered', 'waiting', ${instant(startsAt ?? now)}, 0, 0, ${instant(now)}, ${instant(now)}
      from ${contacts} order by number`
  )
  yield* askRaw(
    db,
    sql`insert into source_zone (workspace_id, source, zones)
      select distinct workspace_id, ${id}, ${zones} from ${contacts}`
  )
  const counted = yield* askFirst(
    db.selectFrom("contact").select(({ fn }) => fn.countAll<number>().as("calls"))
      .where("workspace_id", "=", workspaceId).where("list_id", "=", listId)
  )
  yield* countNew(dialect, { workspace_id: workspaceId, source: id }, Number(counted?.calls ?? 0))
}

/** Close the calls of a campaign that wait. Those of which an attempt lives end with it. */
export function* closeCalls(dialect: Dialect, { id, updatedAt, workspaceId }: Campaign, closing: Closing): Step<void> {
  const { db } = dialect
  yield* tell(
    db.updateTable("call").set({ status: closing.status, sub_status: closing.subStatus, updated_at: updatedAt })
      .where("workspace_id", "=", workspaceId).where("source", "=", id).where(waiting("call.status"))
  )
  yield* countClosed(dialect, { workspace_id: workspaceId, source: id }, closing.status)
  yield* tell(db.deleteFrom("source_zone").where("workspace_id", "=", workspaceId).where("source", "=", id))
}
