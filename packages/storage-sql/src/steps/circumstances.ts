import { type CallId, type Facts, type NotFound, sourceOf, type Turn, type WorkspaceId } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { ask, type Step } from "../step.ts"
import { knownOf } from "./admission.ts"
import { call } from "./calls.ts"
import { campaignsOf } from "./campaigns.ts"
import { apiCallsOf, candidatesOf } from "./candidates.ts"
import { carrierState } from "./carriers.ts"
import { liveByPhone } from "./conditions.ts"
import { balance } from "./credits.ts"
import { found } from "./known.ts"
import { liveIn } from "./live.ts"
import { workspace } from "./workspaces.ts"

/** What a turn would know of a call at an instant. */
export function* circumstances(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: CallId,
  carrier: Turn["carrier"],
  now: number
): Step<Facts, NotFound> {
  const { db } = dialect
  const asked = yield* call(dialect, workspaceId, id)
  const { campaignId, phone } = asked
  const itsWorkspace = yield* workspace(dialect, workspaceId)
  const campaigns = yield* campaignsOf(dialect, [asked])
  const [first] = candidatesOf([asked], campaigns, yield* apiCallsOf(dialect, [asked]))
  const candidate = yield* found(first, "call", id)
  const live = yield* liveIn(dialect, workspaceId)
  const livePhones = yield* ask(
    db.selectFrom("attempt").select("phone").where("workspace_id", "=", workspaceId).where("phone", "=", phone)
      .where(liveByPhone)
  )
  return {
    workspace: itsWorkspace,
    balance: yield* balance(dialect, workspaceId),
    candidate,
    campaign: campaignId === null ? null : yield* found(campaigns.get(campaignId), "campaign", campaignId),
    carrier: yield* carrierState(dialect, carrier),
    livePhones: new Set(livePhones.map((row) => row.phone)),
    live: live.total,
    campaignLive: live.sources.get(sourceOf(asked)) ?? 0,
    ...(yield* knownOf(dialect, itsWorkspace, [candidate], campaigns, live, now)),
    now
  }
}
