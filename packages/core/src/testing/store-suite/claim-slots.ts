import { Effect } from "effect"
import { type AttemptId, idAt } from "../../domain/id.ts"
import { everyDay } from "../../domain/window.ts"
import { zoneSet } from "../../domain/zone.ts"
import type { Claimed } from "../../ports/store-terms.ts"
import { like, same } from "../check.ts"
import { days, hours, minutes, phone, policy, seconds, start, zone } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { world as makeWorld } from "./world.ts"

const phones = ({ placements }: Claimed) => placements.map(({ attempt }) => attempt.phone)

const people = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ phone: phone(from + index) }))

/** Which calls a dispatch turn takes, and how many. */
export const claimSlots: ReadonlyArray<StoreTest> = [
  promise(
    "claim: live attempts never exceed the capacity, over campaigns and the API",
    { capacity: 3 },
    function*(world) {
      yield* world.campaign(people(1, 2))
      yield* world.campaign(people(3, 4))
      yield* world.apiCall({ phone: phone(5) })
      yield* world.apiCall({ phone: phone(6) })
      const { placements } = yield* world.claim()
      yield* same("claimed at first", placements.length, 3)
      yield* same("claimed while all slots are in use", phones(yield* world.claim()), [])
      const [first] = placements.map(({ attempt }) => attempt)
      if (first !== undefined) yield* world.end([first], "answered")
      yield* same("claimed when one has ended", phones(yield* world.claim()).length, 1)
    }
  ),

  promise("claim: attempts of a campaign that drains are slots in use", { capacity: 2 }, function*(world) {
    const draining = yield* world.campaign(people(1, 2))
    const stopped = yield* world.claim()
    yield* same("claimed by the first", phones(stopped).length, 2)
    yield* world.command(draining.id, { _tag: "Stop" })
    yield* world.campaign(people(3, 4))
    yield* same("claimed by the second", phones(yield* world.claim()), [])
    yield* world.end(stopped.placements.map(({ attempt }) => attempt), "no_answer")
    yield* same("claimed when the first has drained", phones(yield* world.claim()), [phone(3), phone(4)])
  }),

  promise("claim: a smaller capacity holds from the next turn on", { capacity: 4 }, function*(world) {
    yield* world.campaign(6)
    yield* same("claimed", phones(yield* world.claim({ limit: 2 })).length, 2)
    yield* world.store.updateWorkspace({ ...world.workspace, capacity: 3 }, start)
    yield* same("claimed after it shrank", phones(yield* world.claim()).length, 1)
  }),

  promise("claim: a campaign never has more slots than its policy allows", { capacity: 10 }, function*(world) {
    yield* world.campaign(people(1, 9), { policy: { ...policy, maxConcurrent: 2 } })
    yield* same("by number", phones(yield* world.claim()), [phone(1), phone(2)])
    yield* same("by number, the second turn", phones(yield* world.claim()), [])
    yield* world.campaign(people(11, 19), { policy: { ...policy, concurrencyPercentage: 35 } })
    yield* same("by percentage", phones(yield* world.claim()), people(11, 13).map(({ phone }) => phone))
    yield* same("by percentage, the second turn", phones(yield* world.claim()), [])
  }),

  promise("claim: campaigns share the slots by weight", { capacity: 8 }, function*(world) {
    const heavy = yield* world.campaign(people(1, 9), { policy: { ...policy, weight: 3 } })
    yield* world.campaign(people(11, 19), { policy: { ...policy, weight: 1 } })
    const { placements } = yield* world.claim()
    yield* same("claimed in all", placements.length, 8)
    const its = placements.filter(({ attempt }) => attempt.campaignId === heavy.id)
    yield* same("claimed by the heavier one", its.length, 6)
  }),

  promise("claim: what one source leaves, the others use", { capacity: 8 }, function*(world) {
    yield* world.campaign(people(1, 9))
    yield* world.campaign(people(11, 12))
    yield* world.apiCall({ phone: phone(20) })
    yield* same("claimed in all", phones(yield* world.claim()).length, 8)
  }),

  promise("claim: a turn that is stopped in the middle has served each source in proportion", {
    capacity: 8,
    pace: { perSecond: 1, burst: 4 }
  }, function*(world) {
    const heavy = yield* world.campaign(people(1, 9), { policy: { ...policy, weight: 3 } })
    const light = yield* world.campaign(people(11, 19), { policy: { ...policy, weight: 1 } })
    const its = ({ placements }: Claimed) =>
      [heavy, light].map(({ id }) => placements.filter(({ attempt }) => attempt.campaignId === id).length)
    const paced = yield* world.claim()
    yield* same("by the pace of the number", its(paced), [3, 1])
    yield* world.release(paced.placements.map(({ attempt }) => attempt))
    const limited = yield* world.claim({ now: start + minutes(1), limit: 4 })
    yield* same("by its limit", its(limited), [3, 1])
  }),

  promise(
    "claim: slots that a source cannot use, its phones being busy, are the others'",
    { capacity: 5 },
    function*(world) {
      for (const _ of [1, 2, 3, 4, 5, 6]) yield* world.apiCall({ phone: phone(1) })
      yield* world.claimed(1)
      yield* world.campaign(people(11, 16))
      yield* same("claimed beside a busy phone", phones(yield* world.claim()).length, 4)
    }
  ),

  promise("claim: no more than the limit, the longest due first", {}, function*(world) {
    yield* world.apiCall({ phone: phone(1), dueAt: start + 3 })
    yield* world.apiCall({ phone: phone(2), dueAt: start + 1 })
    yield* world.apiCall({ phone: phone(3), dueAt: start + 2 })
    yield* world.apiCall({ phone: phone(4), dueAt: start + 1 })
    const claim = Effect.map(world.claim({ now: start + minutes(1), limit: 3 }), phones)
    yield* same("the first turn, ids deciding between those due at once", yield* claim, [phone(2), phone(4), phone(3)])
    yield* same("the second turn", yield* claim, [phone(1)])
    yield* same("the third turn", yield* claim, [])
  }),

  promise("claim: contacts are dialed in the order of the list", {}, function*(world) {
    yield* world.campaign(people(1, 5))
    const claim = Effect.map(world.claim({ limit: 2 }), phones)
    yield* same("the first turn", yield* claim, [phone(1), phone(2)])
    yield* same("the second turn", yield* claim, [phone(3), phone(4)])
    yield* same("the third turn", yield* claim, [phone(5)])
  }),

  promise("claim: nothing before it is due", {}, function*(world) {
    const { store, workspaceId } = world
    yield* world.apiCall({ phone: phone(1), dueAt: start + seconds(1) })
    const early = start + seconds(1) - 1
    yield* same("claimed before", phones(yield* world.claim({ now: early })), [])
    yield* same("workspaces due before", yield* store.workspacesDue(early), [])
    yield* same("workspaces due then", yield* store.workspacesDue(start + seconds(1)), [workspaceId])
    yield* same("claimed then", phones(yield* world.claim({ now: start + seconds(1) })), [phone(1)])
    yield* same("workspaces due after", yield* store.workspacesDue(start + seconds(1)), [])
  }),

  promise("claim: only campaigns that are ongoing dial, from start to end", {}, function*(world) {
    const { store } = world
    const { id } = yield* world.draft()
    const now = start + hours(1)
    yield* world.schedule(id, { startsAt: now, endsAt: now + hours(1) })
    const claimed = (now: number) => Effect.map(world.claim({ now, limit: 1 }), (turn) => phones(turn).length)
    yield* same("before the start", yield* claimed(now - 1), 0)
    yield* same("while nobody let it begin", yield* claimed(now), 0)
    yield* same("workspaces due then", yield* store.workspacesDue(now), [])
    yield* store.advanceCampaigns(world.block(), now)
    yield* world.command(id, { _tag: "Pause", cause: "requested" }, now)
    yield* same("while it is paused", yield* claimed(now), 0)
    yield* same("workspaces due then", yield* store.workspacesDue(now), [])
    yield* world.command(id, { _tag: "Resume" }, now)
    yield* same("workspaces due when it goes on", yield* store.workspacesDue(now), [world.workspaceId])
    yield* same("at the end, before anybody ends it", yield* claimed(now + hours(1)), 0)
    yield* same("before the end", yield* claimed(now + hours(1) - 1), 1)
    yield* world.command(id, { _tag: "Stop" }, now)
    yield* same("after a stop", yield* claimed(now), 0)
  }),

  promise("claim: only in the hours of every zone that a contact may be in", {}, function*(world) {
    const kolkata = zone("Asia/Kolkata")
    const newYork = zone("America/New_York")
    yield* world.campaign([
      { phone: phone(1), zones: zoneSet([newYork]) },
      { phone: phone(2), zones: zoneSet([kolkata]) },
      { phone: phone(3), zones: zoneSet([kolkata, newYork]) }
    ], { policy: { ...policy, window: everyDay("08:00", "19:00") } })
    yield* same("at 14:30 in Kolkata, 04:00 in New York", phones(yield* world.claim()), [phone(2)])
    const later = start + hours(4)
    yield* same("at 18:30 and 08:00", phones(yield* world.claim({ now: later })), [phone(1), phone(3)])
  }),

  promise("claim: a closed zone holds up no other", { capacity: 1 }, function*(world) {
    const sleeping = Array.from(
      { length: 20 },
      (_, n) => ({ phone: phone(n + 1), zones: zoneSet([zone("America/New_York")]) })
    )
    const window = everyDay("08:00", "19:00")
    yield* world.campaign([...sleeping, { phone: phone(30) }], { policy: { ...policy, window } })
    yield* same("claimed", phones(yield* world.claim({ limit: 1 })), [phone(30)])
  }),

  promise("claim: a call from the API outside its hours waits until they open", {}, function*(world) {
    const { store } = world
    const window = everyDay("10:00", "11:00")
    const { id } = yield* world.apiCall({ phone: phone(1), policy: { ...policy, window } })
    yield* same("claimed", phones(yield* world.claim()), [])
    const opens = start + hours(1)
    yield* like("the call", yield* world.call(id), {
      status: "registered",
      subStatus: "waiting",
      dueAt: opens,
      attempts: 0
    })
    yield* same("workspaces due until then", yield* store.workspacesDue(opens - 1), [])
    yield* same("claimed when they open", phones(yield* world.claim({ now: opens })), [phone(1)])
  }),

  promise("claim: a call whose hours never come is closed", {}, function*(world) {
    const zones = zoneSet([zone("Asia/Kolkata"), zone("America/New_York")])
    const { id } = yield* world.apiCall({
      phone: phone(1),
      zones,
      policy: { ...policy, window: everyDay("09:00", "10:00") }
    })
    yield* same("claimed", phones(yield* world.claim()), [])
    yield* like("the call", yield* world.call(id), { status: "failed", subStatus: "window_never_opens" })
  }),

  promise("claim: one attempt lives per phone, over campaigns and the API", {}, function*(world) {
    yield* world.campaign([{ phone: phone(1) }, { phone: phone(2) }])
    yield* world.campaign([{ phone: phone(2) }, { phone: phone(3) }])
    yield* world.apiCall({ phone: phone(3) })
    yield* world.apiCall({ phone: phone(3) })
    const { placements } = yield* world.claim()
    yield* same("claimed in one batch", phones({ placements, messages: [], nextAt: undefined }).toSorted(), [
      phone(1),
      phone(2),
      phone(3)
    ])
    yield* same("claimed while they live", phones(yield* world.claim()), [])
    yield* world.end(placements.map(({ attempt }) => attempt), "answered")
    yield* same("claimed when they have ended", phones(yield* world.claim()).toSorted(), [phone(2), phone(3)])
  }),

  promise("claim: the same phone may live in another workspace", {}, function*(world) {
    const other = yield* makeWorld({ key: 2 })
    yield* world.apiCall({ phone: phone(1) })
    yield* other.apiCall({ phone: phone(1) })
    yield* same("claimed in the one", phones(yield* world.claim()), [phone(1)])
    yield* same("claimed in the other", phones(yield* other.claim()), [phone(1)])
  }),

  promise("claim: a phone that is busy holds up nobody else", { capacity: 2 }, function*(world) {
    yield* world.apiCall({ phone: phone(1) })
    yield* same("claimed", phones(yield* world.claim()), [phone(1)])
    for (const dueAt of [1, 2, 3]) yield* world.apiCall({ phone: phone(1), dueAt: start + dueAt })
    yield* world.apiCall({ phone: phone(2), dueAt: start + 4 })
    yield* same("claimed beside it", phones(yield* world.claim({ now: start + days(0.5) })), [phone(2)])
  }),

  promise("claim: the ids of attempts are those of the turn's block", {}, function*(world) {
    yield* world.campaign(3)
    const block = world.block()
    const { placements } = yield* world.claim({ block })
    yield* same(
      "their ids",
      placements.map(({ attempt }) => attempt.id),
      [0, 1, 2].map((n) => idAt<AttemptId>(block, n))
    )
  })
]
