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
 * Why a carrier refused a request, by what can be done about it. `throttled`: the same request may be made again, later.
 * `invalid_number`: nobody can be reached there. `forbidden`: the account may not dial this number. `retryable`: it was
 * certainly not taken, and another time it may be. `account`: the account may not dial at all, such as one without
 * funds. `fatal`: the request is wrong in itself, and would be so again: a setting or a bug.
 */
export type Refusal = "throttled" | "invalid_number" | "forbidden" | "retryable" | "account" | "fatal"

/**
 * What the carrier said to a request. `Unknown` is a result: a request whose answer was lost may have been taken, and
 * must not be made again.
 */
export type PlaceResult =
  | {
    readonly _tag: "Accepted"
    readonly carrierCallId: string
    /** Milliseconds for which the call is expected to wait at the carrier before it is dialed; none where it is not told. */
    readonly queuedFor?: number
  }
  | {
    readonly _tag: "Rejected"
    readonly class: Refusal
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
  /**
   * What is asked for above its pace waits at the carrier instead of being refused, and may be dialed after its hours:
   * there is `withdraw`.
   */
  readonly queuesOverPace: boolean
  /** The hard time limit of a call can be changed while it lives: there is `extendLimit`. */
  readonly extendsLimit: boolean
  /** Its events carry their place among those of their call. Nothing relies on it: what is told is order-free. */
  readonly ordersEvents: boolean
  /** Whether and how it says what a call cost: by itself (`told`), or when it is asked some time after the end (`asked`). */
  readonly tellsCost: "never" | "told" | "asked"
  /**
   * It can tell machines from people: where an assistant asks for it, and otherwise as it is set up. With a carrier that
   * cannot, and without detection, whatever picks up has answered.
   */
  readonly machineDetection: boolean
}

/** An attempt of which the carrier is asked. */
export interface PlacedCall {
  readonly attemptId: AttemptId
  /** The carrier's name for it; null where the answer to the request was lost. */
  readonly carrierCallId: string | null
  readonly to: Phone
  readonly from: Phone
  /** The instant (ms UTC) before which no request for it left. */
  readonly since: number
}

/** Whatever places calls. Every carrier passes the suite in `@campanile/core/testing`. */
export class Carrier extends Context.Service<Carrier, {
  readonly capabilities: CarrierCapabilities
  /** Dial. Never fails: an unclear end is the result `Unknown`. */
  readonly place: (request: PlaceRequest) => Effect.Effect<PlaceResult>
  /**
   * Withdraw a call that is not answered yet, or end one that is. Ending what has ended is no error. Answers with what
   * is known of the call by then, for of some ends a carrier tells nobody: those that it withdrew from its own queue.
   */
  readonly hangup: (call: PlacedCall) => Effect.Effect<ReadonlyArray<CarrierEvent>, CarrierUnavailable>
  /**
   * Withdraw a call that waits for its turn at the carrier. One that is dialed by now goes on: whoever is dialed, or talks,
   * must not be hung up on because what was told of it is late or lost. Answers with what is known of the call by then.
   * Only where `queuesOverPace`.
   */
  readonly withdraw?: (call: PlacedCall) => Effect.Effect<ReadonlyArray<CarrierEvent>, CarrierUnavailable>
  /**
   * All that the carrier knows of an attempt until now, its cost where that is known; none where it does not know it.
   * What is found and what is told must agree: an end of which the carrier knows less when it is asked than it tells by
   * itself is not answered as long as it may still be told.
   */
  readonly find: (call: PlacedCall) => Effect.Effect<ReadonlyArray<CarrierEvent>, CarrierUnavailable>
  /**
   * Let a call that lives last for so many seconds in all; answers whether it lived. The engine never asks for it, since
   * what its hold pays for would not change with it: it is for programs that answer for the money themselves.
   */
  readonly extendLimit?: (call: PlacedCall, limitSeconds: number) => Effect.Effect<boolean, CarrierUnavailable>
  /** Events of carriers that tell them over a connection of their own. Those that call webhooks have none here. */
  readonly events: Stream.Stream<CarrierEvent>
}>()("@campanile/core/Carrier") {}
