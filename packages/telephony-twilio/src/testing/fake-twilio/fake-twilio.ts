import { Context, Effect, Layer, Redacted, type Scope } from "effect"
import { type FakeExchange, makeExchange } from "./exchange.ts"
import type { FakeCall } from "./fake-call.ts"
import { type FakeFault, faultBy, faultName, isTaken } from "./faults.ts"
import { fakeSettings, type FakeTwilioOptions } from "./options.ts"
import { auditOf, type FakeAudit, type FakeRecord } from "./record.ts"
import { answerTo, problem } from "./requests.ts"
import { type FakeArrival, type FakeCannotListen, type FakeReply, serve } from "./server.ts"
import { makeTeller } from "./tell.ts"
import { makeFakeTime } from "./time.ts"

/** A fake Twilio that listens. */
export interface FakeTwilioShape {
  /** Where its API is: what TWILIO_API_URL names. */
  readonly url: string
  readonly accountSid: string
  readonly authToken: Redacted.Redacted
  /** All that it was asked and did until now. */
  readonly record: Effect.Effect<ReadonlyArray<FakeRecord>>
  readonly audit: Effect.Effect<FakeAudit>
  /** Its calls, the oldest first. */
  readonly calls: Effect.Effect<ReadonlyArray<Readonly<FakeCall>>>
  /** Lets the next request that comes meet a fault; several are met in turn, before those that the seed has. */
  readonly failNext: (...faults: ReadonlyArray<FakeFault>) => Effect.Effect<void>
  /** Waits until so many requests have come, in all. */
  readonly asked: (requests: number) => Effect.Effect<void>
  /** Waits until all that was due by now has happened, and whoever was to be told has been. */
  readonly settled: Effect.Effect<void>
}

const isDial = ({ method, url }: FakeArrival) => method === "POST" && url.pathname.endsWith("/Calls.json")

const start = Effect.fnUntraced(function*(
  options: FakeTwilioOptions
): Effect.fn.Return<FakeTwilioShape, FakeCannotListen, Scope.Scope> {
  const settings = fakeSettings(options)
  const { accountSid, authToken, seed } = settings
  const record: Array<FakeRecord> = []
  const write = (line: FakeRecord) => {
    record.push(line)
    settings.keep(line)
  }
  const time = yield* makeFakeTime
  const exchange: FakeExchange = makeExchange(settings, time, makeTeller(settings, time, write), write)
  const credentials = `Basic ${Buffer.from(`${accountSid}:${Redacted.value(authToken)}`).toString("base64")}`
  const faults: Array<FakeFault> = []
  const dials = new Map<string, number>()
  const waiting = new Set<{ readonly requests: number; readonly wake: () => void }>()
  let requests = 0

  const faultOf = (arrival: FakeArrival): FakeFault | undefined => {
    const planned = faults.shift()
    if (planned !== undefined || !isDial(arrival)) return planned
    const to = arrival.form.get("To") ?? ""
    dials.set(to, (dials.get(to) ?? 0) + 1)
    return faultBy(settings.faults, seed, to, dials.get(to)!)
  }

  const handle = (arrival: FakeArrival): FakeReply => {
    const now = time.now()
    const fault = faultOf(arrival)
    const answer = arrival.authorization !== credentials
      ? problem(20003, "Authenticate")
      : isTaken(fault)
      ? answerTo(arrival, settings, exchange, now)
      : problem(20500, "not taken")
    write({
      kind: "request",
      at: now,
      method: arrival.method,
      path: `${arrival.url.pathname}${arrival.url.search}`,
      form: [...arrival.form],
      fault: fault === undefined ? null : faultName(fault),
      status: fault === undefined ? answer.status : null
    })
    requests++
    for (const one of waiting) {
      if (requests >= one.requests) {
        waiting.delete(one)
        one.wake()
      }
    }
    return { answer, fault }
  }

  const port = yield* serve(settings, handle)
  return {
    url: `http://${settings.host}:${port}`,
    accountSid,
    authToken,
    record: Effect.sync(() => [...record]),
    audit: Effect.sync(() => auditOf(record)),
    calls: Effect.sync(() => [...exchange.calls.values()]),
    failNext: (...planned) => Effect.sync(() => void faults.push(...planned)),
    asked: (wanted) =>
      Effect.callback<void>((resume) => {
        if (requests >= wanted) return resume(Effect.void)
        const one = { requests: wanted, wake: () => resume(Effect.void) }
        waiting.add(one)
        return Effect.sync(() => waiting.delete(one))
      }),
    settled: time.settled
  }
})

/**
 * A Twilio to test against, over real HTTP: it checks credentials and forms, queues what is above its pace, lets phones
 * ring and people talk as the seed says, signs its callbacks, loses and repeats and delays them on request, and keeps
 * its own record of all that it was asked, against which an engine's claims can be checked. It is no mock: nothing is
 * told to it beforehand, and it goes on when its customer dies.
 */
export class FakeTwilio extends Context.Service<FakeTwilio, FakeTwilioShape>()(
  "@campanile/telephony-twilio/testing/FakeTwilio"
) {
  static readonly layer = (options: FakeTwilioOptions = {}): Layer.Layer<FakeTwilio, FakeCannotListen> =>
    Layer.effect(FakeTwilio, start(options))
}
