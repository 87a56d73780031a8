import { idAt, type MessageId } from "../../domain/id.ts"
import { fails, like, same } from "../check.ts"
import { credits, days, minutes, phone, policy, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { world as makeWorld } from "./world.ts"

const budget = (n: number) => ({ policy: { ...policy, budget: credits(n) } })

/** What a campaign may spend, and what becomes of those that cannot pay. */
export const budgets: ReadonlyArray<StoreTest> = [
  promise("budget: a campaign that has spent it pauses, and burns no attempt", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(3, budget(2))
    const attempts = yield* world.dial(2)
    const waiting = yield* world.claim()
    yield* same("while holds may come back", waiting, { placements: [], messages: [], nextAt: undefined })
    yield* like("the campaign", yield* store.campaign(workspaceId, id), { status: "ongoing" })
    yield* world.end(attempts, "answered", start + 1, 30)
    const other = yield* world.campaign([{ phone: phone(9) }])
    const now = start + minutes(1)
    const block = world.block()
    const { messages, placements } = yield* world.claim({ now, block })
    yield* same("who is claimed", placements.map(({ attempt }) => attempt.campaignId), [other.id])
    yield* like("what is told", messages, [{
      id: idAt<MessageId>(block, 1),
      type: "campaign.paused",
      campaignId: id,
      payload: { cause: "over_budget" }
    }])
    const paused = { status: "paused", cause: "over_budget", updatedAt: now } as const
    yield* like("the campaign", yield* store.campaign(workspaceId, id), paused)
    const [, , third] = yield* world.calls(id)
    yield* like("the call that is left", third, { status: "registered", attempts: 0, updatedAt: start })
    yield* same("its decisions", yield* world.decisions(third!), [])
    yield* like("the balance", yield* world.balance, { available: credits(997), spent: credits(2) })
  }),

  promise("budget: what comes back from a hold may be used again", {}, function*(world) {
    yield* world.campaign(3, budget(1))
    yield* world.end(yield* world.dial(1), "busy")
    yield* world.release(yield* world.claimed(1), start, start + 1)
    yield* world.claimed(1)
  }),

  promise("budget: the last of it pays for a shorter call", {}, function*(world) {
    yield* world.campaign(2, { policy: { ...policy, budget: credits(5), maxCallSeconds: 180 } })
    const { placements } = yield* world.claim()
    yield* like("the attempts", placements.map(({ attempt }) => attempt), [
      { held: credits(3), limitSeconds: 180 },
      { held: credits(2), limitSeconds: 120 }
    ])
  }),

  promise(
    "budget: where the credits are less, it is they that are missing",
    { credits: credits(0.5) },
    function*(world) {
      const { id } = yield* world.campaign(1, budget(5))
      yield* world.claimed(0)
      yield* like("the campaign", yield* world.store.campaign(world.workspaceId, id), { cause: "out_of_credits" })
    }
  ),

  promise("budget: a higher one lets the campaign go on", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(2, budget(1))
    yield* world.end(yield* world.dial(1), "answered", start, 60)
    yield* world.claimed(0)
    yield* world.command(id, { _tag: "Edit", change: budget(2) }, start + 1)
    yield* like("after the change", yield* store.campaign(workspaceId, id), { status: "paused" })
    yield* world.command(id, { _tag: "Resume" }, start + 2)
    yield* world.claimed(1, start + 3)
  }),

  promise("grant: what paused for want of credits goes on, where its policy says so", {
    credits: credits(0.5)
  }, function*(world) {
    const { store, workspaceId } = world
    const resumes = { policy: { ...policy, resumeAfterGrant: true } }
    const willing = yield* world.campaign([{ phone: phone(1) }], resumes)
    const second = yield* world.campaign([{ phone: phone(2) }], { ...resumes, createdAt: start + 1 })
    const patient = yield* world.campaign([{ phone: phone(3) }])
    const stopped = yield* world.campaign([{ phone: phone(4) }], resumes)
    yield* world.command(stopped.id, { _tag: "Pause", cause: "requested" })
    const capped = yield* world.campaign([{ phone: phone(5) }], {
      policy: { ...resumes.policy, budget: credits(0.1) }
    })
    const other = yield* makeWorld({ key: 2, credits: 0 })
    const theirs = yield* other.campaign([{ phone: phone(6) }], resumes)
    yield* world.claimed(0)
    yield* other.claimed(0)
    const now = start + minutes(5)
    const block = world.block()
    const posting = {
      workspaceId,
      kind: "grant",
      from: "outside",
      to: "available",
      amount: credits(10),
      attemptId: null,
      campaignId: null,
      note: "",
      at: now
    } as const
    const { balance, messages } = yield* store.grant(posting, block)
    yield* like("the balance", balance, { available: credits(10.5) })
    const resumed = { type: "campaign.resumed", at: now } as const
    yield* like("what is told", messages, [
      { ...resumed, id: idAt<MessageId>(block, 0), campaignId: willing.id },
      { ...resumed, id: idAt<MessageId>(block, 1), campaignId: second.id }
    ])
    const of = (id: typeof willing.id) => store.campaign(workspaceId, id)
    yield* like("one that goes on", yield* of(willing.id), { status: "ongoing", cause: null, updatedAt: now })
    yield* like("one that does not say so", yield* of(patient.id), { status: "paused", cause: "out_of_credits" })
    yield* like("one that somebody paused", yield* of(stopped.id), { status: "paused", cause: "requested" })
    yield* like("one that is over its budget", yield* of(capped.id), { status: "paused", cause: "over_budget" })
    const left = yield* store.campaign(other.workspaceId, theirs.id)
    yield* like("another workspace's", left, { status: "paused", cause: "out_of_credits" })
    yield* world.claimed(2, now)
  }),

  promise("grant: never more than can be counted exactly", { credits: 0 }, function*(world) {
    const { store, workspaceId } = world
    const most = Number.MAX_SAFE_INTEGER
    yield* world.grant(most - 5)
    yield* world.campaign(1)
    yield* world.end(yield* world.dial(1), "answered", start + 1, 30)
    yield* fails("one too many", world.grant(6), { _tag: "GrantTooLarge", amount: 6, granted: most - 5 })
    yield* same("the lines of the ledger", (yield* store.ledger(workspaceId)).length, 3)
    yield* world.grant(5)
    const spent = credits(1)
    yield* same("the balance", yield* world.balance, { granted: most, available: most - spent, held: 0, spent })
    yield* fails("one more", world.grant(1), { _tag: "GrantTooLarge", amount: 1, granted: most })
  }),

  promise("grant: a campaign whose end has passed meanwhile is over", { credits: 0 }, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(1, { policy: { ...policy, resumeAfterGrant: true } })
    yield* world.claimed(0)
    yield* world.grant(credits(5), start + days(1))
    yield* like("the campaign", yield* store.campaign(workspaceId, id), { status: "completed", endReason: "end_time" })
    yield* like("its calls", yield* world.calls(id), [{ status: "canceled", subStatus: "campaign_ended" }])
  })
]
