import { contactLists } from "@campanile/contact-lists"
import {
  Assistants,
  type Attempt,
  type Bus,
  type CampaignId,
  Campaigns,
  Credits,
  engine,
  EngineOptions,
  Lists,
  Numbers,
  Store,
  type WorkspaceId,
  Workspaces
} from "@campanile/core"
import { campanileApp } from "@campanile/http-hono"
import { sqliteStore } from "@campanile/storage-sqlite"
import { twilioCarrier } from "@campanile/telephony-twilio"
import { FakeTwilio, type FakeTwilioOptions, type FakeTwilioShape } from "@campanile/telephony-twilio/testing"
import { expect, it } from "@effect/vitest"
import { Clock, Context, Effect, Layer, Logger, Stream } from "effect"
import { join } from "node:path"
import { quickClock } from "../src/clock.ts"
import { freePort } from "../src/demo/fake-twilio.ts"
import { engineOptions } from "../src/engine-options.ts"
import { listen } from "../src/listen.ts"
import { webhookSender } from "../src/webhook-sender.ts"
import { temporaryDirectory } from "./files.ts"
import { patientClock } from "./patient-clock.ts"

/** How much faster than the real clock the one of these tests runs, and where it starts: a Tuesday, 10:00 in London. */
const speed = 300
const startsAt = Date.UTC(2026, 2, 3, 10)

/** Milliseconds of real time after which a request that gets no answer is given up. */
const patience = 1000

/** A server with everything in it that a real one has, whose carrier is a fake Twilio, over HTTP both ways. */
const served = Effect.fnUntraced(function*(options: FakeTwilioOptions) {
  const fake = Context.get(yield* Layer.build(FakeTwilio.layer(options)), FakeTwilio)
  const port = yield* freePort
  const { accountSid, authToken, url: apiUrl } = fake
  const publicUrl = `http://127.0.0.1:${port}`
  const carrier = twilioCarrier({ accountSid, authToken, apiUrl, publicUrl, cps: 20, requestTimeout: patience * speed })
  const store = sqliteStore({ path: join(temporaryDirectory(), "calls.db") })
  const running = yield* Layer.build(
    engine.pipe(
      Layer.provideMerge(Layer.mergeAll(store, carrier, contactLists, webhookSender())),
      Layer.provide(Layer.succeed(EngineOptions, { ...engineOptions(speed), prices: 60_000 }))
    )
  )
  const app = campanileApp({ context: Context.merge(yield* Effect.context<never>(), running) })
  yield* listen(app, { port, host: "127.0.0.1" })
  return { fake, running }
})

const contacts = 60
const capacity = 20
const phones = Array.from({ length: contacts }, (_, n) => `+4477009${String(n).padStart(5, "0")}`)

/** A campaign to all phones, with credits for it. */
const launched = Effect.fnUntraced(function*(maxCallSeconds: number) {
  const workspace = yield* Workspaces.create({ name: "Clinic", capacity })
  const assistant = yield* Assistants.create(workspace.id, { name: "Reminder", prompt: "Hello @{{name}}" })
  const number = yield* Numbers.add(workspace.id, { phone: "+442079460000", pace: { perSecond: 100, burst: 100 } })
  yield* Credits.grant(workspace.id, { amount: 10_000_000_000 })
  const file = ["phone,name", ...phones.map((phone) => `${phone},Asha`)].join("\n")
  const list = yield* Lists.importList(workspace.id, Stream.make(new TextEncoder().encode(file)), {
    timezone: "Europe/London"
  })
  const { id } = yield* Campaigns.save(workspace.id, {
    name: "Reminders",
    listId: list.id,
    assistantId: assistant.id,
    timezone: "Europe/London",
    endsAt: startsAt + 8 * 3_600_000,
    policy: { maxCallSeconds, retry: { attempts: 3, delays: { no_answer: 120, busy: 60, carrier_error: 30 } } }
  })
  yield* Campaigns.start(workspace.id, id, [number.phone])
  return { workspaceId: workspace.id, id }
})

/** Lets the clock run until the campaign is over and nothing of it lives. */
const over = Effect.fnUntraced(function*(workspaceId: WorkspaceId, id: CampaignId) {
  while (true) {
    const { live } = yield* Campaigns.progress(workspaceId, id)
    if ((yield* Campaigns.get(workspaceId, id)).endReason !== null && live === 0) return
    yield* Effect.sleep("1 minute")
  }
})

const attemptsOf = Effect.fnUntraced(function*(workspaceId: WorkspaceId, campaignId: CampaignId) {
  const store = yield* Store
  const { calls } = yield* store.calls(workspaceId, { campaignId }, { limit: 1000, offset: 0 })
  const attempts = yield* Effect.forEach(calls, ({ id }) => store.attempts(workspaceId, id))
  return { calls, attempts: attempts.flat() }
})

/** Seconds of conversation that the fake's own record has of each call, by its sid; 0 for those that nobody took. */
const talkIn = Effect.fnUntraced(function*({ record }: FakeTwilioShape) {
  const answered = new Map<string, number>()
  const talked = new Map<string, number>()
  for (const line of yield* record) {
    if (line.kind === "accepted") talked.set(line.sid, 0)
    if (line.kind !== "state") continue
    if (line.state === "in-progress") answered.set(line.sid, line.at)
    const from = answered.get(line.sid)
    if (line.state === "completed" && from !== undefined) talked.set(line.sid, Math.ceil((line.at - from) / 1000))
  }
  return talked
})

const minutes = (seconds: number) => Math.ceil(seconds / 60)

/** That two accounts of a campaign, the ledger's and the carrier's, are one. */
const audited = Effect.fnUntraced(function*(
  fake: FakeTwilioShape,
  { id, workspaceId }: Effect.Success<ReturnType<typeof launched>>
) {
  const { attempts, calls } = yield* attemptsOf(workspaceId, id)
  const audit = yield* fake.audit
  expect(audit.doubleDials).toBe(0)
  expect(audit.maxConcurrent).toBeLessThanOrEqual(capacity)
  expect(calls.map(({ phone }) => phone).toSorted()).toEqual(phones)
  const final = new Set(["completed", "failed", "error", "canceled"])
  expect(calls.filter(({ status }) => !final.has(status))).toEqual([])

  const talked = yield* talkIn(fake)
  const bySid = new Map<string, Attempt>()
  for (const attempt of attempts) if (attempt.carrierCallId !== null) bySid.set(attempt.carrierCallId, attempt)
  // Each call of the carrier's is an attempt's, and each attempt that has one has its own.
  expect([...bySid.keys()].toSorted()).toEqual([...talked.keys()].toSorted())
  const differ = [...bySid].filter(([sid, { spent, talkSeconds }]) =>
    talkSeconds !== talked.get(sid) || spent !== minutes(talkSeconds) * 1_000_000
  )
  expect(differ).toEqual([])
  const spent = [...talked.values()].reduce((sum, seconds) => sum + minutes(seconds), 0) * 1_000_000
  const balance = yield* Credits.balance(workspaceId)
  expect(balance).toMatchObject({ held: 0, available: 10_000_000_000 - spent })
  return { audit, attempts, calls, spent }
})

/** What happens while a campaign runs, beside it. */
const nothing = (
  _fake: FakeTwilioShape,
  _campaign: Effect.Success<ReturnType<typeof launched>>
): Effect.Effect<void, Error, Bus | Store> => Effect.void

/** A campaign from its start to its last call, on a clock that is faster than the real one. */
const played = Effect.fnUntraced(
  function*(options: FakeTwilioOptions, meanwhile: typeof nothing = nothing, maxCallSeconds = 60) {
    const patient = yield* patientClock(yield* Clock.Clock)
    const clock = quickClock({ startedAt: patient.currentTimeMillisUnsafe(), startsAt, speed }, patient)
    const play = Effect.gen(function*() {
      const { fake, running } = yield* served({ cps: 20, seed: "troubles", ...options })
      const seen = Effect.gen(function*() {
        const campaign = yield* launched(maxCallSeconds)
        yield* meanwhile(fake, campaign)
        yield* over(campaign.workspaceId, campaign.id)
        return { ...(yield* audited(fake, campaign)), record: yield* fake.record }
      })
      return yield* Effect.provide(seen, running)
    })
    return yield* play.pipe(
      Effect.provideService(Clock.Clock, clock),
      Effect.provide(Logger.layer([]))
    )
  },
  Effect.scoped
)

it.live("whatever requests meet, the ledger is the carrier's dial record", () =>
  Effect.gen(function*() {
    const rates = {
      throttled: 0.08,
      errorBefore: 0.04,
      errorAfter: 0.04,
      silenceBefore: 0.04,
      silenceAfter: 0.04,
      resetBefore: 0.04,
      resetAfter: 0.04
    }
    const { calls, record, spent } = yield* played({ faults: rates })
    expect(spent).toBeGreaterThan(0)
    const met = new Set(record.flatMap((line) => line.kind === "request" && line.fault !== null ? [line.fault] : []))
    expect([...met].toSorted()).toEqual([
      "error after",
      "error before",
      "reset after",
      "reset before",
      "silence after",
      "silence before",
      "throttled"
    ])
    // What was lost before the carrier took it ends as unknown, and is not dialed again.
    expect(calls.some(({ subStatus }) => subStatus === "outcome_unknown")).toBe(true)
  }))

it.live("whatever happens to callbacks, the ledger is the carrier's dial record", () =>
  Effect.gen(function*() {
    const callbacks = { duplicated: 0.2, late: 0.3, lateBy: 120_000, lost: 0.2 }
    const { audit, calls, spent } = yield* played({ callbacks })
    expect(spent).toBeGreaterThan(0)
    expect(audit.callbacks.lost).toBeGreaterThan(0)
    expect(audit.callbacks.failed).toBe(0)
    expect(calls.filter(({ subStatus }) => subStatus === "outcome_unknown")).toEqual([])
  }))

it.live("both at once", () =>
  Effect.gen(function*() {
    const { audit } = yield* played({
      faults: { throttled: 0.1, errorAfter: 0.1, silenceAfter: 0.05, resetBefore: 0.05, resetAfter: 0.1 },
      callbacks: { duplicated: 0.2, late: 0.3, lateBy: 60_000, lost: 0.3 }
    })
    expect(audit.accepted).toBeGreaterThanOrEqual(contacts / 2)
  }))

/** Starts a call each hundred seconds, so that nearly all of what is asked for waits. */
const slowly = { cps: 0.01 }

/** A round of calls that wait in the queue, until something empties it. */
const emptied = Effect.fnUntraced(function*<E, R>(
  fake: FakeTwilioShape,
  { id, workspaceId }: Effect.Success<ReturnType<typeof launched>>,
  how: Effect.Effect<unknown, E, R>
) {
  const { accepted } = yield* fake.audit
  while ((yield* fake.audit).accepted < accepted + capacity) yield* Effect.sleep("5 seconds")
  yield* how
  const at = yield* Clock.currentTimeMillis
  while ((yield* Campaigns.progress(workspaceId, id)).live > 0) yield* Effect.sleep("10 seconds")
  yield* Effect.sleep("10 minutes")
  return { at, until: yield* Clock.currentTimeMillis }
})

it.live("a pause empties Twilio's queue, and what waited there waits for the campaign; a stop closes it", () =>
  Effect.gen(function*() {
    const still: Array<{ readonly at: number; readonly until: number }> = []
    const { attempts, calls, record } = yield* played(slowly, (fake, campaign) =>
      Effect.gen(function*() {
        const { id, workspaceId } = campaign
        still.push(yield* emptied(fake, campaign, Campaigns.pause(workspaceId, id)))
        const { byStatus } = yield* Campaigns.progress(workspaceId, id)
        expect(byStatus.registered).toBeGreaterThan(contacts - 10)
        yield* Campaigns.resume(workspaceId, id)
        still.push(yield* emptied(fake, campaign, Campaigns.stop(workspaceId, id)))
      }), 3600)
    const begun = record.flatMap((line) => line.kind === "state" && line.state === "initiated" ? [line.at] : [])
    expect(begun.length).toBeGreaterThan(0)
    // What is asked of Twilio takes some real milliseconds, and that is minutes here.
    for (const { at, until } of still) {
      expect(begun.filter((start) => start > at + 1_000_000 && start < until)).toEqual([])
    }
    expect(attempts.filter(({ disposition }) => disposition === "canceled").length).toBeGreaterThan(capacity)
    expect(calls.filter(({ status }) => status === "canceled").length).toBeGreaterThan(contacts - 20)
  }))
