import { Effect } from "effect"
import type { CampaignId, WorkspaceId } from "../../domain/id.ts"
import type { Suppression } from "../../domain/suppression.ts"
import { fails, like, same } from "../check.ts"
import { days, everything, hours, minutes, phone, policy, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { world as makeWorld } from "./world.ts"

const retry = { attempts: 3, delays: { busy: 600 } }

const suppressed = { status: "canceled", subStatus: "suppressed" } as const

const waiting = { status: "registered", subStatus: "waiting" } as const

/** Numbers that must not be called. */
export const suppressions: ReadonlyArray<StoreTest> = [
  promise("suppress: what waits for the phone is closed at once, whoever wants to call it", {}, function*(world) {
    const { id } = yield* world.campaign([{ phone: phone(1) }, { phone: phone(2) }])
    const call = yield* world.apiCall({ phone: phone(1) })
    const other = yield* world.apiCall({ phone: phone(3) })
    const now = start + minutes(1)
    yield* same("how many", yield* world.suppress(phone(1), { source: "call", reason: "opted out" }, now), 2)
    yield* like("the campaign's calls", yield* world.calls(id), [{ ...suppressed, updatedAt: now }, waiting])
    yield* like("the call from the API", yield* world.call(call.id), { ...suppressed, updatedAt: now })
    yield* same("a call to another phone", yield* world.call(other.id), other)
    yield* same("why", yield* world.decisions(call), [{
      workspaceId: world.workspaceId,
      callId: call.id,
      at: now,
      gate: "suppression",
      verdict: "skip",
      until: null,
      reason: `${phone(1)} is suppressed for the workspace: opted out`,
      version: `call@${now}`
    }])
    yield* same("how many the second time", yield* world.suppress(phone(1), {}, now), 0)
    yield* same("claimed", (yield* world.claimed(2, now)).map(({ phone }) => phone).toSorted(), [phone(2), phone(3)])
  }),

  promise("suppress: a campaign of which nothing is left completes", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign([{ phone: phone(1) }])
    yield* world.suppress(phone(1))
    yield* store.advanceCampaigns(world.block(), start + 1)
    yield* like("the campaign", yield* store.campaign(workspaceId, id), { endReason: "list_exhausted" })
  }),

  promise("suppress: a call in progress goes on, and is not tried again", {}, function*(world) {
    const { id } = yield* world.campaign(1, { policy: { ...policy, retry } })
    const attempts = yield* world.dial(1)
    yield* same("how many are closed meanwhile", yield* world.suppress(phone(1)), 0)
    yield* like("the call meanwhile", yield* world.calls(id), [{ status: "ongoing" }])
    yield* world.end(attempts, "busy")
    yield* world.claimed(0, start + minutes(10))
    yield* like("the call when it is due again", yield* world.calls(id), [{ ...suppressed, attempts: 1 }])
  }),

  promise("suppress: a call that is to be retried is closed too", {}, function*(world) {
    const { id } = yield* world.campaign(1, { policy: { ...policy, retry } })
    yield* world.end(yield* world.dial(1), "busy")
    yield* same("how many", yield* world.suppress(phone(1)), 1)
    yield* like("the call", yield* world.calls(id), [{ ...suppressed, disposition: "busy", attempts: 1 }])
  }),

  promise("suppress: a range is found at the gate", {}, function*(world) {
    const { id } = yield* world.campaign([{ phone: phone(11) }, { phone: phone(19) }, { phone: phone(20) }])
    yield* same("how many are closed at once", yield* world.suppress("+1415555001*", { source: "register" }), 0)
    yield* like("the calls at first", yield* world.calls(id), [waiting, waiting, waiting])
    const claimed = yield* world.claimed(1)
    yield* same("claimed", claimed.map(({ phone }) => phone), [phone(20)])
    const calls = yield* world.calls(id)
    yield* like("the calls then", calls, [suppressed, suppressed, { status: "ongoing" }])
    const reason = "+1415555001* is suppressed for the workspace: asked"
    yield* like("why", yield* world.decisions(calls[0]!), [{ gate: "suppression", verdict: "skip", reason }])
    yield* like("the balance", yield* world.balance, { spent: 0 })
  }),

  promise("suppress: for one campaign, or for one subject, others may call", {}, function*(world) {
    const about = (subject: string | null) => ({ policy: { ...policy, subject } })
    const one = yield* world.campaign([{ phone: phone(1) }, { phone: phone(2) }, { phone: phone(31) }])
    const dues = yield* world.campaign([{ phone: phone(1) }, { phone: phone(2) }, { phone: phone(31) }], about("dues"))
    const call = yield* world.apiCall({ phone: phone(2), ...about("dues") })
    const plain = yield* world.apiCall({ phone: phone(2) })
    const subject = { kind: "subject", subject: "dues" } as const
    yield* same("for the one", yield* world.suppress(phone(1), { scope: { kind: "campaign", campaignId: one.id } }), 1)
    yield* same("for the subject", yield* world.suppress(phone(2), { scope: subject }), 2)
    yield* same("a range for the subject", yield* world.suppress("+1415555003*", { scope: subject }), 0)
    yield* like("the one", yield* world.calls(one.id), [suppressed, waiting, waiting])
    yield* like("the other", yield* world.calls(dues.id), [waiting, suppressed, waiting])
    yield* like("a call about it", yield* world.call(call.id), suppressed)
    yield* like("a call about nothing", yield* world.call(plain.id), waiting)
    yield* world.command(one.id, { _tag: "Stop" })
    const claimed = (yield* world.claim()).placements.map(({ attempt }) => attempt.phone)
    yield* same("claimed", claimed.toSorted(), [phone(1), phone(2)])
    yield* like("the range", yield* world.calls(dues.id), [{ status: "ongoing" }, suppressed, suppressed])
  }),

  promise("suppress: not from its expiry on", {}, function*(world) {
    const call = yield* world.apiCall({ phone: phone(1) })
    const expiresAt = start + hours(1)
    yield* same("how many a past one closes", yield* world.suppress(phone(1), { expiresAt: start }), 0)
    yield* same("how many a range closes", yield* world.suppress("+1415*", { expiresAt }), 0)
    yield* like("before", yield* world.explain(call, expiresAt - 1), { dialable: false, gate: "suppression" })
    yield* like("at its expiry", yield* world.explain(call, expiresAt), { dialable: true })
    yield* world.claimed(1, expiresAt)
  }),

  promise(
    "suppress: one of the same pattern and scope is replaced by a longer one; they are listed by pattern",
    {},
    function*(world) {
      const { store, workspaceId } = world
      const campaign = yield* world.draft()
      const patterns = [phone(7), "+1415*", phone(3), "+1*"]
      for (const pattern of patterns) yield* world.suppress(pattern, { expiresAt: start + 1 })
      yield* world.suppress("+1415*", { reason: "again", expiresAt: start + 2 }, start + 1)
      yield* world.suppress("+2*", { scope: { kind: "campaign", campaignId: campaign.id } })
      for (const subject of ["dues", "survey"]) yield* world.suppress("+2*", { scope: { kind: "subject", subject } })
      const all = yield* store.suppressions(workspaceId, everything)
      yield* same("their patterns", all.map(({ pattern }) => pattern), [
        "+1*",
        "+1415*",
        phone(3),
        phone(7),
        "+2*",
        "+2*",
        "+2*"
      ])
      const replaced: Suppression = {
        workspaceId,
        pattern: "+1415*",
        scope: { kind: "workspace" },
        source: "test",
        reason: "again",
        expiresAt: start + 2,
        createdAt: start + 1
      }
      yield* same("the one that was replaced, in full", all[1], replaced)
      yield* same("a page", yield* store.suppressions(workspaceId, { limit: 2, offset: 1 }), all.slice(1, 3))
    }
  ),

  promise("suppress: to add is never to shorten; who wants to, lifts it first", {}, function*(world) {
    const { store, workspaceId } = world
    const scope = { kind: "workspace" } as const
    const listed = Effect.map(
      store.suppressions(workspaceId, everything),
      (all) => all.map(({ expiresAt, reason }) => ({ expiresAt, reason }))
    )
    yield* world.suppress(phone(1), { reason: "opted out" })
    yield* world.suppress(phone(1), { reason: "on holiday", expiresAt: start + days(7) }, start + 1)
    yield* world.suppress(phone(1), { reason: "opted out twice" }, start + 2)
    yield* same("what lasts for ever", yield* listed, [{ expiresAt: null, reason: "opted out" }])
    const call = yield* world.apiCall({ phone: phone(1) })
    yield* like("the phone after that", yield* world.explain(call, start + days(8)), { gate: "suppression" })
    yield* same("lifted", yield* store.unsuppress(workspaceId, phone(1), scope), true)
    const both = [start + days(9), start + days(3)].map((expiresAt): Suppression => ({
      workspaceId,
      pattern: phone(1),
      scope,
      source: "test",
      reason: `until ${expiresAt}`,
      expiresAt,
      createdAt: start
    }))
    yield* store.suppress(both, start + 3)
    yield* like("of two at once the longer", yield* listed, [{ expiresAt: start + days(9) }])
    yield* world.suppress(phone(1), { expiresAt: start + days(10) })
    yield* like("then a longer one", yield* listed, [{ expiresAt: start + days(10) }])
    yield* world.suppress(phone(1))
    yield* like("then one for ever", yield* listed, [{ expiresAt: null }])
  }),

  promise("unsuppress: what is lifted may be called, and nothing else", {}, function*(world) {
    const { store, workspaceId } = world
    const scope = { kind: "workspace" } as const
    yield* world.suppress("+1415*")
    yield* world.suppress("+1415*", { scope: { kind: "subject", subject: "dues" } })
    const call = yield* world.apiCall({ phone: phone(1) })
    yield* same("another pattern", yield* store.unsuppress(workspaceId, "+141*", scope), false)
    yield* same("lifted", yield* store.unsuppress(workspaceId, "+1415*", scope), true)
    yield* same("lifted again", yield* store.unsuppress(workspaceId, "+1415*", scope), false)
    yield* like("what is left", yield* store.suppressions(workspaceId, everything), [{ scope: { kind: "subject" } }])
    yield* like("the call", yield* world.explain(call), { dialable: true })
  }),

  promise("record: a phone that the carrier calls invalid is left alone for 90 days, by all", {}, function*(world) {
    const { store, workspaceId } = world
    const other = yield* makeWorld({ key: 2 })
    yield* world.campaign(2)
    const attempts = yield* world.dial(2)
    const now = start + minutes(1)
    yield* world.end([attempts[0]!], "invalid_number", now)
    yield* world.end([attempts[1]!], "busy", now)
    const expiresAt = now + days(90)
    const marks: ReadonlyArray<Suppression> = [{
      workspaceId,
      pattern: attempts[0]!.phone,
      scope: { kind: "workspace" },
      source: "carrier carrier",
      reason: "the carrier says that there is no such number",
      expiresAt,
      createdAt: now
    }]
    yield* same("the mark", yield* store.suppressions(workspaceId, everything), marks)
    yield* same("in another workspace", yield* store.suppressions(other.workspaceId, everything), [])
    yield* world.end([attempts[0]!], "invalid_number", now + 1)
    yield* same("told twice", yield* store.suppressions(workspaceId, everything), marks)

    const { id } = yield* world.campaign(2)
    const later = yield* world.claimed(1, now + 2)
    yield* same("claimed by a later campaign", later.map(({ phone }) => phone), [attempts[1]!.phone])
    const marked = (yield* world.calls(id)).find(({ phone }) => phone === attempts[0]!.phone)!
    yield* like("the call", marked, suppressed)
    yield* like("why", yield* world.decisions(marked), [{ gate: "suppression", version: `carrier carrier@${now}` }])
    const call = yield* world.apiCall({ phone: attempts[0]!.phone, at: now })
    yield* like("before it expires", yield* world.explain(call, expiresAt - 1), { gate: "suppression" })
    yield* like("then", yield* world.explain(call, expiresAt), { dialable: true })
  }),

  promise("record: that a phone is invalid shortens no suppression, and prolongs one that ends sooner", {}, function*(
    world
  ) {
    const { store, workspaceId } = world
    yield* world.campaign(3)
    const attempts = yield* world.dial(3)
    const [first, second, third] = attempts.map(({ phone }) => phone)
    const now = start + 1
    yield* world.suppress(first!, { reason: "opted out" })
    yield* world.suppress(second!, { reason: "asked for a year", expiresAt: start + days(365) })
    yield* world.suppress(third!, { reason: "on holiday", expiresAt: start + days(7) })
    yield* world.end(attempts, "invalid_number", now)
    const all = yield* store.suppressions(workspaceId, everything)
    yield* like("of the phones", all.toSorted((a, b) => (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity)), [
      { pattern: third!, expiresAt: now + days(90), source: "carrier carrier" },
      { pattern: second!, expiresAt: start + days(365), reason: "asked for a year" },
      { pattern: first!, expiresAt: null, reason: "opted out" }
    ])
  }),

  promise("suppress: only what is there, all of it or nothing", {}, function*(world) {
    const { store, workspaceId } = world
    yield* world.apiCall({ phone: phone(1) })
    const good: Suppression = {
      workspaceId,
      pattern: phone(1),
      scope: { kind: "workspace" },
      source: "",
      reason: "",
      expiresAt: null,
      createdAt: start
    }
    const campaignId = world.id<CampaignId>()
    const unknown = store.suppress([good, { ...good, scope: { kind: "campaign", campaignId } }], start)
    yield* fails("for a campaign", unknown, { _tag: "NotFound", what: "campaign", id: campaignId })
    const nowhere = store.suppress([good, { ...good, workspaceId: world.id<WorkspaceId>() }], start)
    yield* fails("in a workspace", nowhere, { _tag: "NotFound", what: "workspace" })
    yield* same("what there is", yield* store.suppressions(workspaceId, everything), [])
    yield* like("the call", yield* world.calls(), [waiting])
    yield* same("of nothing", yield* store.suppress([], start), 0)
  }),

  promise("suppress: each workspace has its own", {}, function*(world) {
    const { store } = world
    const other = yield* makeWorld({ key: 2 })
    const theirs = yield* other.campaign([{ phone: phone(1) }])
    yield* other.suppress(phone(2))
    yield* same("how many", yield* world.suppress(phone(1)), 0)
    yield* world.suppress("+1*")
    yield* like("their call", yield* other.calls(), [waiting])
    const scope = { kind: "campaign", campaignId: theirs.id } as const
    yield* fails("for their campaign", world.suppress("+1*", { scope }), { _tag: "NotFound", what: "campaign" })
    const lift = store.unsuppress(world.workspaceId, phone(2), { kind: "workspace" })
    yield* same("lifting theirs", yield* lift, false)
    yield* same(
      "what they have",
      yield* Effect.map(store.suppressions(other.workspaceId, everything), (all) => all.map(({ pattern }) => pattern)),
      [phone(2)]
    )
    yield* other.claimed(1)
  })
]
