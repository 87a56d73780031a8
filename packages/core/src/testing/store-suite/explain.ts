import { Effect } from "effect"
import type { Gate } from "../../domain/gate.ts"
import type { CallId } from "../../domain/id.ts"
import { Phone } from "../../domain/phone.ts"
import { defaultTariff } from "../../domain/tariff.ts"
import { everyDay } from "../../domain/window.ts"
import { zoneSet } from "../../domain/zone.ts"
import type { Turn } from "../../ports/store-terms.ts"
import { type Check, fails, like, same } from "../check.ts"
import { carrier, credits, days, hours, minutes, phone, policy, seconds, start, zone } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { type World, world as makeWorld } from "./world.ts"

/** Gates that change a call. */
const turningAway: ReadonlyArray<Gate> = ["hours", "suppression", "frequency", "tariff"]

/**
 * What is explained of all calls is what a turn does of them at the same instant: it takes those that are dialable, and
 * where it turns others away, it is for the reason that was told.
 */
const agrees = (world: World, now: number, dialable: ReadonlyArray<{ readonly id: CallId }>): Check =>
  Effect.gen(function*() {
    const calls = yield* world.calls()
    const explained = yield* Effect.forEach(calls, (call) => world.explain(call, now))
    const before = yield* Effect.forEach(calls, (call) => world.decisions(call))
    const expected = dialable.map(({ id }) => id).toSorted()
    const told = calls.filter((_, index) => explained[index]!.dialable).map(({ id }) => id)
    yield* same("who is explained to be dialed", told.toSorted(), expected)
    const { placements } = yield* world.claim({ now })
    yield* same("who is claimed", placements.map(({ attempt }) => attempt.callId).toSorted(), expected)
    for (const [index, call] of calls.entries()) {
      const { gate, reason, until } = explained[index]!
      const made = (yield* world.decisions(call)).slice(before[index]!.length)
      const decides = call.campaignId === null && gate !== null && turningAway.includes(gate)
      yield* same(`whether something is decided of a call to ${call.phone}`, made.length > 0, decides)
      if (decides) yield* like(`what is decided of a call to ${call.phone}`, made, [{ at: now, gate, reason, until }])
    }
  })

const through = (pace: Turn["carrier"]["pace"]) => ({ ...carrier, pace })

/** Why a call is, or is not, dialed: asked of the same facts as those of a turn. */
export const explanations: ReadonlyArray<StoreTest> = [
  promise("explain: what is said of a call itself is what a turn does", {
    capacity: 50,
    frequencyCap: { attempts: 2, spanSeconds: 3600, gapSeconds: 0, bySubject: false },
    prices: [{ prefix: "+1415", from: null, until: null, tariff: defaultTariff }]
  }, function*(world) {
    for (const at of [start, start + seconds(10)]) {
      yield* world.apiCall({ phone: phone(1) })
      yield* world.end(yield* world.dial(1, at), "busy", at + 1)
    }
    const live = yield* world.apiCall({ phone: phone(2) })
    yield* world.dial(1, start + seconds(20))
    yield* world.suppress("+14155550006*")
    const apart = zoneSet([zone("Asia/Kolkata"), zone("America/New_York")])
    const mornings = { ...policy, window: everyDay("09:00", "10:00") }
    const call = {
      fine: yield* world.apiCall({ phone: phone(3) }),
      often: yield* world.apiCall({ phone: phone(1) }),
      busy: yield* world.apiCall({ phone: phone(2) }),
      early: yield* world.apiCall({ phone: phone(4), policy: { ...policy, window: everyDay("20:00", "21:00") } }),
      never: yield* world.apiCall({ phone: phone(5), zones: apart, policy: mornings }),
      suppressed: yield* world.apiCall({ phone: phone(6) }),
      unpriced: yield* world.apiCall({ phone: Phone.make("+442071838750") }),
      later: yield* world.apiCall({ phone: phone(8), dueAt: start + days(1) })
    }
    const now = start + minutes(1)
    const says = (one: { readonly id: CallId }) => world.explain(one, now)
    yield* like("of one that may go", yield* says(call.fine), { dialable: true, gate: null, until: null })
    yield* like("of a phone that was dialed often", yield* says(call.often), {
      gate: "frequency",
      until: start + hours(1)
    })
    yield* like("of a phone that is busy", yield* says(call.busy), { gate: "live_call", until: null })
    yield* like("of one that is too early", yield* says(call.early), { gate: "hours", until: start + hours(11) })
    yield* like("of one whose hours never come", yield* says(call.never), { gate: "hours", until: null })
    yield* like("of a phone that is suppressed", yield* says(call.suppressed), { gate: "suppression" })
    yield* like("of a phone without a price", yield* says(call.unpriced), { gate: "tariff" })
    yield* like("of one that is not due", yield* says(call.later), { gate: "due", until: start + days(1) })
    yield* like("of one that is dialed", yield* says(live), { dialable: false, gate: null })
    yield* agrees(world, now, [call.fine])
    yield* like("of one that was claimed since", yield* says(call.fine), { dialable: false, gate: null })
  }),

  promise("explain: what is said of a campaign's call is what a turn does", { capacity: 50 }, function*(world) {
    const kolkata = zoneSet([zone("Asia/Kolkata")])
    const window = everyDay("08:00", "14:00")
    const open = yield* world.campaign([{ phone: phone(1) }, { phone: phone(2), zones: kolkata }], {
      policy: { ...policy, window }
    })
    const paused = yield* world.campaign([{ phone: phone(3) }])
    yield* world.command(paused.id, { _tag: "Pause", cause: "requested" })
    const scheduled = yield* world.draft({ listId: (yield* world.addList([{ phone: phone(4) }])).id })
    yield* world.schedule(scheduled.id, { startsAt: start + hours(1) })
    const callOf = (id: typeof open.id, n = 0) => Effect.map(world.calls(id), (calls) => calls[n]!)
    const first = yield* callOf(open.id)
    yield* like("outside its hours", yield* world.explain(yield* callOf(open.id, 1)), {
      gate: "hours",
      until: start + hours(17.5)
    })
    const reason = "the campaign is paused: requested"
    yield* like("paused", yield* world.explain(yield* callOf(paused.id)), { gate: "campaign", reason })
    yield* like("before its start", yield* world.explain(yield* callOf(scheduled.id)), {
      gate: "campaign",
      until: start + hours(1)
    })
    yield* agrees(world, start, [first])
    yield* like("after its end", yield* world.explain(yield* callOf(open.id, 1), start + days(1)), { gate: "campaign" })
  }),

  promise("explain: a slot that is missing, of the workspace or of the campaign", { capacity: 2 }, function*(world) {
    const { id } = yield* world.campaign(2, { policy: { ...policy, maxConcurrent: 1 } })
    yield* world.claimed(1)
    const [, second] = yield* world.calls(id)
    yield* like("the campaign's", yield* world.explain(second!), { dialable: false, gate: "slot" })
    yield* agrees(world, start, [])
    const call = yield* world.apiCall({ phone: phone(4) })
    yield* agrees(world, start, [call])
    const late = yield* world.apiCall({ phone: phone(5) })
    yield* like("the workspace's", yield* world.explain(late), { dialable: false, gate: "slot" })
    yield* agrees(world, start, [])
  }),

  promise("explain: credits and a budget that pay for no call", { credits: credits(1) }, function*(world) {
    const budget = yield* world.campaign(1, { policy: { ...policy, budget: credits(0.5) } })
    const [capped] = yield* world.calls(budget.id)
    yield* like("the budget", yield* world.explain(capped!), { dialable: false, gate: "budget" })
    const call = yield* world.apiCall({ phone: phone(8) })
    yield* agrees(world, start, [call])
    const poor = yield* world.apiCall({ phone: phone(9) })
    yield* like("the credits", yield* world.explain(poor), { dialable: false, gate: "credit" })
    yield* agrees(world, start, [])
  }),

  promise("explain: the pace of a number, and of the carrier", { pace: { perSecond: 1, burst: 1 } }, function*(world) {
    const slow = through({ perSecond: 0.1, burst: 1 })
    yield* world.apiCall({ phone: phone(1) })
    yield* world.claim({ carrier: slow })
    const call = yield* world.apiCall({ phone: phone(2) })
    const now = start + 500
    yield* like("the number", yield* world.explain(call, now), { gate: "pace", until: start + seconds(1) })
    yield* same("what a turn says", (yield* world.claim({ now })).nextAt, start + seconds(1))
    yield* like("the carrier", yield* world.explain(call, now, slow), { gate: "pace", until: start + seconds(10) })
    yield* same("what a turn says", (yield* world.claim({ now, carrier: slow })).nextAt, start + seconds(10))
    const other = { ...slow, name: "another" }
    yield* like("through another", yield* world.explain(call, start + seconds(1), other), { dialable: true })
  }),

  promise("explain: what kept a call until its campaign's end is still known after it", {}, function*(world) {
    const apart = zoneSet([zone("Asia/Tokyo"), zone("UTC")])
    const { id } = yield* world.campaign(
      [{ phone: phone(1), zones: apart }, { phone: phone(2) }, { phone: phone(3) }],
      {
        policy: { ...policy, window: everyDay("09:00", "10:00") }
      }
    )
    const attempts = yield* world.claimed(2)
    yield* world.release([attempts[0]!], start, start + days(2))
    yield* world.release([attempts[1]!], start)
    yield* world.store.advanceCampaigns(world.block(), start + days(1))
    const calls = yield* world.calls(id)
    const closed = { status: "canceled", subStatus: "campaign_ended" } as const
    yield* like("the calls", calls, [closed, closed, closed])
    const said = yield* Effect.forEach(calls, (call) => world.explain(call, start + days(3)))
    const state = "the call is canceled: campaign_ended"
    yield* like("why", said, [
      { dialable: false, gate: "hours", reason: `${state}; the hours are never open in all of ${apart}`, until: null },
      { dialable: false, gate: "due" },
      {
        dialable: false,
        gate: null,
        reason:
          `${state}; it was due and its hours were open, but no slot, caller number or credit was free for it before the end`
      }
    ])
  }),

  promise("explain: only of calls of the workspace", {}, function*(world) {
    const { store, workspaceId } = world
    const other = yield* makeWorld({ key: 2 })
    const theirs = yield* other.apiCall({ phone: phone(1) })
    const missing = { _tag: "NotFound", what: "call", id: theirs.id } as const
    yield* fails("another's", store.circumstances(workspaceId, theirs.id, carrier, start), missing)
    yield* other.suppress(phone(1))
    yield* same("another's decisions", yield* store.decisions(workspaceId, theirs.id), [])
    yield* same("one's own", (yield* other.decisions(theirs)).length, 1)
    yield* same("of no call", yield* store.decisions(workspaceId, world.id<CallId>()), [])
  })
]
