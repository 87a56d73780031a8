import { Effect, Struct } from "effect"
import { emptyBalance, post } from "../../domain/credit.ts"
import type { NodeId, WorkspaceId } from "../../domain/id.ts"
import { defaultPrices, flat, freePrices } from "../../domain/price-list.ts"
import { everyDay } from "../../domain/window.ts"
import { zoneSet } from "../../domain/zone.ts"
import { like, same } from "../check.ts"
import { credits, days, minutes, phone, policy, seconds, start, zone } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"

const retry = { attempts: 2, delays: { busy: 60 } }

const byAttempt = (a: { readonly attemptId: string | null }, b: { readonly attemptId: string | null }) =>
  (a.attemptId ?? "") < (b.attemptId ?? "") ? -1 : 1

/** What a claim reserves, writes and answers. */
export const claimGates: ReadonlyArray<StoreTest> = [
  promise("claim: a number keeps its pace over turns", { pace: { perSecond: 1, burst: 2 } }, function*(world) {
    yield* world.campaign(6)
    const claimed = (now: number) =>
      Effect.map(world.claim({ now }), ({ nextAt, placements }) => ({ claimed: placements.length, nextAt }))
    yield* same("at first, the burst", yield* claimed(start), { claimed: 2, nextAt: start + seconds(1) })
    yield* same("too early", yield* claimed(start + 999), { claimed: 0, nextAt: start + seconds(1) })
    yield* same("a second later", yield* claimed(start + seconds(1)), { claimed: 1, nextAt: start + seconds(2) })
    yield* same("after a silence, the burst again", yield* claimed(start + minutes(1)), {
      claimed: 2,
      nextAt: start + minutes(1) + seconds(1)
    })
    yield* like("when none is left", yield* claimed(start + minutes(2)), { claimed: 1, nextAt: undefined })
  }),

  promise("claim: of several numbers the one is used that has rested longest", {
    pace: { perSecond: 0.1, burst: 1 }
  }, function*(world) {
    const second = world.callerNumber(phone(9001), { perSecond: 0.1, burst: 1 })
    yield* world.store.addNumber(second)
    const numbers = [world.number.id, second.id]
    for (const n of [1, 2, 3]) yield* world.apiCall({ phone: phone(n), numbers })
    const first = yield* world.claim({ limit: 1 })
    const then = yield* world.claim({ now: start + seconds(1) })
    yield* same(
      "the numbers of two turns",
      [...first.placements, ...then.placements].map(({ from }) => from).toSorted(),
      [world.number.phone, second.phone]
    )
    const [used] = first.placements
    const third = yield* world.claim({ now: start + seconds(10) })
    yield* same(
      "the number of a third",
      third.placements.map(({ from }) => from),
      used === undefined ? [] : [used.from]
    )
  }),

  promise("claim: each attempt holds what it can cost at most", { credits: credits(10) }, function*(world) {
    yield* world.campaign(2, { policy: { ...policy, maxCallSeconds: 180 } })
    const { placements } = yield* world.claim()
    const held = { held: credits(3), limitSeconds: 180, spent: 0 }
    yield* like("the attempts", placements.map(({ attempt }) => attempt), [held, held])
    const balance = { granted: credits(10), available: credits(4), held: credits(6), spent: 0 }
    yield* same("the balance", yield* world.balance, balance)
    const ledger = yield* world.store.ledger(world.workspaceId)
    yield* same("the sum of the ledger", post(emptyBalance, ledger), balance)
    const hold = { kind: "hold", from: "available", to: "held", amount: credits(3), at: start } as const
    yield* like("the holds", ledger.filter(({ kind }) => kind === "hold").toSorted(byAttempt), [
      { ...hold, attemptId: placements[0]?.attempt.id ?? null },
      { ...hold, attemptId: placements[1]?.attempt.id ?? null }
    ])
  }),

  promise("claim: the last credits pay for a shorter call", { credits: credits(2) }, function*(world) {
    yield* world.campaign(2, { policy: { ...policy, maxCallSeconds: 180 } })
    const { placements } = yield* world.claim()
    yield* like("the attempts", placements.map(({ attempt }) => attempt), [{ held: credits(2), limitSeconds: 120 }])
    yield* like("the balance", yield* world.balance, { available: 0, held: credits(2) })
  }),

  promise("claim: without credits and nothing held, the campaign pauses", { credits: credits(0.5) }, function*(world) {
    const { id } = yield* world.campaign(2)
    const calls = yield* world.calls()
    const now = start + minutes(1)
    const { messages, placements } = yield* world.claim({ now })
    yield* same("the placements", placements, [])
    yield* like("the messages", messages, [
      { type: "campaign.paused", campaignId: id, payload: { cause: "out_of_credits" }, at: now }
    ])
    const campaign = yield* world.store.campaign(world.workspaceId, id)
    yield* like("the campaign", campaign, { status: "paused", cause: "out_of_credits", updatedAt: now })
    yield* same("the calls", yield* world.calls(), calls)
    yield* same("the balance", yield* world.balance, {
      ...emptyBalance,
      granted: credits(0.5),
      available: credits(0.5)
    })
  }),

  promise("claim: without credits while some are held, the campaign waits", { credits: credits(1) }, function*(world) {
    const { id } = yield* world.campaign(2)
    const [attempt] = yield* world.dial(1)
    const second = yield* world.claim()
    yield* same("the second turn", second, { placements: [], messages: [], nextAt: undefined })
    yield* like("the campaign", yield* world.store.campaign(world.workspaceId, id), { status: "ongoing" })
    yield* world.end([attempt!], "busy")
    yield* same("claimed when the credits are back", (yield* world.claim()).placements.length, 1)
  }),

  promise("claim: without credits, a call from the API waits", { credits: 0 }, function*(world) {
    const call = yield* world.apiCall({ phone: phone(1) })
    yield* same("the turn", yield* world.claim(), { placements: [], messages: [], nextAt: undefined })
    yield* same("the call", yield* world.call(call.id), call)
  }),

  promise("claim: what costs nothing needs no credits", {
    credits: 0,
    prices: freePrices
  }, function*(world) {
    yield* world.campaign(1)
    const { placements } = yield* world.claim()
    yield* like("the attempts", placements.map(({ attempt }) => attempt), [{ held: 0, limitSeconds: 60 }])
    yield* same("the ledger", yield* world.store.ledger(world.workspaceId), [])
  }),

  promise("claim: attempts keep the tariff of their claim", {}, function*(world) {
    const { store, workspace } = world
    yield* world.campaign(1)
    const attempts = yield* world.dial(1)
    const { tariff } = defaultPrices[0]
    yield* store.updateWorkspace({ ...workspace, prices: flat({ ...tariff, ratePerMinute: 5 }) }, start)
    yield* world.end(attempts, "answered", start + minutes(1), 60)
    yield* like("the attempts", yield* world.attempts(), [{ tariff, spent: credits(1) }])
  }),

  promise("claim: a claimed attempt says who answers for it, and until when", {}, function*(world) {
    const { workspaceId } = world
    const campaign = yield* world.campaign(1, { policy: { ...policy, ringSeconds: 30 } })
    const { placements } = yield* world.claim({ now: start + 5 })
    const [call] = yield* world.calls()
    const attempt = {
      workspaceId,
      campaignId: campaign.id,
      callId: call?.id ?? world.id(),
      carrier: "carrier",
      numberId: world.number.id,
      phone: phone(1),
      state: "claimed",
      nodeId: world.nodeId,
      epoch: 1,
      carrierCallId: null,
      ringSeconds: 30,
      claimedAt: start + 5,
      placedAt: null,
      ringingAt: null,
      answeredAt: null,
      endedAt: null,
      deadlineAt: start + 5 + seconds(30 + 60 + 60),
      disposition: null,
      talkSeconds: 0,
      code: ""
    } as const
    yield* like("the answer", placements, [{ attempt }])
    yield* same("as it is kept", yield* world.attempts(), placements.map(({ attempt }) => attempt))
    const dialing = {
      status: "ongoing",
      subStatus: "dialing",
      attempts: 0,
      lastNumberId: world.number.id,
      updatedAt: start + 5
    } as const
    yield* like("the call", call, dialing)
  }),

  promise("claim: a placement of a campaign says all that a dial needs", {}, function*(world) {
    const zones = zoneSet([zone("Asia/Kolkata"), zone("Asia/Dubai")])
    const window = everyDay("09:00", "19:00")
    const campaign = yield* world.campaign(
      [{ phone: phone(1), zones, variables: { name: "Ana", "Full Name": "Ana Ruiz" } }],
      { policy: { ...policy, window }, variables: { name: "Full Name" } }
    )
    const { placements } = yield* world.claim()
    yield* same("the placements", placements.map(Struct.omit(["attempt"])), [{
      from: world.number.phone,
      assistant: world.assistant,
      row: { phone: phone(1), name: "Ana", "Full Name": "Ana Ruiz" },
      mapping: { name: "Full Name" },
      hours: [{ window, closures: [], zones }],
      endsAt: campaign.endsAt
    }])
    yield* same("the end", campaign.endsAt, start + days(1))
  }),

  promise("claim: a placement of a call from the API says all that a dial needs", {}, function*(world) {
    const zones = zoneSet([zone("Asia/Dubai")])
    const window = everyDay("09:00", "20:00")
    yield* world.apiCall({ phone: phone(1), zones, variables: { name: "Ana" }, policy: { ...policy, window } })
    const { placements } = yield* world.claim()
    yield* same("the placements", placements.map(Struct.omit(["attempt"])), [{
      from: world.number.phone,
      assistant: world.assistant,
      row: { name: "Ana" },
      mapping: {},
      hours: [{ window, closures: [], zones }],
      endsAt: null
    }])
  }),

  promise("claim: a call that is retried is claimed again", {}, function*(world) {
    yield* world.campaign(1, { policy: { ...policy, retry } })
    yield* world.end(yield* world.dial(1), "busy")
    yield* same("claimed too early", (yield* world.claim({ now: start + seconds(60) - 1 })).placements, [])
    const { placements } = yield* world.claim({ now: start + seconds(60) })
    yield* same("claimed when it is due", placements.length, 1)
    const [call] = yield* world.calls()
    yield* like("the call", call, { status: "ongoing", subStatus: "dialing", attempts: 1, disposition: "busy" })
    const attempts = call === undefined ? [] : yield* world.store.attempts(world.workspaceId, call.id)
    yield* like("its attempts, the first one first", attempts, [
      { state: "ended", disposition: "busy" },
      { state: "claimed", claimedAt: start + seconds(60) }
    ])
  }),

  promise("claim: a workspace that does not exist has nothing due", {}, function*(world) {
    yield* world.apiCall({ phone: phone(1) })
    const turn = yield* world.claim({ workspaceId: world.id<WorkspaceId>() })
    yield* same("the turn", turn, { placements: [], messages: [], nextAt: undefined })
  }),

  promise("claim: nothing is dialed for a node that has no lease", {}, function*(world) {
    yield* world.apiCall({ phone: phone(1) })
    const nodeId = world.id<NodeId>()
    const { placements } = yield* world.claim({ nodeId })
    const ids = placements.map(({ attempt }) => attempt.id)
    yield* same("what it may dial", yield* world.store.place(nodeId, 1, ids, start), [])
    yield* world.store.orphans(start + 1, 10)
    yield* like("the call", yield* world.calls(), [{ status: "registered", attempts: 0 }])
  })
]
