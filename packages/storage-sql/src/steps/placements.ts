import type {
  ApiCall,
  Assistant,
  AssistantId,
  Attempt,
  CallId,
  Campaign,
  CampaignId,
  NumberId,
  Phone,
  Placement,
  WorkspaceId,
  ZoneSet
} from "@campanile/core"
import { hoursFor, rowOf } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { contactOf, listOf } from "../rows/list.ts"
import { assistantOf } from "../rows/workspace.ts"
import { ask, type Step } from "../step.ts"

/** What a turn knows already of the attempts that it claimed. */
export interface Known {
  readonly campaigns: ReadonlyMap<CampaignId, Campaign>
  readonly apis: ReadonlyMap<CallId, ApiCall>
  /** The phones of the caller numbers. */
  readonly phones: ReadonlyMap<NumberId, Phone>
  readonly zones: ReadonlyMap<CallId, ZoneSet>
}

function* assistantsOf(
  { among, db }: Dialect,
  workspaceId: WorkspaceId,
  ids: ReadonlyArray<AssistantId>
): Step<ReadonlyMap<AssistantId, Assistant>> {
  const rows = yield* ask(
    db.selectFrom("assistant").selectAll().where("workspace_id", "=", workspaceId).where(among("id", ids))
  )
  return new Map(rows.map((row) => [row.id, assistantOf(row)]))
}

/** The cells of the contacts of some campaign calls, by the call. */
function* cellsOf(
  { among, db }: Dialect,
  workspaceId: WorkspaceId,
  calls: ReadonlyArray<CallId>
): Step<ReadonlyMap<CallId, Placement["row"]>> {
  if (calls.length === 0) return new Map()
  const contacts = yield* ask(
    db.selectFrom("call")
      .innerJoin(
        "campaign",
        (join) => join.onRef("campaign.workspace_id", "=", "call.workspace_id").onRef("campaign.id", "=", "call.source")
      )
      .innerJoin("contact", (join) =>
        join.onRef("contact.workspace_id", "=", "call.workspace_id")
          .onRef("contact.list_id", "=", "campaign.list_id").onRef("contact.number", "=", "call.contact"))
      .select([
        "call.id as call_id",
        "contact.list_id",
        "contact.number",
        "contact.line",
        "contact.phone",
        "contact.zones",
        "contact.variables"
      ])
      .where("call.workspace_id", "=", workspaceId).where(among("call.id", calls))
  )
  const lists = yield* ask(
    db.selectFrom("contact_list").selectAll().where("workspace_id", "=", workspaceId)
      .where(among("id", [...new Set(contacts.map(({ list_id }) => list_id))]))
  )
  const listsById = new Map(lists.map((row) => [row.id, listOf(row)]))
  return new Map(contacts.map((row) => [row.call_id, rowOf(listsById.get(row.list_id)!, contactOf(row))]))
}

/** Claimed attempts with all that the last gates and the carrier need to know. */
export function* placementsOf(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  attempts: ReadonlyArray<Attempt>,
  { apis, campaigns, phones, zones }: Known
): Step<ReadonlyArray<Placement>> {
  const cells = yield* cellsOf(
    dialect,
    workspaceId,
    attempts.filter(({ campaignId }) => campaignId !== null).map(({ callId }) => callId)
  )
  const termsOf = ({ callId, campaignId }: Attempt) => {
    if (campaignId === null) {
      const api = apis.get(callId)!
      return { ...api, row: api.variables, mapping: {}, timezone: null, endsAt: null }
    }
    const campaign = campaigns.get(campaignId)!
    return { ...campaign, row: cells.get(callId)!, mapping: campaign.variables }
  }
  const terms = attempts.map((attempt) => ({ attempt, ...termsOf(attempt) }))
  const assistants = yield* assistantsOf(dialect, workspaceId, [
    ...new Set(terms.map(({ assistantId }) => assistantId))
  ])
  return terms.map(({ assistantId, attempt, endsAt, mapping, policy, row, timezone }) => ({
    attempt,
    from: phones.get(attempt.numberId)!,
    assistant: assistants.get(assistantId)!,
    row,
    mapping,
    hours: hoursFor(policy, zones.get(attempt.callId)!, timezone),
    endsAt
  }))
}
