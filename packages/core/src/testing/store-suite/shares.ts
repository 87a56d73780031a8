import { Effect } from "effect"
import type { CampaignId } from "../../domain/id.ts"
import { same } from "../check.ts"
import { minutes, phone, policy, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import type { World } from "./world.ts"

const people = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ phone: phone(from + index) }))

const calls = (world: World, from: number, to: number) =>
  Effect.forEach(people(from, to), ({ phone }) => world.apiCall({ phone }))

/** How many a turn claims for each of some campaigns, or for the API. */
const claimedFor = (world: World, ids: ReadonlyArray<CampaignId | null>, now = start) =>
  Effect.map(
    world.claim({ now }),
    ({ placements }) => ids.map((id) => placements.filter(({ attempt }) => attempt.campaignId === id).length)
  )

/** Turns in each of which what was claimed ends at once; answers with how many each campaign had. */
const turns = (world: World, ids: ReadonlyArray<CampaignId>, count: number) =>
  Effect.gen(function*() {
    const had = ids.map(() => 0)
    for (let n = 0; n < count; n++) {
      const now = start + minutes(n)
      const { placements } = yield* world.claim({ now })
      const attempts = placements.map(({ attempt }) => attempt)
      for (const { campaignId } of attempts) had[ids.findIndex((id) => id === campaignId)]!++
      yield* world.place(attempts, now)
      yield* world.end(attempts, "busy", now)
    }
    return had
  })

/** Slots that are promised, and slots that are owed. */
export const shares: ReadonlyArray<StoreTest> = [
  promise("shares: a minimum comes before the weights, and others borrow what it leaves", {
    capacity: 6
  }, function*(world) {
    const heavy = yield* world.campaign(people(1, 12), { policy: { ...policy, weight: 100 } })
    const small = yield* world.campaign(people(21, 23), { policy: { ...policy, minConcurrent: 2, weight: 0.1 } })
    yield* same("while it can use it", yield* claimedFor(world, [heavy.id, small.id]), [4, 2])
    yield* world.end((yield* world.attempts()).filter(({ state }) => state !== "ended"), "busy")
    yield* same("when one is left of it", yield* claimedFor(world, [heavy.id, small.id]), [5, 1])
  }),

  promise("shares: what is kept for the API comes first, and campaigns borrow it", {
    capacity: 4,
    apiReserve: 3
  }, function*(world) {
    const ids = [
      (yield* world.campaign(people(1, 9))).id,
      (yield* world.campaign(people(11, 19))).id,
      (yield* world.campaign(people(21, 29))).id
    ]
    const all = yield* claimedFor(world, [...ids, null])
    yield* same("without calls from the API", all.reduce((sum, n) => sum + n, 0), 4)
    yield* world.end(yield* world.attempts(), "busy")
    yield* calls(world, 31, 39)
    const [one, two, three, api] = yield* claimedFor(world, [...ids, null])
    yield* same("with them", { campaigns: one! + two! + three!, api }, { campaigns: 1, api: 3 })
  }),

  promise("shares: slots of calls that are turned away are used by a turn at once", { capacity: 2 }, function*(world) {
    yield* world.campaign(people(11, 15))
    yield* world.suppress("+1415555001*")
    yield* calls(world, 31, 32)
    let nextAt: number | undefined = start
    let claimed = 0
    for (let turn = 0; turn < 9 && nextAt === start; turn++) {
      const { nextAt: next, placements } = yield* world.claim()
      if (turn === 0) yield* same("when another turn is worth it after the first", next, start)
      claimed += placements.length
      nextAt = next
    }
    yield* same("claimed in turns of one instant", claimed, 2)
  }),

  promise("shares: nothing is taken from who has more than its share", { capacity: 4 }, function*(world) {
    const first = yield* world.campaign(people(1, 9))
    yield* same("alone", yield* claimedFor(world, [first.id]), [4])
    const second = yield* world.campaign(people(11, 19), { policy: { ...policy, minConcurrent: 4 } })
    yield* same("beside a minimum", yield* claimedFor(world, [first.id, second.id]), [0, 0])
    yield* world.end((yield* world.attempts()).slice(0, 3), "busy")
    yield* same("when three have ended", yield* claimedFor(world, [first.id, second.id]), [0, 3])
  }),

  promise("shares: with fewer slots than campaigns, each has its turn", { capacity: 1 }, function*(world) {
    const ids: Array<CampaignId> = []
    for (const n of [1, 11, 21]) ids.push((yield* world.campaign(people(n, n + 9))).id)
    yield* same("in nine turns", yield* turns(world, ids, 9), [3, 3, 3])
  }),

  promise("shares: what weights owe is made good over turns", { capacity: 2 }, function*(world) {
    const ids: Array<CampaignId> = []
    for (const [n, weight] of [[1, 3], [31, 1], [61, 1]] as const) {
      ids.push((yield* world.campaign(people(n, n + 25), { policy: { ...policy, weight } })).id)
    }
    yield* same("in ten turns", yield* turns(world, ids, 10), [12, 4, 4])
  })
]
