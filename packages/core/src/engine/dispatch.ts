import { Clock, Effect } from "effect"
import type { CarrierEvent } from "../domain/attempt.ts"
import type { Disposition } from "../domain/disposition.ts"
import type { WorkspaceId } from "../domain/id.ts"
import { render, valuesFor, variablesOf } from "../domain/template.ts"
import { isOpen, nextOpening } from "../domain/window.ts"
import { Carrier, type PlaceRequest, type PlaceResult } from "../ports/carrier.ts"
import { type Placement, Store } from "../ports/store.ts"
import { Bus } from "./bus.ts"
import { newBlock } from "./ids.ts"
import { Node } from "./node.ts"
import { EngineOptions } from "./options.ts"

/** Claim what is due in every workspace. Answers with what was claimed, and when another turn is worth it. */
export const claimDue = Effect.gen(function*() {
  const store = yield* Store
  const claimed: Array<Placement> = []
  let nextAt: number | undefined
  for (const workspaceId of yield* store.workspacesDue(yield* Clock.currentTimeMillis)) {
    const turn = yield* claimIn(workspaceId)
    claimed.push(...turn.placements)
    nextAt = turn.nextAt === undefined ? nextAt : Math.min(nextAt ?? Infinity, turn.nextAt)
  }
  return { claimed, nextAt }
}).pipe(Effect.withSpan("dispatch.claimDue"))

const claimIn = Effect.fnUntraced(function*(workspaceId: WorkspaceId) {
  const store = yield* Store
  const bus = yield* Bus
  const node = yield* Node
  const { batch } = yield* EngineOptions
  const { epoch } = yield* node.lease
  const turn = yield* store.claim({
    workspaceId,
    nodeId: node.id,
    epoch,
    block: yield* newBlock,
    now: yield* Clock.currentTimeMillis,
    limit: batch
  })
  yield* bus.publish(turn.messages)
  return turn
})

/**
 * Dial a batch that this node claimed. The gates that need no data come last, and again right before each request: the
 * campaign's end, the window, the lease. The batch goes from `claimed` to `placing` in one committed step, and only
 * what that step answers is asked of the carrier.
 */
export const dial = Effect.fn("dispatch.dial")(function*(claimed: ReadonlyArray<Placement>) {
  const store = yield* Store
  const node = yield* Node
  const lease = yield* node.lease
  const now = yield* Clock.currentTimeMillis
  const allowed = claimed.filter((placement) => now < lease.until && isAllowed(placement, now))
  const ids = allowed.map(({ attempt }) => attempt.id)
  const placing = ids.length === 0 ? [] : yield* store.place(node.id, lease.epoch, ids, now)
  const mine = new Set(placing)
  yield* withdraw(claimed.filter(({ attempt }) => !mine.has(attempt.id)), "not_now")
  yield* Effect.forEach(
    allowed.filter(({ attempt }) => mine.has(attempt.id)),
    (placement) => request(placement, lease.until),
    { concurrency: "unbounded", discard: true }
  )
})

const isAllowed = ({ endsAt, window, zones }: Placement, now: number) =>
  (endsAt === null || now < endsAt) && isOpen(window, zones, now)

const withdraw = Effect.fnUntraced(function*(placements: ReadonlyArray<Placement>, code: string, notBefore = 0) {
  if (placements.length === 0) return
  const store = yield* Store
  const bus = yield* Bus
  const now = yield* Clock.currentTimeMillis
  yield* store.release(
    placements.map(({ attempt, window, zones }) => ({
      id: attempt.id,
      dueAt: nextOpening(window, zones, Math.max(now, notBefore)) ?? now,
      code
    })),
    now
  )
  yield* bus.wake("schedule")
})

const request = Effect.fnUntraced(function*(placement: Placement, leaseUntil: number) {
  const carrier = yield* Carrier
  const bus = yield* Bus
  const now = yield* Clock.currentTimeMillis
  if (now >= leaseUntil || !isAllowed(placement, now)) return yield* withdraw([placement], "not_now")
  const result = yield* carrier.place(placeRequest(placement))
  const at = yield* Clock.currentTimeMillis
  switch (result._tag) {
    case "Accepted":
      return yield* bus.report([told(placement, { kind: "queued", carrierCallId: result.carrierCallId, at })])
    case "Unknown":
      return yield* Effect.logWarning("the carrier's answer to a request was lost", {
        attempt: placement.attempt.id,
        code: result.code
      })
    case "Rejected":
      return yield* refused(placement, result, at)
  }
})

const refused = Effect.fnUntraced(function*(
  placement: Placement,
  result: Extract<PlaceResult, { readonly _tag: "Rejected" }>,
  at: number
) {
  const store = yield* Store
  const bus = yield* Bus
  const ended = (disposition: Disposition) =>
    bus.report([told(placement, { kind: "ended", at, disposition, code: result.code })])
  switch (result.class) {
    case "throttled":
      return yield* withdraw([placement], result.code, at + (result.retryAfter ?? 1000))
    case "invalid_number":
      return yield* ended("invalid_number")
    case "forbidden":
      return yield* ended("rejected")
    case "retryable":
      return yield* ended("carrier_error")
    case "account": {
      yield* withdraw([placement], result.code, at + 60_000)
      const { campaignId, workspaceId } = placement.attempt
      if (campaignId === null) return
      const { messages } = yield* store.command(
        workspaceId,
        campaignId,
        { _tag: "Pause", cause: "carrier_refused" },
        yield* newBlock,
        yield* newBlock,
        at
      )
      return yield* bus.publish(messages)
    }
  }
}, Effect.catchTag(["IllegalCommand", "IllegalSchedule", "NotFound"], () => Effect.void))

const told = (
  { attempt }: Placement,
  event: Partial<CarrierEvent> & Pick<CarrierEvent, "kind" | "at">
): CarrierEvent => ({
  attemptId: attempt.id,
  carrierCallId: null,
  disposition: null,
  talkSeconds: 0,
  code: "",
  ...event
})

const placeRequest = ({ assistant, attempt, from, mapping, row }: Placement): PlaceRequest => {
  const variables = valuesFor(variablesOf(assistant.prompt), mapping, row)
  return {
    attemptId: attempt.id,
    to: attempt.phone,
    from,
    answer: assistant.answer,
    text: render(assistant.prompt, variables),
    variables,
    ringSeconds: attempt.ringSeconds,
    limitSeconds: attempt.limitSeconds
  }
}
