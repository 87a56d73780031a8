import { Effect } from "effect"
import type { Account, Posting } from "../../domain/credit.ts"
import type { AttemptId } from "../../domain/id.ts"
import { Phone } from "../../domain/phone.ts"
import { defaultTariff } from "../../domain/tariff.ts"
import { fails, like, same } from "../check.ts"
import { credits, days, hours, minutes, phone, policy, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { world as makeWorld } from "./world.ts"

const accounts: ReadonlyArray<Account> = ["outside", "available", "held", "spent"]

const standing = (ledger: ReadonlyArray<Posting>) => {
  const sums: Record<Account, number> = { outside: 0, available: 0, held: 0, spent: 0 }
  for (const { amount, from, to } of ledger) {
    sums[from] -= amount
    sums[to] += amount
  }
  return sums
}

const price = (prefix: string, ratePerMinute: number, from: number | null = null, until: number | null = null) => ({
  prefix,
  from,
  until,
  tariff: { ...defaultTariff, ratePerMinute }
})

const british = Phone.make("+442071838750")

/** What calls cost, what is given back, and that the books close. */
export const refunds: ReadonlyArray<StoreTest> = [
  promise("refund: at most what the attempt still costs", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(1)
    const attempts = yield* world.dial(1)
    const [attempt] = attempts
    const refund = (amount: number, now = start + minutes(2)) =>
      store.refund(workspaceId, attempt!.id, amount, "sorry", now)
    yield* fails("while it goes on", refund(1), { _tag: "RefundTooLarge", amount: 1, spent: 0 })
    yield* world.end(attempts, "answered", start + 1, 50)
    yield* fails("more", refund(credits(1) + 1), {
      _tag: "RefundTooLarge",
      amount: credits(1) + 1,
      spent: credits(1)
    })
    yield* like("a part", yield* refund(credits(0.4)), { available: credits(999.4), spent: credits(0.6), held: 0 })
    yield* fails("more than is left", refund(credits(0.7)), { _tag: "RefundTooLarge", spent: credits(0.6) })
    const balance = yield* refund(credits(0.6))
    yield* same("the rest", balance, { granted: credits(1000), available: credits(1000), held: 0, spent: 0 })
    yield* same("as it is kept", yield* world.balance, balance)
    yield* like("the attempt", yield* world.attempts(), [{ spent: 0, held: credits(1), talkSeconds: 50 }])
    yield* like("the progress", yield* store.progress(workspaceId, id), { spent: 0 })
    const lines = (yield* store.ledger(workspaceId)).filter(({ kind }) => kind === "refund")
    const line = { workspaceId, kind: "refund", from: "spent", to: "available", note: "sorry" } as const
    const its = { ...line, attemptId: attempt!.id, campaignId: id, at: start + minutes(2) }
    yield* same("the ledger", lines, [{ ...its, amount: credits(0.4) }, { ...its, amount: credits(0.6) }])
    yield* world.end(attempts, "answered", start + minutes(3), 59)
    yield* like("after a late event", yield* world.balance, { spent: 0 })
  }),

  promise("refund: only of attempts of the workspace", {}, function*(world) {
    const { store, workspaceId } = world
    const other = yield* makeWorld({ key: 2 })
    yield* other.apiCall({ phone: phone(1) })
    const attempts = yield* other.dial(1)
    yield* other.end(attempts, "answered", start, 10)
    const theirs = store.refund(workspaceId, attempts[0]!.id, 1, "", start)
    yield* fails("another's", theirs, { _tag: "NotFound", what: "attempt", id: attempts[0]!.id })
    const id = world.id<AttemptId>()
    yield* fails("none", store.refund(workspaceId, id, 1, "", start), { _tag: "NotFound", what: "attempt", id })
    yield* like("their balance", yield* other.balance, { spent: credits(1) })
  }),

  promise("refund: a campaign may spend it again", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(2, { policy: { ...policy, budget: credits(1) } })
    const attempts = yield* world.dial(1)
    yield* world.end(attempts, "answered", start, 60)
    yield* world.claimed(0)
    yield* store.refund(workspaceId, attempts[0]!.id, credits(1), "", start)
    yield* world.command(id, { _tag: "Resume" })
    yield* world.claimed(1)
  }),

  promise("ledger: it sums to zero, in all and for each campaign", {}, function*(world) {
    const { store, workspaceId } = world
    const one = yield* world.campaign([1, 2, 3, 4].map((n) => ({ phone: phone(n) })))
    const two = yield* world.campaign([11, 12].map((n) => ({ phone: phone(n) })))
    yield* world.apiCall({ phone: phone(21) })
    const attempts = yield* world.dial(7)
    const of = (n: number) => attempts.filter((attempt) => attempt.phone === phone(n))
    yield* world.end([...of(1), ...of(11), ...of(21)], "answered", start + 1, 30)
    yield* world.end(of(2), "busy")
    yield* world.release(of(3), start, start + days(1))
    yield* store.refund(workspaceId, of(1)[0]!.id, credits(0.25), "", start + 2)
    const ledger = yield* store.ledger(workspaceId)
    const sums = standing(ledger)
    yield* same("the sum over the accounts", accounts.reduce((sum, account) => sum + sums[account], 0), 0)
    const { available, granted, held, spent } = yield* world.balance
    yield* same("the accounts", sums, { outside: -granted, available, held, spent })
    yield* same("what is left", { available, held, spent }, {
      available: credits(995.25),
      held: credits(2),
      spent: credits(2.75)
    })
    for (const [campaign, its] of [[one, { held: 1, spent: 0.75 }], [two, { held: 1, spent: 1 }]] as const) {
      const { held, spent } = standing(ledger.filter(({ campaignId }) => campaignId === campaign.id))
      yield* same("of a campaign", { held, spent }, { held: credits(its.held), spent: credits(its.spent) })
      yield* like("its progress", yield* store.progress(workspaceId, campaign.id), { held, spent })
    }
    const nobodys = ledger.filter(({ campaignId }) => campaignId === null).map(({ kind }) => kind)
    yield* same("lines of no campaign", nobodys, ["grant", "hold", "settle"])
  }),

  promise("prices: the longest prefix in force when it is claimed", {
    prices: [
      price("", credits(1)),
      price("+1", credits(2)),
      price("+1415555", credits(3), null, start + minutes(1)),
      price("+1415555", credits(4), start + minutes(1))
    ]
  }, function*(world) {
    const held = function*(of: Phone, now: number) {
      yield* world.apiCall({ phone: of })
      const [attempt] = yield* world.claimed(1, now)
      return attempt!.held
    }
    yield* same("anywhere", yield* held(Phone.make("+442071838750"), start), credits(1))
    yield* same("in the country", yield* held(Phone.make("+12125550123"), start), credits(2))
    yield* same("in the area", yield* held(phone(1), start), credits(3))
    yield* same("in the area, a minute later", yield* held(phone(2), start + minutes(1)), credits(4))
  }),

  promise("prices: a single call without a price is not dialed, and is told so", {
    prices: [price("+1", credits(1))]
  }, function*(world) {
    const { id } = yield* world.apiCall({ phone: british })
    yield* world.claimed(0)
    const call = yield* world.call(id)
    yield* like("the call", call, { status: "failed", subStatus: "no_tariff", attempts: 0, updatedAt: start })
    const reason = `no tariff is in force for ${british}`
    yield* like("why", yield* world.decisions(call), [{ gate: "tariff", verdict: "skip", reason }])
  }),

  promise("prices: where a price comes later, it is waited for", {
    prices: [price("+44", credits(1), null, start), price("+44", credits(2), start + hours(1)), price("+1", credits(1))]
  }, function*(world) {
    const { id } = yield* world.campaign([{ phone: british }, { phone: phone(1) }])
    const single = yield* world.apiCall({ phone: british })
    yield* same("who is claimed", (yield* world.claimed(1)).map(({ phone }) => phone), [phone(1)])
    const until = start + hours(1)
    const [call] = yield* world.calls(id)
    yield* like("the campaign's call", call, { status: "registered", dueAt: until })
    yield* world.claimed(0)
    yield* like("a single call", yield* world.call(single.id), { status: "registered", dueAt: until })
    yield* like("why", yield* world.decisions(call!), [{ gate: "tariff", verdict: "defer", until }])
    yield* like("as it is explained", yield* world.explain(call!, start + 1), { gate: "tariff", until })
    const [attempt] = yield* world.claimed(1, until)
    yield* same("its price", attempt!.held, credits(2))
  }),

  promise("prices: a campaign's call without any price waits for one, and holds up no other", {
    capacity: 1,
    prices: [price("+1", credits(1))]
  }, function*(world) {
    const { store, workspace } = world
    const { id } = yield* world.campaign([{ phone: british }, { phone: Phone.make("+442071838751") }, {
      phone: phone(1)
    }])
    yield* world.claimed(0)
    yield* world.claimed(0)
    const [attempt] = yield* world.dial(1)
    yield* same("who is claimed", attempt!.phone, phone(1))
    yield* world.end([attempt!], "busy")
    const held = { status: "registered", attempts: 0, dueAt: start + days(1) } as const
    const others = Effect.map(world.calls(id), (calls) => calls.slice(0, 2))
    yield* like("the others", yield* others, [held, held])
    const [call] = yield* others
    yield* like("why", yield* world.explain(call!, start + 1), { dialable: false, gate: "tariff" })
    const now = start + hours(1)
    yield* world.command(id, { _tag: "Edit", change: { endsAt: start + days(2) } }, now)
    yield* world.claimed(0, now)
    yield* like("after a later end", yield* world.explain(call!, now + 1), { gate: "tariff", until: start + days(2) })
    yield* store.updateWorkspace({ ...workspace, prices: [price("", credits(1))] }, now + 1)
    const [priced] = yield* world.claimed(1, now + 1)
    yield* same("who is claimed with a price", priced?.phone.slice(0, 3), "+44")
  })
]
