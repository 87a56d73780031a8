import type {
  ApiCall,
  Assistant,
  AssistantId,
  Attempt,
  Call,
  CallId,
  Campaign,
  CampaignId,
  ListId,
  NumberId,
  Phone,
  Placement,
  WorkspaceId
} from "@campanile/core"
import { hoursFor, rowOf } from "@campanile/core"
import { sql } from "kysely"
import type { Dialect } from "../dialect.ts"
import { fromJson } from "../json.ts"
import { listOf } from "../rows/list.ts"
import { assistantOf } from "../rows/workspace.ts"
import { ask, type Step, together } from "../step.ts"
import type { ContactTable } from "../tables.ts"
import { eachByItself } from "./due.ts"

/** What a turn knows already of the attempts that it claimed. */
export interface Known {
  readonly campaigns: ReadonlyMap<CampaignId, Campaign>
  readonly apis: ReadonlyMap<CallId, ApiCall>
  /** The phones of the caller numbers. */
  readonly phones: ReadonlyMap<NumberId, Phone>
  readonly calls: ReadonlyMap<CallId, Call>
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

interface Asked {
  readonly call_id: CallId
  readonly list_id: ListId
  readonly number: number
}

const askedColumns = { call_id: "text", list_id: "text", number: "integer" } as const

/** The cells of the contacts of some campaign calls, by the call. Each is looked up by itself, by its key. */
function* cellsOf(
  { among, db, table }: Dialect,
  workspaceId: WorkspaceId,
  calls: ReadonlyArray<Call>,
  campaigns: Known["campaigns"]
): Step<ReadonlyMap<CallId, Placement["row"]>> {
  const asked = calls.flatMap(({ campaignId, contact, id }): ReadonlyArray<Asked> =>
    campaignId === null || contact === null
      ? []
      : [{ call_id: id, list_id: campaigns.get(campaignId)!.listId, number: contact }]
  )
  if (asked.length === 0) return new Map()
  const contacts = ask(
    db.selectFrom(table<Asked>(askedColumns, asked).as("given")).select([
      "given.call_id",
      "given.list_id",
      sql<ContactTable["variables"]>`(
        select contact.variables from contact
        where contact.workspace_id = ${workspaceId} and contact.list_id = given.list_id
          and contact.number = given.number
        ${eachByItself}
      )`.as("variables")
    ])
  )
  const described = ask(
    db.selectFrom("contact_list").selectAll().where("workspace_id", "=", workspaceId)
      .where(among("id", [...new Set(asked.map(({ list_id }) => list_id))]))
  )
  const [lists, rows] = yield* together(described, contacts)
  const listsById = new Map(lists.map((row) => [row.id, listOf(row)]))
  const phones = new Map(calls.map(({ id, phone }) => [id, phone]))
  return new Map(rows.map(({ call_id, list_id, variables }) => [
    call_id,
    rowOf(listsById.get(list_id)!, { phone: phones.get(call_id)!, variables: fromJson(variables) })
  ]))
}

/** Claimed attempts with all that the last gates and the carrier need to know. */
export function* placementsOf(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  attempts: ReadonlyArray<Attempt>,
  { apis, calls, campaigns, phones }: Known
): Step<ReadonlyArray<Placement>> {
  const termsOf = ({ callId, campaignId }: Attempt) => {
    if (campaignId === null) {
      const api = apis.get(callId)!
      return { ...api, row: api.variables, mapping: {}, timezone: null, endsAt: null }
    }
    const campaign = campaigns.get(campaignId)!
    return { ...campaign, row: undefined, mapping: campaign.variables }
  }
  const terms = attempts.map((attempt) => ({ attempt, ...termsOf(attempt) }))
  const [cells, assistants] = yield* together(
    cellsOf(dialect, workspaceId, attempts.map(({ callId }) => calls.get(callId)!), campaigns),
    assistantsOf(dialect, workspaceId, [...new Set(terms.map(({ assistantId }) => assistantId))])
  )
  return terms.map(({ assistantId, attempt, endsAt, mapping, policy, row, timezone }) => ({
    attempt,
    from: phones.get(attempt.numberId)!,
    assistant: assistants.get(assistantId)!,
    row: row ?? cells.get(attempt.callId)!,
    mapping,
    hours: hoursFor(policy, calls.get(attempt.callId)!.zones, timezone),
    endsAt
  }))
}
