import { Context, type Effect, Schema } from "effect"
import type { CarrierEvent } from "../domain/attempt.ts"
import type { AttemptId } from "../domain/id.ts"
import type { PlaceRequest } from "./carrier.ts"

/** A request of a carrier's, as this process received it, which behind a proxy is not as the carrier sent it. */
export interface CarrierRequest {
  readonly method: string
  /** Path and query, as in the request line: "/carrier/twilio/events?attempt=…". */
  readonly target: string
  /** Headers by name in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The body as it came, before anything is parsed: signatures cover it byte by byte. */
  readonly body: string
  /** The IP address of whoever holds the other end of the connection; undefined where that is not known. */
  readonly peer: string | undefined
}

/** A request that is not the carrier's, or that the carrier sent and nobody understands. Nothing of it is believed. */
export class CarrierRequestRefused extends Schema.TaggedError<CarrierRequestRefused>()("CarrierRequestRefused", {
  why: Schema.Literals(["not_authentic", "unreadable"]),
  reason: Schema.String
}) {
  override get message(): string {
    return `a request to a carrier's address was refused: ${this.reason}`
  }
}

/** What a carrier is answered that asks what an answered call is to do, in the carrier's own language. */
export interface CarrierAnswer {
  readonly mediaType: string
  readonly body: string
}

/** A carrier's question what the call of an attempt is to do, and how its answer is written. */
export interface CarrierQuestion {
  readonly attemptId: AttemptId
  /**
   * Which call asks, by the carrier's name for it; null where the question does not say. A call that is not the attempt's
   * is told nothing: an address that names an attempt may have come to where it does not belong.
   */
  readonly carrierCallId: string | null
  readonly write: (request: PlaceRequest) => CarrierAnswer
}

/**
 * What a carrier that calls webhooks is told by: whoever serves HTTP hands its requests over here. Nothing in it waits
 * for the store, so that a carrier is answered at once, whatever the store does.
 */
export class CarrierWebhooks extends Context.Service<CarrierWebhooks, {
  /** The carrier, by the name in its capabilities; it stands in the path of its URLs. */
  readonly name: string
  /** What a request tells, once it is found authentic. The same request may come twice, and tells the same twice. */
  readonly receive: (request: CarrierRequest) => Effect.Effect<ReadonlyArray<CarrierEvent>, CarrierRequestRefused>
  /** Of which attempt a request asks what its call is to do. Carriers that are told everything with the request have none. */
  readonly question?: (request: CarrierRequest) => Effect.Effect<CarrierQuestion, CarrierRequestRefused>
}>()("@campanile/core/CarrierWebhooks") {}
