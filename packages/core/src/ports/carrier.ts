import { Context, type Effect, Schema, type Stream } from "effect"
import type { CarrierEvent } from "../domain/attempt.ts"
import type { AttemptId } from "../domain/id.ts"
import type { Pace } from "../domain/pace.ts"
import type { Phone } from "../domain/phone.ts"
import type { AnswerPlan } from "../domain/workspace.ts"
import { wordsOf } from "./thrown.ts"

/** A request to dial. */
export interface PlaceRequest {
  readonly attemptId: AttemptId
  readonly to: Phone
  readonly from: Phone
  /** How an answered call reaches the assistant. */
  readonly answer: AnswerPlan
  /** The prompt with the contact's values in it: plain text, which a carrier escapes for the language it speaks (XML, JSON). */
  readonly text: string
  /**
   * The contact's values by variable, or the prompt's defaults, as plain text and apart from `text`: what becomes a
   * parameter, a header or a part of a URL is escaped for that, and by nobody before.
   */
  readonly variables: Readonly<Record<string, string>>
  readonly ringSeconds: number
  /** The carrier ends the call after so many seconds: it is what the hold pays for. */
  readonly limitSeconds: number
}

/**
 * What the carrier said to a request. `Unknown` is a result: a request whose answer was lost may have been taken, and
 * must not be made again.
 */
export type PlaceResult =
  | { readonly _tag: "Accepted"; readonly carrierCallId: string }
  | {
    readonly _tag: "Rejected"
    readonly class: "throttled" | "invalid_number" | "forbidden" | "retryable" | "account"
    /** The carrier's own code. */
    readonly code: string
    /** With `throttled`: milliseconds to wait. */
    readonly retryAfter: number | undefined
  }
  | { readonly _tag: "Unknown"; readonly code: string }

/** The carrier could not be asked. */
export class CarrierUnavailable extends Schema.TaggedError<CarrierUnavailable>()("CarrierUnavailable", {
  cause: Schema.Defect()
}) {
  override get message(): string {
    return `the carrier could not be asked: ${wordsOf(this.cause)}`
  }
}

/** What a carrier can do, as data. */
export interface CarrierCapabilities {
  readonly name: string
  /** A request that is repeated with the same attempt id is taken once. */
  readonly idempotentCreate: boolean
  /** How fast the account takes requests, over all caller numbers and nodes; null for as fast as they come. */
  readonly pace: Pace | null
}

/** Whatever places calls. Every carrier passes the suite in `@campanile/core/testing`. */
export class Carrier extends Context.Service<Carrier, {
  readonly capabilities: CarrierCapabilities
  /** Dial. Never fails: an unclear end is the result `Unknown`. */
  readonly place: (request: PlaceRequest) => Effect.Effect<PlaceResult>
  /** Withdraw a call that is not answered yet, or end one that is. Ending what has ended is no error. */
  readonly hangup: (call: {
    readonly attemptId: AttemptId
    readonly carrierCallId: string | null
  }) => Effect.Effect<void, CarrierUnavailable>
  /** All that the carrier knows of an attempt until now; none where it does not know it. */
  readonly find: (call: {
    readonly attemptId: AttemptId
    readonly carrierCallId: string | null
    readonly to: Phone
  }) => Effect.Effect<ReadonlyArray<CarrierEvent>, CarrierUnavailable>
  /** Events of carriers that tell them over a connection of their own. Those that call webhooks have none here. */
  readonly events: Stream.Stream<CarrierEvent>
}>()("@campanile/core/Carrier") {}
