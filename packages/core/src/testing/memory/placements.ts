import type { Attempt } from "../../domain/attempt.ts"
import { hoursFor } from "../../domain/calling-policy.ts"
import { rowOf } from "../../domain/contact-list.ts"
import type { Placement } from "../../ports/store-terms.ts"
import type { Tenant } from "./tables.ts"

/** An attempt with all that it was claimed with. */
export const placementOf = (tenant: Tenant, attempt: Attempt): Placement => {
  const call = tenant.calls.get(attempt.callId)!
  const from = tenant.numbers.get(attempt.numberId)!.number.phone
  const campaign = tenant.campaignOf(call)
  const { policy } = tenant.dialingOf(call)
  const hours = hoursFor(policy, call.zones, campaign?.timezone ?? null)
  if (campaign === null) {
    const { assistantId, variables } = tenant.apiCalls.get(call.id)!
    const assistant = tenant.assistants.get(assistantId)!
    return { attempt, from, assistant, row: variables, mapping: {}, hours, endsAt: null }
  }
  const { contacts, list } = tenant.lists.get(campaign.listId)!
  return {
    attempt,
    from,
    assistant: tenant.assistants.get(campaign.assistantId)!,
    row: rowOf(list, contacts.get(call.contact!)!),
    mapping: campaign.variables,
    hours,
    endsAt: campaign.endsAt
  }
}
