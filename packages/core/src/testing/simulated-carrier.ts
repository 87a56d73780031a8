import { Clock, Context, Effect, FiberSet, Layer, Queue, Stream } from "effect"
import type { CarrierCost, CarrierEvent } from "../domain/attempt.ts"
import { isConnected } from "../domain/disposition.ts"
import type { AttemptId } from "../domain/id.ts"
import type { Pace } from "../domain/pace.ts"
import type { Phone } from "../domain/phone.ts"
import { Carrier, type PlaceRequest, type Refusal } from "../ports/carrier.ts"
import { eventsOf, type Fate, fateOf, hasten, type Odds, usualOdds } from "./simulated-outcome.ts"

/** One line of the carrier's own record: what it was asked, and when (ms UTC). */
export type CarrierRecord =
  | { readonly kind: "placed"; readonly at: number; readonly request: PlaceRequest }
  | { readonly kind: "hung_up"; readonly at: number; readonly attemptId: AttemptId }

/** What a request can meet instead of being accepted. `taken`: its answer is lost, and the call is made nevertheless. */
export type SimulatedFault =
  | { readonly kind: "refused"; readonly class: Refusal; readonly retryAfter?: number }
  | { readonly kind: "lost"; readonly taken: boolean }

/** How a simulated carrier behaves. */
export interface SimulatedCarrierOptions {
  /** The same seed tells the same story. */
  readonly seed?: string
  readonly odds?: Odds
  /** The odds at one phone, where they are not the same for all. */
  readonly oddsOf?: (phone: Phone) => Odds
  /** How many times faster than in life phones ring and people talk; 1 where nothing is said. */
  readonly speed?: number
  /** How fast its account takes requests; as fast as they come where nothing is said. */
  readonly pace?: Pace
  /** What a request meets; undefined for being accepted. */
  readonly meets?: (request: PlaceRequest) => SimulatedFault | undefined
  /** How often each event is told; once where nothing is said. */
  readonly tells?: number
  /** What it charges for a started minute, and tells with the end; nothing where nothing is said. */
  readonly charge?: CarrierCost
  /** What it was asked in an earlier life: its calls go on, for a carrier does not stop when its customer does. */
  readonly past?: ReadonlyArray<CarrierRecord>
  /** Where its record goes, so that it outlives this process. */
  readonly keep?: (record: CarrierRecord) => void
}

/** What the carrier's own record says about how it was used. */
export interface CarrierAudit {
  /** Requests to dial. */
  readonly requests: number
  /** Requests that repeated an attempt, or reached a phone that already had a live call. */
  readonly doubleDials: number
  /** The most calls that lived at the same time. */
  readonly maxConcurrent: number
}

interface Placed {
  readonly at: number
  readonly request: PlaceRequest
  /** All that will happen, and did; a hangup cuts it short. */
  events: ReadonlyArray<CarrierEvent>
}

/**
 * A carrier, not a mock: it takes requests, lets phones ring and people talk for as long as the seed says, tells it in
 * events, answers questions about calls, and keeps its own record of every request, against which an engine's claims
 * can be checked.
 */
export class SimulatedCarrier extends Context.Service<SimulatedCarrier, {
  readonly record: Effect.Effect<ReadonlyArray<CarrierRecord>>
  readonly audit: Effect.Effect<CarrierAudit>
}>()("@campanile/core/testing/SimulatedCarrier") {
  static readonly layer = (options: SimulatedCarrierOptions = {}): Layer.Layer<Carrier | SimulatedCarrier> =>
    Layer.effectContext(Effect.gen(function*() {
      const { charge, odds = usualOdds, oddsOf = () => odds, seed = "campanile", speed = 1, tells = 1 } = options
      const record: Array<CarrierRecord> = []
      const calls = new Map<AttemptId, Placed>()
      const placed: Array<Placed> = []
      const told = yield* Queue.unbounded<CarrierEvent>()
      const fibers = yield* FiberSet.make()

      const take = Effect.fnUntraced(function*(request: PlaceRequest, at: number) {
        const carrierCallId = `sim-${request.attemptId}`
        const fate = heard(request, hasten(yield* fateOf(request, seed, oddsOf(request.to)), speed))
        const call = { at, request, events: eventsOf(request, carrierCallId, fate, at).map(priced) }
        placed.push(call)
        calls.set(request.attemptId, call)
        return carrierCallId
      })

      const priced = (event: CarrierEvent): CarrierEvent =>
        charge === undefined || event.talkSeconds === 0
          ? event
          : { ...event, cost: { ...charge, amount: charge.amount * Math.ceil(event.talkSeconds / 60) } }

      const cut = (attemptId: AttemptId, at: number) => {
        const call = calls.get(attemptId)
        if (call === undefined || call.events.at(-1)!.at <= at) return
        const answered = call.events.find(({ kind }) => kind === "answered")
        const over: CarrierEvent = {
          ...call.events.at(-1)!,
          at,
          disposition: answered !== undefined && answered.at <= at ? "answered" : "canceled",
          talkSeconds: answered !== undefined && answered.at <= at ? Math.ceil((at - answered.at) / 1000) : 0
        }
        call.events = [...call.events.filter((event) => event.at <= at), priced(over)]
      }

      const tell = Effect.fnUntraced(function*(attemptId: AttemptId) {
        for (let next = 0;; next++) {
          const event = calls.get(attemptId)?.events[next]
          if (event === undefined) return
          yield* Effect.sleep(Math.max(0, event.at - (yield* Clock.currentTimeMillis)))
          const now = calls.get(attemptId)?.events[next]
          if (now === undefined) return
          yield* Queue.offerAll(told, Array.from({ length: tells }, () => now))
        }
      })

      const start = yield* Clock.currentTimeMillis
      for (const line of options.past ?? []) {
        record.push(line)
        if (line.kind === "placed") yield* take(line.request, line.at)
        else cut(line.attemptId, line.at)
      }
      for (const [attemptId, { events }] of calls) {
        if (events.at(-1)!.at > start) yield* FiberSet.run(fibers, tell(attemptId))
      }

      const write = (line: CarrierRecord) => {
        record.push(line)
        options.keep?.(line)
      }

      const carrier = Carrier.of({
        capabilities: {
          name: "simulated",
          idempotentCreate: false,
          pace: options.pace ?? null,
          queuesOverPace: false,
          extendsLimit: false,
          ordersEvents: false,
          tellsCost: charge === undefined ? "never" : "told",
          machineDetection: true
        },
        place: Effect.fn("SimulatedCarrier.place")(function*(request) {
          const at = yield* Clock.currentTimeMillis
          const fault = options.meets?.(request)
          if (fault?.kind === "refused") {
            return { _tag: "Rejected", class: fault.class, code: fault.class, retryAfter: fault.retryAfter }
          }
          if (fault?.kind === "lost" && !fault.taken) return { _tag: "Unknown", code: "lost" }
          write({ kind: "placed", at, request })
          const carrierCallId = yield* take(request, at)
          yield* FiberSet.run(fibers, tell(request.attemptId))
          return fault === undefined ? { _tag: "Accepted", carrierCallId } : { _tag: "Unknown", code: "lost" }
        }),
        hangup: Effect.fn("SimulatedCarrier.hangup")(function*({ attemptId }) {
          const at = yield* Clock.currentTimeMillis
          const call = calls.get(attemptId)
          if (call === undefined) return []
          if (call.events.at(-1)!.at > at) {
            write({ kind: "hung_up", at, attemptId })
            cut(attemptId, at)
            yield* Queue.offer(told, call.events.at(-1)!)
          }
          return call.events
        }),
        find: Effect.fn("SimulatedCarrier.find")(function*({ attemptId }) {
          const now = yield* Clock.currentTimeMillis
          return calls.get(attemptId)?.events.filter(({ at }) => at <= now) ?? []
        }),
        events: Stream.fromQueue(told)
      })

      const simulated = SimulatedCarrier.of({
        record: Effect.sync(() => [...record]),
        audit: Effect.sync(() => audit(placed))
      })
      return Context.make(Carrier, carrier).pipe(Context.add(SimulatedCarrier, simulated))
    }))
}

/** Without machine detection whatever picks up has answered. */
const heard = ({ answer }: PlaceRequest, fate: Fate): Fate =>
  answer.machineDetection === "off" && isConnected(fate.disposition) ? { ...fate, disposition: "answered" } : fate

const audit = (dials: ReadonlyArray<Placed>): CarrierAudit => {
  const attempts = new Set<AttemptId>()
  const busyUntil = new Map<Phone, number>()
  const changes: Array<{ readonly at: number; readonly by: number }> = []
  let doubleDials = 0
  for (const { at, events, request } of dials) {
    const until = events.at(-1)!.at
    const busy = busyUntil.get(request.to) ?? 0
    if (attempts.has(request.attemptId) || busy > at) doubleDials++
    attempts.add(request.attemptId)
    busyUntil.set(request.to, Math.max(busy, until))
    changes.push({ at, by: 1 }, { at: until, by: -1 })
  }
  let live = 0
  let maxConcurrent = 0
  for (const { by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    live += by
    maxConcurrent = Math.max(maxConcurrent, live)
  }
  return { requests: dials.length, doubleDials, maxConcurrent }
}
