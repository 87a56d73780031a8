import { Effect, Result } from "effect"
import { ofContact } from "../../domain/call.ts"
import { ListNotReady, redraft } from "../../domain/campaign.ts"
import type { CampaignId, WorkspaceId } from "../../domain/id.ts"
import type { Message } from "../../domain/message.ts"
import { progressOf } from "../../domain/progress.ts"
import { transition } from "../../domain/transition.ts"
import type { StoreShape } from "../../ports/store.ts"
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

/** Campaigns, and what commands and time make of them. */
export const campaigns = (tables: Tables) => {
  const campaignOf = (workspaceId: WorkspaceId, id: CampaignId) =>
    found(tables.tenants.get(workspaceId)?.campaigns.get(id), "campaign", id)

  return {
    addCampaign: (campaign) =>
      step(() =>
        Result.gen(function*() {
          const tenant = yield* tenantOf(tables, campaign.workspaceId)
          yield* found(tenant.lists.get(campaign.listId), "list", campaign.listId)
          yield* checkDialing(tenant, campaign)
          tenant.campaigns.set(campaign.id, campaign)
        })
      ),
    campaign: (workspaceId, id) => step(() => campaignOf(workspaceId, id)),
    campaignOfList: (workspaceId, id) =>
      Effect.sync(() => newest(tables.tenants.get(workspaceId)).find(({ listId }) => listId === id)),
    campaigns: (workspaceId, page) =>
      Effect.sync(() => {
        const all = newest(tables.tenants.get(workspaceId))
        return { total: all.length, campaigns: pageOf(all, page) }
      }),
    updateDraft: (campaign) =>
      step(() =>
        Result.gen(function*() {
          const before = yield* campaignOf(campaign.workspaceId, campaign.id)
          const after = yield* redraft(before, campaign)
          const tenant = yield* tenantOf(tables, campaign.workspaceId)
          yield* checkDialing(tenant, after)
          tenant.campaigns.set(after.id, after)
        })
      ),
    command: (workspaceId, id, command, block, messageBlock, now) =>
      step(() =>
        Result.gen(function*() {
          const before = yield* campaignOf(workspaceId, id)
          const change = yield* transition(before, command, now)
          const tenant = yield* tenantOf(tables, workspaceId)
          if (change.makesCalls) {
            yield* checkNumbers(tenant, change.campaign.numbers)
            const { contacts, list } = tenant.lists.get(before.listId)!
            if (list.status !== "ready") {
              return yield* Result.fail(new ListNotReady({ listId: list.id, status: list.status }))
            }
            for (const contact of contacts.values()) tenant.putCall(ofContact(change.campaign, contact, block, now))
          }
          tenant.putTransition(change)
          return { campaign: change.campaign, messages: tables.tell(change.drafts, messageBlock) }
        })
      ),
    progress: (workspaceId, id) =>
      step(() =>
        Result.map(campaignOf(workspaceId, id), () => {
          const { attempts, calls } = tables.tenants.get(workspaceId)!
          const ofIt = ({ campaignId }: { readonly campaignId: CampaignId | null }) => campaignId === id
          return progressOf([...calls.values()].filter(ofIt), [...attempts.values()].filter(ofIt))
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
