import {
  type Campaign,
  type CampaignId,
  type Dial,
  type FrequencyCap,
  memoryOf,
  type Phone,
  type WorkspaceId
} from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { campaignIdOf } from "../rows/call.ts"
import { ask, type Step } from "../step.ts"
import { campaignsOf } from "./campaigns.ts"
import { apiCallsOf } from "./candidates.ts"

/**
 * The earlier dials to some phones, as far back as a cap looks; none where there is no cap. What they were about, where the cap asks for it, is read
 * from what the calls from the API brought along, and from campaigns as they are now, of which some may be known.
 */
export function* dialsTo(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  phones: ReadonlyArray<Phone>,
  cap: FrequencyCap | null,
  known: ReadonlyMap<CampaignId, Campaign>,
  now: number
): Step<ReadonlyMap<Phone, ReadonlyArray<Dial>>> {
  if (cap === null) return new Map()
  const { among, db } = dialect
  const rows = yield* ask(
    db.selectFrom("attempt").select(["phone", "placed_at", "source", "call_id"]).where("workspace_id", "=", workspaceId)
      .where(among("phone", phones)).where("placed_at", ">", now - memoryOf(cap))
  )
  const dials = rows.map(({ call_id, phone, placed_at, source }) => ({
    workspaceId,
    id: call_id,
    campaignId: campaignIdOf(source),
    phone,
    at: placed_at ?? now
  }))
  const asked = cap.bySubject ? dials : []
  const others = yield* campaignsOf(
    dialect,
    asked.filter(({ campaignId }) => campaignId !== null && !known.has(campaignId))
  )
  const apis = yield* apiCallsOf(dialect, asked)
  const byPhone = new Map<Phone, Array<Dial>>()
  for (const { at, campaignId, id, phone } of dials) {
    const terms = campaignId === null ? apis.get(id) : known.get(campaignId) ?? others.get(campaignId)
    const its = byPhone.get(phone) ?? []
    byPhone.set(phone, its)
    its.push({ at, subject: terms?.policy.subject ?? null })
  }
  return byPhone
}
