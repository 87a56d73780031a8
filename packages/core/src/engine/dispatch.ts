import { Cause, Clock, Effect, Random, Schema } from "effect"
import type { CarrierEvent } from "../domain/attempt.ts"
import type { Disposition } from "../domain/disposition.ts"
import type { Gate } from "../domain/gate.ts"
import { nextOpen, whyClosed } from "../domain/hours.ts"
import { type AttemptId, idAt, type WorkspaceId } from "../domain/id.ts"
import { abandoned, type Withdrawal } from "../domain/outcome.ts"
import { render, valuesFor, variablesOf, withDefaults } from "../domain/template.ts"
import { Carrier, type PlaceRequest, type PlaceResult } from "../ports/carrier.ts"
import { noHook, PreDialAnswer, PreDialHook } from "../ports/pre-dial-hook.ts"
import type { Placement } from "../ports/store-terms.ts"
import { Store } from "../ports/store.ts"
import { Bus } from "./bus.ts"
import { newBlock } from "./ids.ts"
import { insisting } from "./loop.ts"
import { Node } from "./node.ts"
import { EngineOptions } from "./options.ts"
import { spanned } from "./span.ts"
import { withdrawQueued } from "./withdraw.ts"

/** The workspaces in which something is due, from any of them on: nodes that look at once do not begin with the same one. */
const dueFromAnywhere = Effect.gen(function*() {
  const store = yield* Store
  const due = yield* store.workspacesDue(yield* Clock.currentTimeMillis)
  if (due.length < 2) return due
  const first = yield* Random.nextIntBetween(0, due.length, { halfOpen: true })
  return [...due.slice(first), ...due.slice(0, first)]
})

/**
 * Claim what is due in every workspace. Answers with what was claimed, and when another turn is worth it. A node whose
 * lease has run out claims nothing until it is renewed: it could dial none of it.
 */
export const claimDue = Effect.gen(function*() {
  const node = yield* Node
  const claimed: Array<Placement> = []
  let nextAt: number | undefined
  for (const workspaceId of yield* dueFromAnywhere) {
    if ((yield* Clock.currentTimeMillis) >= (yield* node.lease).until) break
    const turn = yield* claimIn(workspaceId)
    claimed.push(...turn.placements)
    nextAt = turn.nextAt === undefined ? nextAt : Math.min(nextAt ?? Infinity, turn.nextAt)
  }
  return { claimed, nextAt }
}).pipe(spanned("dispatch.claimDue"))

const claimIn = Effect.fnUntraced(function*(workspaceId: WorkspaceId) {
  const store = yield* Store
  const bus = yield* Bus
  const node = yield* Node
  const { batch } = yield* EngineOptions
  const { capabilities } = yield* Carrier
  const { epoch } = yield* node.lease
  const block = yield* newBlock
  const turn = yield* store.claim({
    workspaceId,
    nodeId: node.id,
    epoch,
    block,
    now: yield* Clock.currentTimeMillis,
    carrier: { name: capabilities.name, pace: capabilities.pace },
    limit: batch
  }).pipe(
    // What it may have claimed without an answer nobody would dial before its deadline: it goes back.
    Effect.tapErrorTag(
      "StoreUnavailable",
      () => giveBack(Array.from({ length: batch }, (_, n) => idAt<AttemptId>(block, n)))
    )
  )
  yield* bus.publish(turn.messages)
  if (turn.messages.length > 0) yield* bus.wake("withdraw")
  return turn
})

/**
 * Dial a batch that this node claimed. The pre-dial hook is asked first, for it takes its time; then the batch goes from
 * `claimed` to `placing` in one committed step, which looks once more at all that may have changed since the claim, and
 * only what that step answers is asked of the carrier. Right before each request the clock is read again: for the lease,
 * the campaign's end, the hours.
 */
export const dial = Effect.fnUntraced(function*(claimed: ReadonlyArray<Placement>) {
  const store = yield* Store
  const node = yield* Node
  const eligible = yield* eligibleOf(claimed)
  const lease = yield* node.lease
  const now = yield* Clock.currentTimeMillis
  const ids = now < lease.until ? eligible.map(({ attempt }) => attempt.id) : []
  // Without an answer it may be done or not. Either way no request leaves, and all of it is taken back.
  const placed = ids.length === 0 ? [] : yield* store.place(node.id, lease.epoch, ids, now).pipe(
    Effect.catchTag("StoreUnavailable", (error) => Effect.as(Effect.logWarning(error.message), []))
  )
  const terms = new Map(placed.map(({ id, ...its }) => [id, its]))
  // Of what the step took back itself, this changes nothing.
  yield* withdraw(
    eligible
      .filter(({ attempt }) => !terms.has(attempt.id))
      .map((placement) => ({ placement, withdrawal: abandoned(now) }))
  )
  yield* Effect.forEach(
    eligible.flatMap((placement) => {
      const its = terms.get(placement.attempt.id)
      return its === undefined ? [] : [{ ...placement, ...its }]
    }),
    (placement) => request(placement, lease.until),
    { concurrency: "unbounded", discard: true }
  )
}, spanned("dispatch.dial"))

/** How long (ms) a call waits whose hook could not be asked. */
const hookPause = 60_000

/** How soon (ms) a hook can be asked again at the earliest, so that one which says "now" does not keep a node busy. */
const hookGap = 1000

/** Hooks are written by others, not always in TypeScript. */
const understood = Schema.decodeUnknownEffect(PreDialAnswer)

/** Characters that the reason of a failed hook may have: it stands in the record of each call that waits for it. */
const longestReason = 500

/** Why a hook was of no use, in words that any database can keep on one line. */
const failureOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  if (Cause.isTimeoutError(error)) return "the pre-dial hook did not answer in time"
  if (Schema.isSchemaError(error)) return "the pre-dial hook gave no answer that can be understood"
  const said = error instanceof Error ? error.message.replaceAll(/[\s\p{Cc}\p{Surrogate}]+/gu, " ").trim() : ""
  const reason = said === "" ? "the pre-dial hook failed" : `the pre-dial hook failed: ${said}`
  return reason.length <= longestReason
    ? reason
    : `${reason.slice(0, longestReason - 1).replace(/\p{Surrogate}$/u, "")}…`
}

/** Those of some claimed calls to which the hook has no objection; the others are given back. */
const eligibleOf = Effect.fnUntraced(function*(claimed: ReadonlyArray<Placement>) {
  const hook = yield* PreDialHook
  if (hook === noHook) return claimed
  const asked = yield* Effect.forEach(claimed, (placement) => ask(hook, placement), { concurrency: "unbounded" })
  yield* withdraw(
    asked.flatMap(({ placement, withdrawal }) => withdrawal === undefined ? [] : [{ placement, withdrawal }])
  )
  return asked.flatMap(({ placement, withdrawal }) => withdrawal === undefined ? [placement] : [])
})

const ask = Effect.fnUntraced(function*(hook: PreDialHook, placement: Placement) {
  const { hookPatience = 10_000 } = yield* EngineOptions
  const { attempt, row } = placement
  const { callId, campaignId, id, phone, workspaceId } = attempt
  const answer = yield* Effect.suspend(() =>
    hook({ workspaceId, campaignId, callId, attemptId: id, phone, variables: row })
  ).pipe(
    Effect.interruptible,
    Effect.timeout(hookPatience),
    Effect.flatMap(understood),
    Effect.catchCause((cause) =>
      Effect.logWarning("the pre-dial hook failed: not now", cause).pipe(
        Effect.andThen(Clock.currentTimeMillis),
        Effect.map((now): PreDialAnswer => ({
          _tag: "Defer",
          until: now + hookPause,
          reason: failureOf(cause)
        }))
      )
    )
  )
  const now = yield* Clock.currentTimeMillis
  return { placement, withdrawal: objection(answer, now) }
})

/** What a hook's answer makes of a claimed call. */
const objection = (answer: PreDialAnswer, now: number): Withdrawal | undefined => {
  switch (answer._tag) {
    case "Eligible":
      return undefined
    case "Skip":
      return { gate: "hook", verdict: { _tag: "Skip", reason: answer.reason, version: "" } }
    case "Defer": {
      const until = Math.max(Math.round(answer.until), now + hookGap)
      return { gate: "hook", verdict: { _tag: "Defer", until, reason: answer.reason, version: "" } }
    }
  }
}

/** What the clock says against dialing a call at an instant: its campaign's end, or its hours. */
const offHours = ({ endsAt, hours }: Placement, now: number): Withdrawal | undefined => {
  if (endsAt !== null && now >= endsAt) {
    return {
      gate: "campaign",
      verdict: { _tag: "Defer", until: now, reason: "the campaign's end has passed", version: "" }
    }
  }
  const closed = whyClosed(hours, now)
  return closed && { gate: "hours", verdict: { _tag: "Defer", until: nextOpen(hours, now) ?? now, ...closed } }
}

const withdraw = Effect.fnUntraced(function*(
  some: ReadonlyArray<{ readonly placement: Placement; readonly withdrawal: Withdrawal }>
) {
  if (some.length === 0) return
  const bus = yield* Bus
  yield* release(some.map(({ placement, withdrawal }) => ({ id: placement.attempt.id, ...withdrawal })))
  // What is closed leaves its slot to others. What comes later was no use now, and the next call may be none either.
  const closed = some.some(({ withdrawal }) => withdrawal.verdict._tag === "Skip")
  yield* bus.wake("schedule", "deliver", ...(closed ? ["dispatch" as const] : []))
})

/**
 * How a node goes on giving back what it will not dial, for about six seconds: what it cannot give back stays in its slot
 * until the deadline, and is then called unknown, though it is known here.
 */
const insistence = { pause: 50, times: 7 }

const release = Effect.fnUntraced(function*(some: ReadonlyArray<Withdrawal & { readonly id: AttemptId }>) {
  const store = yield* Store
  yield* store.release(some, yield* Clock.currentTimeMillis)
}, (work) => insisting(work, insistence))

/** Give attempts back of which this node does not know whether it claimed them; those that do not exist are passed over. */
const giveBack = Effect.fnUntraced(function*(ids: ReadonlyArray<AttemptId>) {
  const now = yield* Clock.currentTimeMillis
  yield* Effect.ignore(release(ids.map((id) => ({ id, ...abandoned(now) }))))
})

const request = Effect.fnUntraced(function*(placement: Placement, leaseUntil: number) {
  const carrier = yield* Carrier
  const bus = yield* Bus
  const now = yield* Clock.currentTimeMillis
  const withdrawal = now < leaseUntil ? offHours(placement, now) : abandoned(now)
  if (withdrawal !== undefined) return yield* withdraw([{ placement, withdrawal }])
  const result = yield* carrier.place(placeRequest(placement))
  const at = yield* Clock.currentTimeMillis
  switch (result._tag) {
    case "Accepted":
      yield* bus.report([told(placement, { kind: "queued", carrierCallId: result.carrierCallId, at })])
      return offHours(placement, at + (result.queuedFor ?? 0)) === undefined
        ? undefined
        : yield* withdrawQueued({
          ...placement,
          attempt: { ...placement.attempt, carrierCallId: result.carrierCallId }
        })
    case "Unknown":
      return yield* Effect.logWarning("the carrier's answer to a request was lost", {
        attempt: placement.attempt.id,
        code: result.code
      })
    case "Rejected":
      return yield* refused(placement, result, at)
  }
})

/** The shortest and the longest that a call waits that was refused for now (ms), whatever the carrier says. */
const leastWait = 1000
const mostWait = 3_600_000

/** How long (ms) a call waits that was refused for now. */
const waitFor = (retryAfter: number | undefined): number =>
  retryAfter !== undefined && retryAfter > leastWait ? Math.min(mostWait, Math.ceil(retryAfter)) : leastWait

const refused = Effect.fnUntraced(function*(
  placement: Placement,
  result: Extract<PlaceResult, { readonly _tag: "Rejected" }>,
  at: number
) {
  const store = yield* Store
  const bus = yield* Bus
  const ended = (disposition: Disposition) =>
    bus.report([told(placement, { kind: "ended", at, disposition, code: result.code })])
  const later = (from: number, gate: Gate) => {
    const until = nextOpen(placement.hours, from) ?? from
    const reason = `the carrier refused it for now: ${result.code}`
    return withdraw([{ placement, withdrawal: { gate, verdict: { _tag: "Defer", until, reason, version: "" } } }])
  }
  switch (result.class) {
    case "throttled":
      return yield* later(at + waitFor(result.retryAfter), "pace")
    case "invalid_number":
      return yield* ended("invalid_number")
    case "forbidden":
      return yield* ended("rejected")
    case "retryable":
      return yield* ended("carrier_error")
    case "fatal":
    case "account": {
      const { campaignId, workspaceId } = placement.attempt
      if (campaignId === null && result.class === "fatal") return yield* ended("rejected")
      yield* later(at + 60_000, "campaign")
      if (campaignId === null) return
      const { messages } = yield* store.command(
        workspaceId,
        campaignId,
        { _tag: "Pause", cause: "carrier_refused" },
        yield* newBlock,
        yield* newBlock,
        at
      )
      yield* bus.publish(messages)
      return yield* bus.wake("withdraw")
    }
  }
}, Effect.catchTag(["IllegalCommand", "IllegalEdit", "IllegalSchedule", "NotFound"], () => Effect.void))

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

/** What the carrier is asked for, or asks for, of a claimed attempt. */
export const placeRequest = ({ assistant, attempt, from, mapping, row }: Placement): PlaceRequest => {
  const variables = valuesFor(variablesOf(assistant.prompt), mapping, row)
  return {
    attemptId: attempt.id,
    to: attempt.phone,
    from,
    answer: assistant.answer,
    text: render(assistant.prompt, variables),
    variables: withDefaults(assistant.prompt, variables),
    ringSeconds: attempt.ringSeconds,
    limitSeconds: attempt.limitSeconds
  }
}
