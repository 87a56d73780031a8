import { Effect, Result } from "effect"
import { ofContact } from "../../domain/call.ts"
import { isOver, ListNotReady } from "../../domain/campaign.ts"
import type { CampaignId, WorkspaceId } from "../../domain/id.ts"
import type { Message } from "../../domain/message.ts"
import { progressOf } from "../../domain/progress.ts"
import { transition } from "../../domain/transition.ts"
import type { StoreShape } from "../../ports/store.ts"
import { aim } from "./aim.ts"
import {
  checkDialing,
  checkNumbers,
  found,
  newestFirst,
  pageOf,
  step,
  type Tables,
  type Tenant,
  tenantOf
} from "./tables.ts"

const newest = (tenant: Tenant | undefined) => [...tenant?.campaigns.values() ?? []].toSorted(newestFirst)

/** What a command makes of a campaign: a generator of its own, for the reason at {@link step}. */
function* commanded(
  tables: Tables,
  ...[workspaceId, id, command, block, messageBlock, now]: Parameters<StoreShape["command"]>
) {
  const before = yield* found(tables.tenants.get(workspaceId)?.campaigns.get(id), "campaign", id)
  const change = yield* transition(before, command, now)
  const tenant = yield* tenantOf(tables, workspaceId)
  if (command._tag === "Edit" || command._tag === "Schedule") yield* checkDialing(tenant, change.campaign)
  if (change.makesCalls) {
    yield* checkNumbers(tenant, change.campaign.numbers)
    const { contacts, list } = tenant.lists.get(before.listId)!
    if (list.status !== "ready") {
      return yield* Result.fail(new ListNotReady({ listId: list.id, status: list.status }))
    }
    for (const contact of contacts.values()) tenant.putCall(ofContact(change.campaign, contact, block, now))
  }
  tenant.putTransition(change)
  aim(tables, tenant, tenant.openOf(id).values(), change.rules, now)
  return { campaign: change.campaign, messages: tables.tell(change.drafts, messageBlock) }
}

/** Campaigns, and what commands and time make of them. */
export const campaigns = (tables: Tables) => {
  const campaignOf = (workspaceId: WorkspaceId, id: CampaignId) =>
    found(tables.tenants.get(workspaceId)?.campaigns.get(id), "campaign", id)

  return {
    addCampaign: (campaign) =>
      step(() =>
        Result.flatMap(
          tenantOf(tables, campaign.workspaceId),
          (tenant) =>
            found(tenant.lists.get(campaign.listId), "list", campaign.listId).pipe(
              Result.flatMap(() => checkDialing(tenant, campaign)),
              Result.map(() => {
                tenant.campaigns.set(campaign.id, campaign)
              })
            )
        )
      ),
    campaign: (workspaceId, id) => step(() => campaignOf(workspaceId, id)),
    campaignOfList: (workspaceId, id) =>
      Effect.sync(() => newest(tables.tenants.get(workspaceId)).find(({ listId }) => listId === id)),
    campaigns: (workspaceId, page) =>
      Effect.sync(() => {
        const all = newest(tables.tenants.get(workspaceId))
        return { total: all.length, campaigns: pageOf(all, page) }
      }),
    campaignsOfList: (workspaceId, id) =>
      Effect.sync(() =>
        newest(tables.tenants.get(workspaceId)).filter(({ listId, status }) => listId === id && !isOver(status))
      ),
    extendCampaign: (workspaceId, id, block, now) =>
      step(() =>
        Result.map(campaignOf(workspaceId, id), (campaign) => {
          if (campaign.status === "draft" || isOver(campaign.status)) return 0
          const tenant = tables.tenants.get(workspaceId)!
          const called = new Set(
            [...tenant.calls.values()].filter(({ campaignId }) => campaignId === id).map(({ contact }) => contact)
          )
          const { contacts } = tenant.lists.get(campaign.listId)!
          const fresh = [...contacts.values()].filter(({ number }) => !called.has(number))
          for (const contact of fresh) tenant.putCall(ofContact(campaign, contact, block, now))
          return fresh.length
        })
      ),
    command: (...given) => step(() => Result.gen(() => commanded(tables, ...given))),
    progress: (workspaceId, id) =>
      step(() =>
        Result.map(campaignOf(workspaceId, id), () => {
          const { attempts, calls, pruned } = tables.tenants.get(workspaceId)!
          const ofIt = ({ campaignId }: { readonly campaignId: CampaignId | null }) => campaignId === id
          return progressOf(
            [...calls.values(), ...pruned.calls.values()].filter(ofIt),
            [...attempts.values(), ...pruned.attempts.values()].filter(ofIt)
          )
        })
      ),
    advanceCampaigns: (block, now) =>
      Effect.sync(() => {
        const messages: Array<Message> = []
        for (const tenant of tables.tenants.values()) {
          for (const before of [...tenant.campaigns.values()]) {
            const exhausted = tenant.openOf(before.id).size === 0
            const change = Result.getOrThrow(transition(before, { _tag: "Advance", exhausted }, now))
            tenant.putTransition(change)
            messages.push(...tables.tell(change.drafts, block, messages.length))
          }
        }
        return messages
      })
  } satisfies Partial<StoreShape>
}
