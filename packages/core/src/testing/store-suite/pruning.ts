import { Effect } from "effect"
import {
  bothRemoved,
  noneRemoved,
  type Prunable,
  prunables,
  type Removed,
  type Retention
} from "../../domain/retention.ts"
import type { Pruning } from "../../ports/store-terms.ts"
import { holds } from "../check.ts"
import { minutes, phone, start, told } from "./given.ts"
import type { World } from "./world.ts"

/** Everything is kept for a month. */
export const month: Retention = { finished: 30, delivered: 30, dead: 30 }

/** All batches of a prune of one kind, in batches of so many. */
export const prune = (world: World, what: Prunable, now: number, fields: Partial<Pruning> = {}) =>
  Effect.gen(function*() {
    let removed: Removed = noneRemoved
    let batches = 0
    let after: string | undefined = ""
    while (after !== undefined) {
      const pruning: Pruning = {
        workspaceId: world.workspaceId,
        what,
        retention: month,
        now,
        limit: 100,
        after,
        dryRun: false,
        ...fields
      }
      const done: Effect.Success<ReturnType<typeof world.store.prune>> = yield* world.store.prune(pruning)
      removed = bothRemoved(removed, done.removed)
      after = done.next
      batches++
      yield* holds("a prune comes to its end", batches < 100, batches)
    }
    return removed
  })

/** The same of all kinds, one after the other. */
export const all = (world: World, now: number, fields: Partial<Pruning> = {}) =>
  Effect.gen(function*() {
    let removed: Removed = noneRemoved
    for (const what of prunables) {
      removed = bothRemoved(removed, yield* prune(world, what, now, fields))
    }
    return removed
  })

/** So many dials that are answered, and of which the carrier says what they cost. */
export const answeredOnce = (world: World, people: number) =>
  Effect.tap(world.dial(people), (attempts) =>
    world.record(
      attempts.map(({ id }) =>
        told(id, "ended", { disposition: "answered", talkSeconds: 20, cost: { amount: 7000, currency: "EUR" } })
      )
    ))

/** A campaign of so many that were all called and answered, and that is over. */
export const finished = (world: World, people: number, from = 1) =>
  Effect.gen(function*() {
    const { id } = yield* world.campaign(Array.from({ length: people }, (_, n) => ({ phone: phone(from + n) })))
    yield* answeredOnce(world, people)
    yield* world.store.advanceCampaigns(world.block(), start + minutes(1))
    return id
  })

/** When such a campaign is over. */
export const over = start + minutes(1)
