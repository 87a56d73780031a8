import { deadlineGraceMs } from "../../domain/attempt.ts"
import { like, same } from "../check.ts"
import { hours, later, minutes, phone, policy, seconds, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { world as makeWorld } from "./world.ts"

const never = { gate: "hook", verdict: { _tag: "Skip", reason: "not a customer any more", version: "crm" } } as const

/** What the last gates say of attempts that were claimed. */
export const withdrawals: ReadonlyArray<StoreTest> = [
  promise("release: a call that is put off waits until then, and it is kept why", {}, function*(world) {
    const { id } = yield* world.campaign(1)
    const [attempt] = yield* world.claimed(1)
    const [now, until] = [start + seconds(5), start + hours(1)]
    yield* world.store.release([{ id: attempt!.id, ...later("hook", until, "in a meeting") }], now)
    const [call] = yield* world.calls(id)
    yield* like("the call", call, { status: "registered", dueAt: until, attempts: 0, lastNumberId: world.number.id })
    yield* same("why", yield* world.decisions(call!), [{
      workspaceId: world.workspaceId,
      callId: call!.id,
      at: now,
      gate: "hook",
      verdict: "defer",
      until,
      reason: "in a meeting",
      version: ""
    }])
    yield* like("the attempt", yield* world.attempt(attempt!), { state: "ended", code: "gate:hook", spent: 0 })
  }),

  promise("release: a call that is turned away for good is closed, and it is kept why", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(1)
    const [attempt] = yield* world.claimed(1)
    const now = start + seconds(5)
    yield* store.release([{ id: attempt!.id, ...never }], now)
    const [call] = yield* world.calls(id)
    yield* like("the call", call, { status: "canceled", subStatus: "skipped", attempts: 0, updatedAt: now })
    yield* like("why", yield* world.decisions(call!), [{
      gate: "hook",
      verdict: "skip",
      until: null,
      reason: "not a customer any more",
      version: "crm"
    }])
    yield* like("the balance", yield* world.balance, { held: 0, spent: 0 })
    yield* store.advanceCampaigns(world.block(), now)
    yield* like("the campaign", yield* store.campaign(workspaceId, id), { endReason: "list_exhausted" })
  }),

  promise("release: several verdicts at once, each for its own", {}, function*(world) {
    const other = yield* makeWorld({ key: 2 })
    yield* world.campaign(2)
    yield* other.apiCall({ phone: phone(1) })
    const [first, second] = yield* world.claimed(2)
    const [theirs] = yield* other.claimed(1)
    yield* world.store.release([
      { id: first!.id, ...never },
      { id: second!.id, ...later("hours", start + 7) },
      { id: theirs!.id, ...later("pace", start + 9) }
    ], start)
    yield* like("mine", yield* world.calls(), [{ subStatus: "skipped" }, { status: "registered", dueAt: start + 7 }])
    yield* like("theirs", yield* other.calls(), [{ status: "registered", dueAt: start + 9 }])
    const gates = [
      ...yield* world.decisions({ id: first!.callId }),
      ...yield* world.decisions({ id: second!.callId }),
      ...yield* other.decisions({ id: theirs!.callId })
    ].map(({ gate }) => gate)
    yield* same("the gates", gates, ["hook", "hours", "pace"])
  }),

  promise("release: what is not taken back leaves no decision", {}, function*(world) {
    yield* world.campaign(1)
    const attempts = yield* world.dial(1)
    yield* world.end(attempts, "busy")
    yield* world.store.release(attempts.map(({ id }) => ({ id, ...never })), start + 1)
    yield* same("the decisions", yield* world.decisions({ id: attempts[0]!.callId }), [])
    yield* like("the call", yield* world.calls(), [{ status: "failed" }])
  }),

  promise("place: the deadline counts from when it is placed", {}, function*(world) {
    yield* world.campaign(2, { policy: { ...policy, ringSeconds: 30 } })
    const [first, second] = yield* world.claimed(2)
    const after = seconds(30 + 60) + deadlineGraceMs
    const now = start + minutes(1)
    yield* same("at the claim", first!.deadlineAt, start + after)
    yield* world.place([first!], now)
    yield* same("what is kept", yield* world.attempt(first!), {
      ...first!,
      state: "placing",
      placedAt: now,
      deadlineAt: now + after
    })
    yield* like("of another", yield* world.attempt(second!), { state: "claimed", deadlineAt: start + after })
    const orphans = yield* world.store.orphans(start + after, 10)
    yield* same("who is asked for at the first deadline", orphans, [])
    yield* like("what was only claimed", yield* world.attempt(second!), { state: "ended", placedAt: null })
    const late = yield* world.store.orphans(now + after, 10)
    yield* same("who is asked for at the second", late.map(({ id }) => id), [first!.id])
  })
]
