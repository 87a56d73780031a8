import { Effect } from "effect"
import type { AttemptId } from "../../domain/id.ts"
import { everyDay } from "../../domain/window.ts"
import { zoneSet } from "../../domain/zone.ts"
import { like, same } from "../check.ts"
import { credits, hours, minutes, phone, policy, seconds, start, zone } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { type World, world as makeWorld } from "./world.ts"

/** The instant at which what was claimed at the start is about to be dialed: a hook took its time. */
const now = start + seconds(10)

const takenBack = { state: "ended", disposition: "canceled", placedAt: null, endedAt: now } as const

/** What may be dialed of what is claimed, after something changed. */
const placedAfter = (world: World, count: number, change: Effect.Effect<unknown, Error>) =>
  Effect.gen(function*() {
    const attempts = yield* world.claimed(count)
    yield* change
    const placed = yield* world.place(attempts, now)
    return attempts.filter(({ id }) => placed.includes(id)).map(({ phone }) => phone).toSorted()
  })

/** What changed between a claim and the dial: nobody is dialed whom the gates would stop now. */
export const lastLooks: ReadonlyArray<StoreTest> = [
  promise("place: nothing to a phone that was suppressed since the claim", {}, function*(world) {
    const { id } = yield* world.campaign([{ phone: phone(1) }, { phone: phone(12) }, { phone: phone(3) }])
    yield* world.apiCall({ phone: phone(4) })
    const suppress = Effect.andThen(
      world.suppress(phone(4), { source: "call", reason: "opted out" }, now),
      world.suppress("+1415555001*", { source: "register" }, now)
    )
    yield* same("placed", yield* placedAfter(world, 4, suppress), [phone(1), phone(3)])
    const [, ranged] = yield* world.calls(id)
    const single = (yield* world.calls()).find(({ campaignId }) => campaignId === null)!
    const closed = { status: "canceled", subStatus: "suppressed", attempts: 0, disposition: null } as const
    yield* like("the call to the range", ranged, { ...closed, updatedAt: now })
    yield* like("the call to the phone", single, closed)
    yield* like("its attempt", (yield* world.attempts()).filter(({ callId }) => callId === single.id), [
      { ...takenBack, code: "gate:suppression", spent: 0 }
    ])
    yield* same("why", yield* world.decisions(single), [{
      workspaceId: world.workspaceId,
      callId: single.id,
      at: now,
      gate: "suppression",
      verdict: "skip",
      until: null,
      reason: `${phone(4)} is suppressed for the workspace: opted out`,
      version: `call@${now}`
    }])
    yield* like("what is held", yield* world.balance, { held: credits(2), spent: 0 })
  }),

  promise("place: a suppression stops what it is for, as long as it lasts", {}, function*(world) {
    const one = yield* world.campaign([{ phone: phone(1) }])
    const dues = yield* world.campaign([{ phone: phone(2) }], { policy: { ...policy, subject: "dues" } })
    yield* world.apiCall({ phone: phone(3), policy: { ...policy, subject: "dues" } })
    yield* world.apiCall({ phone: phone(4) })
    const subject = { scope: { kind: "subject", subject: "dues" } } as const
    const change = Effect.all([
      world.suppress(phone(1), { scope: { kind: "campaign", campaignId: dues.id } }),
      world.suppress(phone(2), { scope: { kind: "campaign", campaignId: dues.id } }),
      world.suppress(phone(3), subject),
      world.suppress(phone(4), { expiresAt: now })
    ])
    yield* same("placed", yield* placedAfter(world, 4, change), [phone(1), phone(4)])
    yield* like("the call of the one", yield* world.calls(one.id), [{ status: "ongoing" }])
    yield* like("the call of the other", yield* world.calls(dues.id), [{ subStatus: "suppressed" }])
  }),

  promise("place: nothing outside the hours as they are now", {}, function*(world) {
    const kolkata = zoneSet([zone("Asia/Kolkata")])
    const { id } = yield* world.campaign([{ phone: phone(1) }, { phone: phone(2), zones: kolkata }])
    const window = everyDay("08:00", "12:00")
    const edit = world.command(id, { _tag: "Edit", change: { policy: { window } } })
    yield* same("placed", yield* placedAfter(world, 2, edit), [phone(1)])
    const [, closed] = yield* world.calls(id)
    const until = start + hours(17.5)
    yield* like("the call", closed, { status: "registered", subStatus: "waiting", attempts: 0, dueAt: until })
    yield* like("why", yield* world.decisions(closed!), [
      { at: now, gate: "hours", verdict: "defer", until, reason: "the window is closed in Asia/Kolkata" }
    ])
    yield* like("the balance", yield* world.balance, { held: credits(1) })
    yield* world.claimed(1, until)
  }),

  promise("place: nothing on a day that was closed since, nor at hours that never come", {}, function*(world) {
    const closed = yield* world.campaign([{ phone: phone(1) }])
    const never = yield* world.campaign([{ phone: phone(2), zones: zoneSet([zone("Asia/Tokyo"), zone("UTC")]) }])
    const closures = [{ date: "2026-03-02", name: "a flood" }]
    const change = Effect.andThen(
      world.command(closed.id, { _tag: "Edit", change: { policy: { closures } } }),
      world.command(never.id, { _tag: "Edit", change: { policy: { window: everyDay("09:00", "10:00") } } })
    )
    yield* same("placed", yield* placedAfter(world, 2, change), [])
    const [first] = yield* world.calls(closed.id)
    yield* like("the call on the closed day", first, { status: "registered", dueAt: start + hours(15) })
    yield* like("why", yield* world.decisions(first!), [{ reason: "2026-03-02, a flood, is closed in UTC" }])
    const [held] = yield* world.calls(never.id)
    yield* like("the one that is held, for the window may change again", held, { status: "registered" })
    yield* like("why it is", yield* world.decisions(held!), [
      { gate: "hours", verdict: "defer", reason: "the hours are never open in all of Asia/Tokyo|UTC" }
    ])
    yield* world.claimed(0, now)
  }),

  promise("place: no retry that the campaign's policy does not allow any more, or not yet", {}, function*(world) {
    const often = { ...policy, retry: { attempts: 3, delays: { busy: 60, voicemail: 60 } } }
    const { id } = yield* world.campaign(3, { policy: often })
    yield* world.apiCall({ phone: phone(9), policy: often })
    const [first, second, third, fourth] = yield* world.dial(4)
    yield* world.end([first!, third!, fourth!], "busy", start + seconds(5))
    yield* world.end([second!], "voicemail", start + seconds(5), 10)
    const due = start + seconds(65)
    const edit = (retry: typeof policy.retry) => world.command(id, { _tag: "Edit", change: { policy: { retry } } }, due)
    const retries = yield* world.claimed(4, due)
    const ofApi = retries.filter(({ campaignId }) => campaignId === null)
    const ofCampaign = retries.filter(({ campaignId }) => campaignId !== null)
    const later = start + seconds(5) + hours(1)
    yield* edit({ attempts: 3, delays: { busy: 3600 } })
    yield* same("placed by what it brought along", yield* world.place(retries, due + 1), ofApi.map(({ id }) => id))
    const calls = yield* world.calls(id)
    const outcomes = new Map([first, second, third].map((attempt) => [attempt!.callId, attempt === second]))
    for (const call of calls) {
      const expected = outcomes.get(call.id)
        ? { status: "completed", subStatus: "voicemail", attempts: 1, updatedAt: due + 1 } as const
        : { status: "retry", subStatus: "retry_scheduled", attempts: 1, dueAt: later, disposition: "busy" } as const
      yield* like("the call", call, expected)
      yield* like("why", yield* world.decisions(call), [
        expected.status === "retry"
          ? { at: due + 1, gate: "due", verdict: "defer", until: later }
          : { at: due + 1, gate: "due", verdict: "skip", until: null, reason: "no retry after voicemail any more" }
      ])
    }
    const ids = new Set(ofCampaign.map(({ id }) => id))
    yield* like(
      "their attempts",
      (yield* world.attempts()).filter(({ id }) => ids.has(id)),
      ofCampaign.map(() => ({ ...takenBack, endedAt: due + 1, code: "gate:due", spent: 0 }))
    )
    yield* world.claimed(0, later - 1)
    const again = yield* world.claimed(2, later)
    yield* edit({ attempts: 1, delays: { busy: 3600 } })
    yield* same("placed when there is no attempt left", yield* world.place(again, later), [])
    yield* like(
      "their calls",
      (yield* world.calls(id)).filter(({ disposition }) => disposition === "busy"),
      again.map(() => ({ status: "failed", subStatus: "not_retried", attempts: 1 }) as const)
    )
    yield* world.store.advanceCampaigns(world.block(), later)
    yield* like("the campaign", yield* world.store.campaign(world.workspaceId, id), { endReason: "list_exhausted" })
  }),

  promise("place: hours that became wider are those of the dial, and are answered with it", {}, function*(world) {
    const { id } = yield* world.campaign(1, { policy: { ...policy, window: everyDay("08:00", "09:01") } })
    const attempts = yield* world.claimed(1)
    const later = start + minutes(5)
    const window = everyDay("08:00", "10:00")
    yield* world.command(id, { _tag: "Edit", change: { endsAt: start + hours(1), policy: { window } } })
    const placed = yield* world.store.place(world.nodeId, 1, attempts.map(({ id }) => id), later)
    yield* like("the answer", placed, [{ id: attempts[0]!.id, hours: [{ window }], endsAt: start + hours(1) }])
    yield* world.apiCall({ phone: phone(9) })
    const [single] = yield* world.claimed(1)
    yield* like("of the API", yield* world.store.place(world.nodeId, 1, [single!.id], start), [{ endsAt: null }])
  }),

  promise("place: nothing from a caller number that was paused, or taken from the campaign", {}, function*(world) {
    const { number, store } = world
    const other = world.callerNumber(phone(9001))
    yield* store.addNumber(other)
    const mine = yield* world.campaign([{ phone: phone(1) }])
    yield* world.apiCall({ phone: phone(2) })
    const change = store.updateNumber({ ...number, paused: true })
    yield* same("placed while it is paused", yield* placedAfter(world, 2, change), [])
    const [call] = yield* world.calls(mine.id)
    yield* like("the call", call, { status: "registered", attempts: 0, dueAt: now })
    yield* like("why", yield* world.decisions(call!), [
      { gate: "pace", verdict: "defer", until: now, reason: "the caller number is paused" }
    ])
    yield* world.claimed(0, now)
    yield* store.updateNumber(number)
    yield* world.claimed(2, now)
    yield* world.release(yield* world.attempts(), now)

    const edit = world.command(mine.id, { _tag: "Edit", change: { numbers: [other.id] } })
    const again = yield* world.claimed(2, now)
    yield* edit
    const ofApi = again.filter(({ campaignId }) => campaignId === null).map(({ id }) => id)
    yield* same("placed when it is the campaign's no more", yield* world.place(again, now), ofApi)
    yield* like("from", yield* world.claimed(1, now), [{ numberId: other.id }])
  }),

  promise("place: what is refused is taken back in the same step, and only that", {}, function*(world) {
    const other = yield* makeWorld({ key: 2 })
    const paused = yield* world.campaign([{ phone: phone(1) }])
    yield* world.apiCall({ phone: phone(2) })
    yield* other.apiCall({ phone: phone(2) })
    const mine = yield* world.claimed(2)
    const theirs = (yield* other.claim({ nodeId: world.nodeId })).placements.map(({ attempt }) => attempt)
    yield* world.command(paused.id, { _tag: "Pause", cause: "requested" })
    yield* world.suppress(phone(2))
    const ids = new Set<AttemptId>(theirs.map(({ id }) => id))
    yield* same("placed", yield* world.place([...mine, ...theirs], now), [...ids])
    yield* like("mine", yield* world.attempts(), [takenBack, takenBack])
    yield* like("theirs", yield* other.attempts(), [{ state: "placing", placedAt: now }])
    const [call] = yield* world.calls(paused.id)
    yield* like("why not", yield* world.decisions(call!), [
      { gate: "campaign", verdict: "defer", reason: "the campaign is paused: requested" }
    ])
    const before = yield* world.attempts()
    yield* world.release(mine, now)
    yield* same("what a release finds", yield* world.attempts(), before)
    yield* like("the balance", yield* world.balance, { held: 0, spent: 0 })
  })
]
