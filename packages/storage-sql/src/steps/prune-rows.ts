import {
  idFloor,
  leastListed,
  type ListId,
  noneRemoved,
  type NotFound,
  type Pruned,
  prunedList,
  type Pruning
} from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { ask, askRaw, type Step, tell } from "../step.ts"
import { isOver } from "./conditions.ts"
import { openList, putList } from "./lists.ts"

/** That rows of a list still wait to be removed. */
const hasRows = sql`(
  exists (select 1 from contact
    where contact.workspace_id = contact_list.workspace_id and contact.list_id = contact_list.id)
  or exists (select 1 from rejected_row
    where rejected_row.workspace_id = contact_list.workspace_id and rejected_row.list_id = contact_list.id)
)`

const ofList = sql`campaign.workspace_id = contact_list.workspace_id and campaign.list_id = contact_list.id`

/** Blocks of calls of the campaigns of a list. */
const blocks = sql`campaign
    join campaign_block on campaign_block.workspace_id = campaign.workspace_id and campaign_block.campaign_id = campaign.id`

/** That a column has an id of the block. */
const isInBlock = (column: string) =>
  sql`${sql.ref(column)} > campaign_block.block and ${sql.ref(column)} < campaign_block.block || 'g'`

/**
 * That no campaign of a list has calls any more. Where nothing is removed, those that would go first are still there: all
 * that are closed, but for those of which something is still to be told, or was given up lately (`holdsCall`).
 */
const hasNoCalls = ({ dryRun, now }: Pick<Pruning, "dryRun" | "now">) =>
  dryRun ?
    sql`and not exists (
    select 1 from ${blocks}
    join call on call.workspace_id = campaign_block.workspace_id and ${isInBlock("call.id")}
    where ${ofList} and (call.status in ('registered', 'retry', 'ongoing') or exists (
      select 1 from message
      join delivery on delivery.workspace_id = message.workspace_id and delivery.message_id = message.id
      where message.workspace_id = call.workspace_id and message.call_id = call.id
        and (delivery.status = 'due' or delivery.status = 'dead' and delivery.due_at > ${now - leastListed})
    ))
  )` :
    sql`and not exists (select 1 from ${blocks} where ${ofList})`

/**
 * The first list from an id on that has rows and is past its time: it has had campaigns, all of them are over for long
 * enough, and none has calls. A list that no campaign has used waits for one.
 */
function* nextList(
  { db }: Dialect,
  { dryRun, now, workspaceId }: Pruning,
  before: number,
  from: string,
  upTo: string
): Step<ListId | undefined> {
  const [row] = yield* askRaw(
    db,
    sql<{ readonly id: ListId }>`select id from contact_list
      where workspace_id = ${workspaceId} and id >= ${from} and id <= ${upTo} and status in ('ready', 'pruned')
        and ${hasRows}
        and exists (select 1 from campaign where ${ofList})
        and not exists (
          select 1 from campaign where ${ofList} and (not ${isOver("campaign.status")} or updated_at > ${before})
        )
        ${hasNoCalls({ dryRun, now })}
      order by id limit 1`
  )
  return row?.id
}

/**
 * Contacts and then rejected rows of lists that are past their time, list by list. A list is `pruned` with the first of
 * its rows, so that no campaign is ever started on a part of it.
 */
export function* pruneRows(dialect: Dialect, pruning: Pruning, before: number): Step<Pruned, NotFound> {
  const { db } = dialect
  const { after, dryRun, limit, workspaceId } = pruning
  const [from = "", contact = "0", line = "0", number = "0"] = after.split(" ")
  const id = yield* nextList(dialect, pruning, before, from, idFloor(before))
  if (id === undefined) return { removed: noneRemoved, next: undefined }
  const list = yield* openList(dialect, workspaceId, id)
  // A campaign may have been made of it before it was locked.
  if ((yield* nextList(dialect, pruning, before, id, id)) === undefined) {
    return { removed: noneRemoved, next: `${id}g` }
  }
  const isSame = id === from
  const contacts = yield* ask(
    db.selectFrom("contact").select("number").where("workspace_id", "=", workspaceId).where("list_id", "=", id)
      .where("number", ">", isSame ? Number(contact) : 0).orderBy("number").limit(limit)
  )
  const lastContact = contacts.at(-1)?.number ?? (isSame ? Number(contact) : 0)
  const [afterLine, afterNumber] = isSame ? [Number(line), Number(number)] : [0, 0]
  const rejected = yield* askRaw(
    db,
    sql<{ readonly line: number; readonly number: number }>`select line, number from rejected_row
      where workspace_id = ${workspaceId} and list_id = ${id} and (line, number) > (${afterLine}, ${afterNumber})
      order by line, number limit ${limit - contacts.length}`
  )
  const last = rejected.at(-1) ?? { line: afterLine, number: afterNumber }
  if (!dryRun) {
    if (list.status !== "pruned") yield* putList(dialect, prunedList(list))
    yield* tell(
      db.deleteFrom("contact").where("workspace_id", "=", workspaceId).where("list_id", "=", id)
        .where("number", "<=", lastContact)
    )
    yield* askRaw(
      db,
      sql`delete from rejected_row where workspace_id = ${workspaceId} and list_id = ${id}
        and (line, number) <= (${last.line}, ${last.number})`
    )
  }
  return {
    removed: { ...noneRemoved, contacts: contacts.length, rejectedRows: rejected.length },
    next: contacts.length + rejected.length < limit
      ? `${id}g`
      : `${id} ${lastContact} ${last.line} ${last.number}`
  }
}
