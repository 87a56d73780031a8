import { undialed } from "../../domain/attempt.ts"
import type { AttemptId } from "../../domain/id.ts"
import type { Queued } from "../../ports/store-terms.ts"
import { holds, like, same } from "../check.ts"
import { carrier, credits, minutes, phone, policy, start, told } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"

const dollars = (amount: number) => ({ amount, currency: "USD" })

/** What carriers charge, what waits at them, and what they ask about the calls that they have. */
export const carrierCosts: ReadonlyArray<StoreTest> = [
  promise("placement: what a live attempt was claimed with, and nothing of one that ended", {}, function*(world) {
    const { id } = yield* world.campaign([{ phone: phone(1), variables: { name: "Asha" } }])
    const { placements } = yield* world.claim()
    const [claimed] = placements
    yield* same("of a claimed attempt", yield* world.store.placement(claimed!.attempt.id), claimed!)
    yield* world.place([claimed!.attempt])
    yield* world.record([told(claimed!.attempt.id, "answered")])
    yield* like("of one that is talked on", yield* world.store.placement(claimed!.attempt.id), {
      attempt: { state: "answered", campaignId: id },
      from: world.number.phone,
      row: { name: "Asha" }
    })
    yield* world.end([claimed!.attempt], "answered", start + 1, 5)
    yield* same("of one that ended", yield* world.store.placement(claimed!.attempt.id), undefined)
  }),

  promise("queuedAttempts: those of the carrier that do not ring yet, by their ids", {}, function*(world) {
    yield* world.apiCall({ phone: phone(1) })
    yield* world.campaign([{ phone: phone(2) }, { phone: phone(3) }])
    const attempts = yield* world.dial(3)
    const [first, second, third] = attempts
    const queuedAt = (after: AttemptId | null = null, limit = 10, name = carrier.name) =>
      world.store.queuedAttempts(name, start, after, limit)
    const ids = (queued: ReadonlyArray<Queued>) => queued.map(({ attempt }) => attempt.id)
    yield* same("before the carrier accepted", yield* queuedAt(), [])
    yield* world.record(attempts.map(({ id }) => told(id, "queued")))
    yield* world.record([told(second!.id, "ringing")])
    const queued = yield* queuedAt()
    const [lower = null, upper = null] = [first!.id, third!.id].toSorted()
    yield* same("after", ids(queued), [first!.id, third!.id].toSorted())
    yield* holds(
      "with the numbers they are dialed from",
      queued.every(({ from }) => from === world.number.phone),
      queued
    )
    yield* holds("nothing stands against them", queued.every(({ withdrawal }) => withdrawal === undefined), queued)
    yield* same("the first of them", ids(yield* queuedAt(null, 1))[0] ?? null, lower)
    yield* same("those after it", ids(yield* queuedAt(lower))[0] ?? null, upper)
    yield* same("those after the last", yield* queuedAt(upper), [])
    yield* same("of another carrier", yield* queuedAt(null, 10, "another"), [])
  }),

  promise("queuedAttempts: with what stands against each by now", {}, function*(world) {
    const paused = yield* world.campaign([{ phone: phone(1) }])
    const stopped = yield* world.campaign([{ phone: phone(2) }])
    yield* world.campaign([{ phone: phone(3) }, { phone: phone(4) }])
    const attempts = yield* world.dial(4)
    yield* world.record(attempts.map(({ id }) => told(id, "queued")))
    yield* world.command(paused.id, { _tag: "Pause", cause: "requested" })
    yield* world.command(stopped.id, { _tag: "Stop" })
    yield* world.suppress(phone(3))
    const against = yield* world.store.queuedAttempts(carrier.name, start + minutes(1), null, 10)
    const gates = against.map(({ attempt, withdrawal }) => `${attempt.phone} ${withdrawal?.gate ?? "free"}`)
    yield* same("the gates", gates.toSorted(), [
      `${phone(1)} campaign`,
      `${phone(2)} campaign`,
      `${phone(3)} suppression`,
      `${phone(4)} free`
    ])
  }),

  promise(
    "record: what is withdrawn at the carrier waits for its paused campaign, and is closed with one that ended",
    {},
    function*(world) {
      const paused = yield* world.campaign([{ phone: phone(1) }])
      const stopped = yield* world.campaign([{ phone: phone(2) }])
      const attempts = yield* world.dial(2)
      yield* world.record(attempts.map(({ id }) => told(id, "queued")))
      yield* world.command(paused.id, { _tag: "Pause", cause: "requested" })
      yield* world.command(stopped.id, { _tag: "Stop" })
      const at = start + minutes(1)
      yield* world.record(
        attempts.map(({ id }) => told(id, "ended", { at, disposition: "canceled", code: undialed })),
        at
      )
      yield* like("the paused one's", yield* world.calls(paused.id), [{ status: "registered", attempts: 0, dueAt: at }])
      yield* like("the stopped one's", yield* world.calls(stopped.id), [{ status: "canceled", attempts: 0 }])
      yield* like("the balance", yield* world.balance, { held: 0, available: credits(1000) })
    }
  ),

  promise(
    "record: a call that the carrier never dialed waits again, as if it had not been claimed",
    {},
    function*(world) {
      const { id } = yield* world.campaign(1)
      const [attempt] = yield* world.dial(1)
      yield* world.record([told(attempt!.id, "queued")])
      const end = told(attempt!.id, "ended", { at: start + minutes(5), disposition: "canceled", code: undialed })
      const { ended, messages } = yield* world.record([end, end], start + minutes(5))
      yield* same("what is told of it", { ended, messages }, { ended: 1, messages: [] })
      yield* like("the attempt", yield* world.attempt(attempt!), {
        state: "ended",
        disposition: "canceled",
        placedAt: null,
        spent: 0
      })
      yield* like("the call", yield* world.calls(id), [{ status: "registered", attempts: 0, disposition: null }])
      yield* like("the progress", yield* world.store.progress(world.workspaceId, id), {
        attempts: 0,
        live: 0,
        spent: 0
      })
      yield* like("the balance", yield* world.balance, { held: 0, available: credits(1000) })
      yield* world.dial(1, start + minutes(6))
    }
  ),

  promise("record: a cost is kept beside the charge, also long after the end", {}, function*(world) {
    const { id } = yield* world.campaign(3, { policy: { ...policy, maxCallSeconds: 120 } })
    const [one, two, three] = yield* world.dial(3)
    yield* world.record([told(one!.id, "cost", { cost: dollars(4000) })])
    yield* like("before the end", yield* world.attempt(one!), { state: "placing", cost: dollars(4000) })
    yield* world.end([one!, two!, three!], "answered", start + minutes(1), 61)
    const before = yield* world.attempt(two!)
    const balance = yield* world.balance
    const late = yield* world.record([
      told(two!.id, "cost", { cost: dollars(26_000), at: start + minutes(9) }),
      told(two!.id, "cost", { cost: dollars(13_000), at: start + minutes(8) })
    ], start + minutes(10))
    yield* same("what it tells and ends", late, { messages: [], ended: 0 })
    yield* same("the attempt", yield* world.attempt(two!), { ...before!, cost: dollars(26_000) })
    yield* same("the balance", yield* world.balance, balance)
    yield* world.record([told(three!.id, "cost", { cost: { amount: 900, currency: "EUR" } })])
    const { carrierCosts } = world.store
    const expected = [
      { currency: "EUR", amount: 900, spent: credits(2), attempts: 1 },
      { currency: "USD", amount: 30_000, spent: credits(4), attempts: 2 }
    ]
    yield* same("the costs of the campaign", yield* carrierCosts(world.workspaceId, id), expected)
    yield* same("the costs of the workspace", yield* carrierCosts(world.workspaceId, null), expected)
    const other = yield* world.campaign([{ phone: phone(8) }])
    yield* same("the costs of a campaign without any", yield* carrierCosts(world.workspaceId, other.id), [])
  }),

  promise("unpricedAttempts: those that were talked on and have no price, by their end", {}, function*(world) {
    yield* world.campaign(4)
    const [first, second, priced, unanswered] = yield* world.dial(4)
    yield* world.end([second!], "answered", start + minutes(2), 5)
    yield* world.end([first!, priced!], "answered", start + minutes(1), 5)
    yield* world.end([unanswered!], "no_answer", start + minutes(1))
    yield* world.record([told(priced!.id, "cost", { cost: dollars(1) })])
    const unpriced = (after: number, until: number, limit = 10, name = carrier.name) =>
      world.store.unpricedAttempts(name, start + minutes(after), start + minutes(until), limit)
    const ids = (attempts: ReadonlyArray<{ readonly id: string }>) => attempts.map(({ id }) => id)
    yield* same("all", ids(yield* unpriced(0, 2)), [first!.id, second!.id])
    yield* same("no more than asked for", ids(yield* unpriced(0, 2, 1)), [first!.id])
    yield* same("after the first", ids(yield* unpriced(1, 2)), [second!.id])
    yield* same("until the first", ids(yield* unpriced(0, 1)), [first!.id])
    yield* same("of another carrier", ids(yield* unpriced(0, 2, 10, "another")), [])
  })
]
