import type { CampaignId } from "@campanile/core"
import type { MemoryTables, MemoryTenant } from "@campanile/core/testing"
import { must } from "./violation.ts"

const final = new Set(["completed", "failed", "error", "canceled"])
const over = new Set(["completed", "failed", "canceled"])

/** Whether nothing is left to do in a workspace, by what it keeps. */
const isThrough = (tenant: MemoryTenant): boolean => {
  for (const { state } of tenant.attempts.values()) if (state !== "ended") return false
  for (const { status } of tenant.calls.values()) if (!final.has(status)) return false
  for (const { status } of tenant.campaigns.values()) if (!over.has(status)) return false
  return true
}

/** Whether nothing is left to do at all. */
export const isSettled = (tables: MemoryTables): boolean => {
  for (const { dueAt } of tables.deliveries.values()) if (dueAt !== undefined) return false
  for (const tenant of tables.tenants.values()) if (!isThrough(tenant)) return false
  return true
}

/** What is left to do, for people. */
export const whatIsLeft = (tables: MemoryTables): string => {
  const tenants = [...tables.tenants.values()]
  const left = {
    attempts: tenants.flatMap(({ live }) => [...live.values()].map(({ id, state }) => `${id.slice(-6)} ${state}`)),
    calls: tenants.flatMap(({ calls }) =>
      [...calls.values()].filter(({ status }) => !final.has(status)).map(({ dueAt, phone, status }) =>
        `${phone} ${status} due ${new Date(dueAt).toISOString()}`
      )
    ),
    campaigns: tenants.flatMap(({ campaigns }) =>
      [...campaigns.values()].filter(({ status }) => !over.has(status)).map(({ cause, endsAt, status }) =>
        `${status} ${cause} ends ${new Date(endsAt!).toISOString()}`
      )
    ),
    deliveries: [...tables.deliveries.values()].filter(({ dueAt }) => dueAt !== undefined).length
  }
  return JSON.stringify(left)
}

/** I2: each contact of a campaign's list has one call, which is closed, and the counts add up. */
export const checkCounts = (tenant: MemoryTenant, extended: ReadonlySet<CampaignId>): void => {
  for (const campaign of tenant.campaigns.values()) {
    const { contacts } = tenant.lists.get(campaign.listId)!
    const calls = [...tenant.calls.values()].filter(({ campaignId }) => campaignId === campaign.id)
    const called = new Set(calls.map(({ contact }) => contact))
    must(
      called.size === calls.length &&
        (calls.length === contacts.size || (extended.has(campaign.id) && calls.length < contacts.size)),
      "I2",
      () => `campaign ${campaign.id}: ${calls.length} calls for ${called.size} of ${contacts.size} contacts`
    )
    for (const { contact, id, phone, status, subStatus } of calls) {
      must(contacts.get(contact!)?.phone === phone, "I2", () => `call ${id} is to ${phone}, not to its contact`)
      must(final.has(status) && subStatus !== "waiting", "I2", () => `call ${id} is ${status}: ${subStatus}`)
    }
  }
  for (const call of tenant.calls.values()) {
    const dialed = [...tenant.attempts.values()].filter(({ callId, code }) =>
      callId === call.id && !code.startsWith("gate:")
    )
    const counted = dialed.filter(({ disposition }) => disposition !== "carrier_error").length
    must(call.attempts === counted, "I2", () => `call ${call.id} counts ${call.attempts} attempts, it has ${counted}`)
    const latest = dialed.toSorted((a, b) => a.endedAt! - b.endedAt!).at(-1)
    const answered = dialed.some(({ disposition }) => disposition === "answered")
    must(
      !answered || (call.status === "completed" && latest?.disposition === "answered"),
      "I2",
      () => `call ${call.id} was answered, and is ${call.status}`
    )
  }
}

/** I8: every row of a workspace is its own, and names nothing of another. */
export const checkApart = (tenant: MemoryTenant): void => {
  const { id } = tenant.workspace
  const own = (what: string, rows: Iterable<{ readonly workspaceId: string }>) => {
    for (const { workspaceId } of rows) {
      must(workspaceId === id, "I8", () => `workspace ${id} has a ${what} of ${workspaceId}`)
    }
  }
  own("call", tenant.calls.values())
  own("attempt", tenant.attempts.values())
  own("campaign", tenant.campaigns.values())
  own("posting", tenant.ledger)
  own("decision", tenant.decisions)
  own("suppression", tenant.suppressions.values())
  for (const { callId, campaignId, numberId } of tenant.attempts.values()) {
    must(
      tenant.calls.has(callId) && tenant.numbers.has(numberId) &&
        (campaignId === null || tenant.campaigns.has(campaignId)),
      "I8",
      () => `an attempt of workspace ${id} names something of another`
    )
  }
}
