import {
  type AttemptId,
  type CampaignId,
  type CarrierEvent,
  idAt,
  type NodeId,
  type Pace,
  type StoreShape,
  type WorkspaceId
} from "@campanile/core"
import { callbackUrl, twilioDefaults } from "@campanile/telephony-twilio"
import { Effect } from "effect"
import { account, type TwilioSide } from "../http/account.ts"
import { block } from "./workspace.ts"

/** A call that was dialed, from both sides. */
export interface Dialed extends TwilioSide {
  readonly attemptId: AttemptId
}

const addressed = { publicUrl: account.publicUrl, callbackPath: twilioDefaults.callbackPath }

/** For how long (ms) the calls that were dialed here are this node's. */
const lease = 86_400_000

/** The most calls that are dialed in one step. */
const most = 2000

/**
 * Dial so many calls that are due in a workspace, as a node does whose carrier takes each at once: claimed, placed, and
 * accepted under a name of Twilio's, at a pace of the account. Nothing of it is told of to anybody yet.
 */
export const dialAll = (store: StoreShape, workspaceId: WorkspaceId, calls: number, now: number, pace: Pace | null) =>
  Effect.gen(function*() {
    const nodeId = idAt<NodeId>(block(now), 0)
    const epoch = yield* store.renewLease(nodeId, now + lease)
    const carrier = { name: "twilio", pace }
    const dialed: Array<Dialed> = []
    while (dialed.length < calls) {
      const { placements } = yield* store.claim({
        workspaceId,
        nodeId,
        epoch,
        block: block(now),
        now,
        carrier,
        limit: most
      })
      // A server that looks at the workspace has it for itself meanwhile.
      if (placements.length === 0) yield* Effect.sleep(5)
      yield* store.place(nodeId, epoch, placements.map(({ attempt }) => attempt.id), now)
      const its = placements.map(({ attempt, from }): Dialed => ({
        attemptId: attempt.id,
        callback: callbackUrl(addressed, attempt.id, "off"),
        sid: `CA${attempt.id.replaceAll("-", "")}`,
        to: attempt.phone,
        from
      }))
      const accepted = its.map(({ attemptId, sid }): CarrierEvent => ({
        attemptId,
        carrierCallId: sid,
        kind: "queued",
        at: now,
        disposition: null,
        talkSeconds: 0,
        code: ""
      }))
      yield* store.record(accepted, block(now), now)
      dialed.push(...its)
    }
    return dialed
  }).pipe(Effect.timeout("1 minute"))

/** How many calls of a campaign have been answered to their end, as the store has it committed. */
export const answeredOf = (store: StoreShape, workspaceId: WorkspaceId, campaignId: CampaignId) =>
  Effect.map(store.progress(workspaceId, campaignId), ({ byDisposition }) => byDisposition.answered)
