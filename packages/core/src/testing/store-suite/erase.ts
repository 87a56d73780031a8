import { Effect } from "effect"
import type { Delivery, Tried } from "../../domain/delivery.ts"
import { erasedReason } from "../../domain/erased-address.ts"
import { type Erased, erasedPhone, type SuppressionsOfErased } from "../../domain/erasure.ts"
import { MessageId } from "../../domain/id.ts"
import { noneRemoved } from "../../domain/retention.ts"
import { fails, like, same } from "../check.ts"
import { days, everything, minutes, phone, start, utc } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { type World, world as makeWorld } from "./world.ts"

const nobody: Erased = { ...noneRemoved, closed: 0, suppressions: 0 }

const erase = (world: World, n: number, suppressions: SuppressionsOfErased = "keep", now = start + minutes(5)) =>
  world.store.erase(world.workspaceId, phone(n), suppressions, now)

const hook = { channel: "webhook", address: "https://example.com/hook" } as const

/** Of one phone nothing is left. */
const isGone = (world: World, n: number) =>
  Effect.gen(function*() {
    const { store, workspaceId } = world
    const to = yield* store.calls(workspaceId, { phone: phone(n) }, everything)
    yield* same("calls to the phone", to, { total: 0, calls: [] })
    const attempts = (yield* world.attempts()).filter((attempt) => attempt.phone === phone(n))
    yield* same("attempts to the phone", attempts, [])
  })

/** A person is taken out on request, and the books stay right. */
export const erasures: ReadonlyArray<StoreTest> = [
  promise("erase: calls and attempts lose the person and keep what is counted and paid", {}, function*(world) {
    const { store, workspaceId } = world
    const { id, listId } = yield* world.campaign(2, { callbackUrl: hook.address })
    const [attempt] = yield* Effect.tap(world.dial(2), (all) => world.end(all, "answered", start, 20))
    const call = yield* world.call(attempt!.callId)
    const progress = yield* store.progress(workspaceId, id)
    const ledger = yield* store.ledger(workspaceId)
    const before = yield* world.attempt(attempt!)
    const erased = yield* erase(world, 1)
    yield* same("what was found", erased, { ...nobody, calls: 1, attempts: 1, contacts: 1, messages: 3 })
    yield* isGone(world, 1)
    yield* same("the call", yield* world.call(call.id), { ...call, phone: erasedPhone, contact: null })
    yield* same("the attempt", yield* world.attempt(attempt!), {
      ...before!,
      phone: erasedPhone,
      carrierCallId: null
    })
    yield* same("the progress", yield* store.progress(workspaceId, id), progress)
    yield* same("the ledger", yield* store.ledger(workspaceId), ledger)
    const contacts = yield* store.contacts(workspaceId, listId, everything)
    yield* same("the contacts", contacts.map((contact) => contact.phone), [phone(2)])
    yield* like("the list", yield* store.list(workspaceId, listId), { accepted: 1 })
    const told = yield* store.takeDeliveries("webhook", start + days(1), start + days(2), 100)
    const of = told.filter(({ message }) => message.callId === call.id)
    yield* same("to whom messages say they are", of.map(({ message }) => message.payload["to_number"]), [
      erasedPhone,
      erasedPhone,
      erasedPhone
    ])
    yield* same("the second time", yield* erase(world, 1), nobody)
  }),

  promise("erase: what waits is closed with the reason, and never dialed", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(2)
    const single = yield* world.apiCall({
      phone: phone(1),
      name: "Ada",
      variables: { name: "Ada" },
      callbackUrl: hook.address
    })
    const found = { ...nobody, calls: 2, closed: 2, contacts: 1 }
    yield* same("what was found", yield* erase(world, 1), found)
    const after = { status: "canceled", subStatus: "erased", phone: erasedPhone } as const
    yield* like("the single call", yield* world.call(single.id), after)
    const told = yield* store.takeDeliveries("webhook", start + days(1), start + days(2), 100)
    yield* like("what is told of it", told.map(({ message }) => message), [
      { type: "contact.canceled", callId: single.id, payload: { to_number: erasedPhone, sub_status: "erased" } }
    ])
    const claimed = yield* world.claimed(1, start + minutes(6))
    yield* same("who is dialed", claimed.map((attempt) => attempt.phone), [phone(2)])
    const { byStatus } = yield* store.progress(workspaceId, id)
    yield* like("the counts", byStatus, { canceled: 1, ongoing: 1 })
  }),

  promise("erase: a callback URL that names the person goes, and what waits for it is given up", {}, function*(world) {
    const { store, workspaceId } = world
    const url = "https://example.com/hook?name=Ada"
    yield* world.apiCall({ phone: phone(1), name: "Ada", callbackUrl: url })
    yield* world.apiCall({ phone: phone(2), callbackUrl: "https://example.com/other" })
    yield* Effect.tap(world.dial(2), (all) => world.end(all, "answered", start, 20))
    const later = yield* world.apiCall({ phone: phone(1), callbackUrl: url, dueAt: start + days(1) })
    const webhook = yield* world.webhook({ events: ["contact.canceled"] })
    const taken = yield* store.takeDeliveries("webhook", start, start + minutes(1), 100)
    const [first, second, third] = taken.filter(({ to }) => to === url)
    const tried = ({ message: { id }, target }: Delivery, result: Tried["result"]) => ({
      workspaceId,
      id,
      target,
      result
    })
    const failed = (retryAt: number | undefined) => ({ _tag: "Failed", reason: `no way to ${url}`, retryAt }) as const
    const first3 = [
      tried(first!, { _tag: "Delivered" }),
      tried(second!, failed(undefined)),
      tried(third!, failed(start))
    ]
    yield* store.noteDeliveries(first3, start + 1)
    yield* like("what was found", yield* erase(world, 1), { calls: 2, closed: 1, attempts: 1 })
    const dead = yield* store.deadDeliveries(workspaceId, {}, everything)
    const address = "erased https://example.com"
    yield* same("to whom", [...new Set(dead.map(({ target }) => target.address))], [address])
    yield* same("why", dead.map(({ reason }) => reason).toSorted(), [
      `no way to ${address}`,
      erasedReason,
      erasedReason
    ])
    yield* same(
      "of what",
      dead.map(({ message }) => message.id).toSorted(),
      [
        second!.message.id,
        third!.message.id,
        MessageId.make(later.id)
      ].toSorted()
    )
    yield* same("what is sent again", yield* store.replayDeliveries(workspaceId, {}, start + minutes(6), 100), 0)
    yield* store.noteDeliveries([tried(third!, failed(start + minutes(7)))], start + minutes(7))
    yield* same("after a late answer", yield* store.deadDeliveries(workspaceId, {}, everything), dead)
    const told = yield* store.takeDeliveries("webhook", start + days(1), start + days(2), 100)
    yield* same(
      "who is told on",
      [...new Set(told.map(({ target }) => target.address))].toSorted(),
      [
        webhook.id,
        "https://example.com/other"
      ].toSorted()
    )
  }),

  promise("erase: whoever is being called is not erased, and nothing is changed", {}, function*(world) {
    const { id } = yield* world.campaign(1)
    const waits = yield* world.apiCall({ phone: phone(1), dueAt: start + days(2) })
    const [live] = yield* world.dial(1)
    const before = yield* world.calls()
    const refused = { _tag: "PersonInCall", attemptId: live!.id, callId: live!.callId } as const
    yield* fails("while the call goes on", erase(world, 1), refused)
    yield* same("the calls", yield* world.calls(), before)
    yield* world.end([live!], "answered", start + minutes(1), 20)
    yield* like("when it has ended", yield* erase(world, 1), { calls: 2, closed: 1, attempts: 1, contacts: 1 })
    yield* like("what waited", yield* world.call(waits.id), { status: "canceled", subStatus: "erased" })
    yield* like("what was done", yield* world.store.progress(world.workspaceId, id), { attempts: 1, live: 0 })
  }),

  promise("erase: decisions go, for their reasons name the person", {}, function*(world) {
    const call = yield* world.apiCall({ phone: phone(1) })
    yield* world.suppress(phone(1))
    yield* same("decisions before", (yield* world.decisions(call)).length, 1)
    yield* like("what was found", yield* erase(world, 1), { calls: 1, closed: 0, decisions: 1, suppressions: 1 })
    yield* same("decisions after", yield* world.decisions(call), [])
  }),

  promise("erase: a suppression is kept, or lifted where that is asked for", {}, function*(world) {
    const { store, workspaceId } = world
    yield* world.suppress(phone(1))
    yield* world.suppress(phone(1), { scope: { kind: "subject", subject: "dues" } })
    yield* world.suppress("+1415555*")
    yield* like("kept", yield* erase(world, 1), { suppressions: 2 })
    yield* same("all of them", (yield* store.suppressions(workspaceId, everything)).length, 3)
    yield* world.apiCall({ phone: phone(1) })
    yield* world.claimed(0)
    yield* like("lifted", yield* erase(world, 1, "lift"), { suppressions: 2 })
    const left = yield* store.suppressions(workspaceId, everything)
    yield* same("what holds for others too", left.map(({ pattern }) => pattern), ["+1415555*"])
  }),

  promise("erase: rejected rows that have the phone go, in whatever way it was written", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.openList()
    yield* store.describeList(workspaceId, id, ["phone", "name"], "phone")
    const texts = ["(415) 555-0001,Ada", "+1 415 555 0001,Ada", "0014155550001,Ada", "4155550002,Ben", "0001,Cy", ",Di"]
    const rejected = texts.map((text, index) => ({
      line: index + 2,
      column: "phone",
      code: "zone_unknown" as const,
      reason: "no zone",
      text
    }))
    const contact = { number: 1, line: 8, phone: phone(1), zones: utc, variables: {} }
    const again = { ...contact, number: 2, line: 9 }
    yield* store.addRows(workspaceId, id, [{ contact, text: "A" }, { contact: again, text: "B" }], rejected, "list")
    const { removed } = yield* store.eraseRejectedRows(workspaceId, phone(1), "", 100)
    yield* same("rows that went", removed, 4)
    const left = yield* store.rejectedRows(workspaceId, id, everything)
    yield* same("rows that stay", left.map(({ text }) => text), texts.slice(3))
    yield* like("the list", yield* store.list(workspaceId, id), { accepted: 1, rejected: 3 })
  }),

  promise("erase: another workspace's person is another person", {}, function*(world) {
    const other = yield* makeWorld({ key: 2 })
    yield* other.campaign(1)
    yield* world.campaign(1)
    yield* like("of the one", yield* erase(world, 1), { calls: 1, contacts: 1 })
    yield* same("of the other", (yield* other.calls()).map((call) => call.phone), [phone(1)])
    const none = world.store.erase(world.id<World["workspaceId"]>(), phone(1), "keep", start)
    yield* fails("of none", none, { _tag: "NotFound", what: "workspace" })
    yield* same("of nobody", yield* erase(world, 77), nobody)
  }),

  promise(
    "erase: a call of an erased person can still be pruned, and its attempt is not asked for",
    {},
    function*(world) {
      const { store, workspaceId } = world
      const { id } = yield* world.campaign(1)
      yield* Effect.tap(world.dial(1), (all) => world.end(all, "answered", start, 20))
      yield* store.advanceCampaigns(world.block(), start + minutes(1))
      yield* erase(world, 1)
      const unpriced = yield* store.unpricedAttempts("carrier", start - 1, start + days(1), 10)
      yield* same("attempts without a price", unpriced, [])
      const progress = yield* store.progress(workspaceId, id)
      const retention = { finished: 1, delivered: null, dead: null }
      const now = start + days(2)
      const pruning = { workspaceId, what: "calls", retention, now, limit: 10, after: "", dryRun: false } as const
      yield* like("what goes", (yield* store.prune(pruning)).removed, { calls: 1, attempts: 1 })
      yield* same("the progress", yield* store.progress(workspaceId, id), progress)
    }
  )
]
