import {
  type AttemptId,
  Carrier,
  type CarrierEvent,
  CarrierUnavailable,
  type Disposition,
  type PlacedCall,
  type PlaceRequest,
  type PlaceResult,
  type Refusal
} from "@campanile/core"
import { Effect, Stream } from "effect"
import type { Life } from "./timeline.ts"
import type { World } from "./world.ts"

/** One request to dial, as the carrier wrote it down. */
export interface Taken {
  readonly request: PlaceRequest
  /** Instants (ms UTC) at which the request left, and arrived. */
  readonly sentAt: number
  readonly at: number
  /** All that happened, and will; a hangup cuts it short. */
  events: ReadonlyArray<CarrierEvent>
}

/** When the last of a call's events happens (ms UTC). */
export const endOf = ({ events }: Taken): number => events.at(-1)!.at

/** What looks on when a request leaves, and when the carrier takes it. */
export interface Onlooker {
  readonly sent: (request: PlaceRequest) => void
  readonly taken: (taken: Taken) => void
}

const dispositions: ReadonlyArray<Disposition> = [
  "answered",
  "answered",
  "answered",
  "voicemail",
  "no_answer",
  "no_answer",
  "busy",
  "rejected",
  "carrier_error"
]

const refusals: ReadonlyArray<Refusal> = [
  "throttled",
  "throttled",
  "throttled",
  "retryable",
  "retryable",
  "invalid_number",
  "forbidden",
  "account",
  "fatal"
]

/** After how many milliseconds a node no longer waits for the answer to a request. */
const patience = 10_000

/**
 * A carrier that all nodes of a run share, and that lives on whatever becomes of them. It keeps its own record of every
 * request, and tells what happens to any node that it reaches.
 */
export class SharedCarrier {
  readonly #world: World
  readonly #onlooker: Onlooker
  readonly #tell: (events: ReadonlyArray<CarrierEvent>) => boolean
  /** What becomes of everything it tells, while nothing comes in. */
  dark: "lost" | "late" | undefined
  /** What was taken, in order. */
  readonly record: Array<Taken> = []
  /** Attempts whose request was refused. */
  readonly refused = new Set<AttemptId>()
  readonly #calls = new Map<AttemptId, Taken>()

  /** `tell` hands events to some node, and says whether it found one. */
  constructor(
    world: World,
    onlooker: Onlooker,
    tell: (events: ReadonlyArray<CarrierEvent>) => boolean
  ) {
    this.#world = world
    this.#onlooker = onlooker
    this.#tell = tell
  }

  /** The call of an attempt, if the carrier has it. */
  of(id: AttemptId): Taken | undefined {
    return this.#calls.get(id)
  }

  #take(request: PlaceRequest, sentAt: number): Taken {
    const { timeline: { now } } = this.#world
    const taken: Taken = { request, sentAt, at: now, events: this.#fate(request, now) }
    this.record.push(taken)
    this.#calls.set(request.attemptId, taken)
    this.#onlooker.taken(taken)
    taken.events.forEach((_, index) => this.#happens(taken, index))
    return taken
  }

  /** Whole milliseconds, all of a call's life in advance. */
  #fate(request: PlaceRequest, at: number): ReadonlyArray<CarrierEvent> {
    const { chance } = this.#world
    const disposition = request.to.endsWith("99") ? "invalid_number" : chance.of(dispositions)
    const event = (kind: CarrierEvent["kind"], after: number): CarrierEvent => ({
      attemptId: request.attemptId,
      carrierCallId: `c-${request.attemptId}`,
      kind,
      at: at + after,
      disposition: null,
      talkSeconds: 0,
      code: ""
    })
    const ringsAfter = chance.between(20, 2000)
    const rung = chance.between(500, request.ringSeconds * 1000)
    const ended = (after: number, talk: number): CarrierEvent => ({
      ...event("ended", after),
      disposition,
      talkSeconds: Math.ceil(talk / 1000)
    })
    const queued = event("queued", 0)
    switch (disposition) {
      case "answered":
      case "voicemail": {
        const talk = Math.min(request.limitSeconds * 1000, chance.between(500, 25_000))
        const answers = ringsAfter + rung
        return [queued, event("ringing", ringsAfter), event("answered", answers), ended(answers + talk, talk)]
      }
      case "no_answer":
        return [queued, event("ringing", ringsAfter), ended(ringsAfter + request.ringSeconds * 1000, 0)]
      case "rejected":
        return [queued, event("ringing", ringsAfter), ended(ringsAfter + rung, 0)]
      default:
        return [queued, ended(ringsAfter, 0)]
    }
  }

  /** Tell an event of a call when it happens, unless the call was cut short before. */
  #happens(taken: Taken, index: number): void {
    const { timeline } = this.#world
    const planned = taken.events[index]!
    timeline.after(Math.max(0, planned.at - timeline.now), () => {
      if (taken.events[index] === planned) this.#send(planned)
    })
  }

  #send(event: CarrierEvent): void {
    const { chance, timeline, trace, weather } = this.#world
    const what = `${event.kind} of ${event.attemptId.slice(-4)}`
    if (this.dark === "late") {
      trace.fault(timeline.now, "event in the dark", what)
      return timeline.after(chance.between(10_000, 120_000), () => this.#send(event))
    }
    if (this.dark === "lost" || chance.is(weather.eventLost)) return trace.fault(timeline.now, "event lost", what)
    const twice = chance.is(weather.eventTwice)
    if (twice) trace.fault(timeline.now, "event twice", what)
    for (let copy = 0; copy < (twice ? 2 : 1); copy++) {
      const late = chance.is(weather.eventLate)
      if (late) trace.fault(timeline.now, "event late", what)
      timeline.after(late ? chance.between(1000, 90_000) : chance.between(0, 60), () => this.#knock(event, 3))
    }
  }

  /** A node that cannot be reached is tried again, as carriers do, but not for ever. */
  #knock(event: CarrierEvent, tries: number): void {
    if (!this.#tell([event]) && tries > 0) this.#world.timeline.after(5000, () => this.#knock(event, tries - 1))
  }

  /** The carrier as a life reaches it. */
  port(life: Life): Carrier["Service"] {
    return Carrier.of({
      capabilities: {
        name: "simulated",
        idempotentCreate: false,
        pace: null,
        queuesOverPace: false,
        extendsLimit: false,
        ordersEvents: false,
        tellsCost: "never",
        machineDetection: true
      },
      place: (request) => this.#place(life, request),
      hangup: (call) => this.#ask(life, "hangup", call, () => this.#cut(call)),
      find: (call) => this.#ask(life, "find", call, () => this.#known(call)),
      events: Stream.never
    })
  }

  #place(life: Life, request: PlaceRequest): Effect.Effect<PlaceResult> {
    return Effect.callback((resume) => {
      const { chance, timeline, trace, weather } = this.#world
      const sentAt = timeline.now
      const what = `${life.name} request ${request.attemptId.slice(-4)}`
      const answer = (delay: number, result: PlaceResult) =>
        timeline.after(delay, () => resume(Effect.succeed(result)), life)
      trace.note(sentAt, life.name, `request ${request.attemptId.slice(-4)} to ${request.to}`)
      this.#world.changedAt = sentAt
      this.#onlooker.sent(request)
      const leaves = (there: number) =>
        timeline.after(there, () => {
          if (chance.is(this.#world.weather.refused)) {
            const refusal = chance.of(refusals)
            trace.fault(timeline.now, `refused: ${refusal}`, what)
            this.refused.add(request.attemptId)
            return answer(chance.between(1, 80), {
              _tag: "Rejected",
              class: refusal,
              code: refusal,
              retryAfter: refusal === "throttled" ? chance.between(100, 5000) : undefined
            })
          }
          const taken = this.#take(request, sentAt)
          if (chance.is(this.#world.weather.replyLost)) {
            trace.fault(timeline.now, "reply lost", what)
            return answer(Math.max(1, patience - there), { _tag: "Unknown", code: "timeout" })
          }
          return answer(chance.between(1, 80), { _tag: "Accepted", carrierCallId: taken.events[0]!.carrierCallId! })
        })
      if (chance.is(weather.requestLost)) {
        trace.fault(sentAt, "request lost", what)
        return answer(patience, { _tag: "Unknown", code: "timeout" })
      }
      if (chance.is(weather.requestHeld)) {
        const duration = this.#world.hold(life, "request")
        return timeline.after(duration, () => {
          if (life.alive) leaves(chance.between(1, 80))
        })
      }
      const slow = chance.is(weather.requestSlow)
      if (slow) trace.fault(sentAt, "request slow", what)
      return leaves(slow ? chance.between(1000, patience - 2000) : chance.between(1, 80))
    })
  }

  #ask<A>(life: Life, what: string, call: PlacedCall, answer: () => A): Effect.Effect<A, CarrierUnavailable> {
    return Effect.callback((resume) => {
      const { chance, timeline, trace, weather } = this.#world
      trace.note(timeline.now, life.name, `${what} ${call.attemptId.slice(-4)}`)
      const silent = chance.is(weather.carrierSilent)
      if (silent) trace.fault(timeline.now, "carrier silent", `${life.name} ${what}`)
      timeline.after(chance.between(1, 40), () => {
        const known = silent ? Effect.fail(new CarrierUnavailable({ cause: "no answer" })) : Effect.succeed(answer())
        timeline.after(chance.between(1, 40), () => resume(known), life)
      })
    })
  }

  #known({ attemptId }: PlacedCall): ReadonlyArray<CarrierEvent> {
    const { now } = this.#world.timeline
    return this.#calls.get(attemptId)?.events.filter(({ at }) => at <= now) ?? []
  }

  #cut(call: PlacedCall): ReadonlyArray<CarrierEvent> {
    const { now } = this.#world.timeline
    const taken = this.#calls.get(call.attemptId)
    if (taken === undefined) return []
    if (endOf(taken) > now) {
      const answered = taken.events.find(({ at, kind }) => kind === "answered" && at <= now)
      const over: CarrierEvent = {
        ...taken.events.at(-1)!,
        at: now,
        disposition: answered === undefined ? "canceled" : "answered",
        talkSeconds: answered === undefined ? 0 : Math.ceil((now - answered.at) / 1000)
      }
      taken.events = [...taken.events.filter(({ at }) => at <= now), over]
      this.#send(over)
    }
    return this.#known(call)
  }
}
