import { Schema } from "effect"
import { Disposition, isConnected } from "./disposition.ts"
import { AttemptId, CallId, CampaignId, NodeId, NumberId, WorkspaceId } from "./id.ts"
import { Phone } from "./phone.ts"
import { cost, Tariff } from "./tariff.ts"

/** `claimed → placing → queued → ringing → answered → ended`. An attempt that has not ended is a slot in use. */
export const AttemptState = Schema.Literals(["claimed", "placing", "queued", "ringing", "answered", "ended"])
export type AttemptState = typeof AttemptState.Type

/** What a carrier charges for a call, beside our credits and in its own currency. */
export const CarrierCost = Schema.Struct({
  /** Millionths of the currency's unit, whole. */
  amount: Schema.Int,
  /** ISO 4217. */
  currency: Schema.String.pipe(Schema.check(Schema.isPattern(/^[A-Z]{3}$/u)))
}).annotate({ identifier: "CarrierCost" })
export interface CarrierCost extends Schema.Schema.Type<typeof CarrierCost> {}

/** One dial of a call through a carrier. */
export const Attempt = Schema.Struct({
  workspaceId: WorkspaceId,
  id: AttemptId,
  callId: CallId,
  campaignId: Schema.NullOr(CampaignId),
  numberId: NumberId,
  /** The carrier through which it is dialed, by its name. */
  carrier: Schema.String,
  /** The phone that is dialed; `erasedPhone` where the person was erased. */
  phone: Phone,
  state: AttemptState,
  /** Who answers for it, and in which of its lives. */
  nodeId: NodeId,
  epoch: Schema.Int,
  /** The carrier's name for it, as soon as it is known. */
  carrierCallId: Schema.NullOr(Schema.String),
  /** Micro-credits that are reserved for it. */
  held: Schema.Int,
  /** Micro-credits that it cost. */
  spent: Schema.Int,
  /** The prices of the instant at which it was claimed; later changes do not touch it. */
  tariff: Tariff,
  /** Seconds that it may ring. */
  ringSeconds: Schema.Int,
  /** The hard time limit of the call in seconds: what the hold pays for. */
  limitSeconds: Schema.Int,
  /** Instant, ms UTC; so are those that follow. Each is null until it has come. */
  claimedAt: Schema.Int,
  /** When the request left, as far as we know. */
  placedAt: Schema.NullOr(Schema.Int),
  /** By the carrier's clock, as the next two are. */
  ringingAt: Schema.NullOr(Schema.Int),
  answeredAt: Schema.NullOr(Schema.Int),
  endedAt: Schema.NullOr(Schema.Int),
  /** Past this instant (ms UTC) the carrier is asked what became of it, so that nothing is in progress for ever. */
  deadlineAt: Schema.Int,
  disposition: Schema.NullOr(Disposition),
  /** Seconds that the line was connected. */
  talkSeconds: Schema.Int,
  /** The carrier's or our own word for the end. */
  code: Schema.String,
  /** What the carrier charges for it; null as long as it is not told. It changes no charge of ours. */
  cost: Schema.NullOr(CarrierCost)
}).annotate({ identifier: "Attempt" })
export interface Attempt extends Schema.Schema.Type<typeof Attempt> {}

/** What a carrier tells of an attempt, in the words of this engine. */
export const CarrierEvent = Schema.Struct({
  attemptId: AttemptId,
  carrierCallId: Schema.NullOr(Schema.String),
  /** `cost` tells of nothing but what it cost, often long after the end. */
  kind: Schema.Literals(["queued", "ringing", "answered", "ended", "cost"]),
  /** When it happened (ms UTC), by the carrier's clock. */
  at: Schema.Int,
  /** With `ended`: how. */
  disposition: Schema.NullOr(Disposition),
  /** With `ended`: seconds that the line was connected. */
  talkSeconds: Schema.Int,
  /** With `ended`: the carrier's own code, for people. */
  code: Schema.String,
  /** With `cost`, or wherever it is known already: what the carrier charges. */
  cost: Schema.optionalKey(CarrierCost)
})
export interface CarrierEvent extends Schema.Schema.Type<typeof CarrierEvent> {}

/** Time that a carrier has, beyond ringing and talking, to tell us that a call has ended. Milliseconds. */
export const deadlineGraceMs = 60_000

/** The instant (ms UTC) past which an attempt that is asked for now must have ended: it rang and talked for as long as it may. */
export const deadlineOf = (attempt: Pick<Attempt, "limitSeconds" | "ringSeconds">, now: number): number =>
  now + (attempt.ringSeconds + attempt.limitSeconds) * 1000 + deadlineGraceMs

/** The attempt whose request is about to leave: from here on it counts as dialed until the carrier says otherwise. */
export const placing = (attempt: Attempt, now: number): Attempt => ({
  ...attempt,
  state: "placing",
  placedAt: now,
  deadlineAt: deadlineOf(attempt, now)
})

const ranks: Record<AttemptState, number> = { claimed: 0, placing: 1, queued: 2, ringing: 3, answered: 4, ended: 5 }

const earliest = (known: number | null, at: number) => known === null ? at : Math.min(known, at)

/** The code of an attempt that the engine withdrew because it lived past its deadline. */
export const overdue = "overdue"

/**
 * The code of an end that says: canceled while it waited at the carrier, and no phone was dialed. Its call waits again,
 * as if it had never been claimed.
 */
export const undialed = "undialed"

const dearer = (known: CarrierCost | null, told: CarrierCost | undefined): CarrierCost | null => {
  if (told === undefined || known === null) return told ?? known
  if (told.amount !== known.amount) return told.amount > known.amount ? told : known
  return told.currency < known.currency ? told : known
}

const withdrawnLate = ({ deadlineAt }: Attempt, { at, code, disposition }: CarrierEvent) =>
  disposition === "canceled" && code !== undialed && at >= deadlineAt

/**
 * The attempt with one more thing known of it. Events come late, twice and out of order; whatever their order, the
 * same set of them gives the same attempt: instants are the earliest told, the state is the furthest reached, the cost
 * is the highest told, and the first end stands: a carrier that tells of an end more than once tells the same.
 */
export const learn = (attempt: Attempt, event: CarrierEvent): Attempt => {
  const { carrierCallId, kind } = event
  const state = kind !== "cost" && ranks[kind] > ranks[attempt.state] ? kind : attempt.state
  const known = {
    ...attempt,
    state,
    carrierCallId: attempt.carrierCallId ?? carrierCallId,
    cost: dearer(attempt.cost, event.cost)
  }
  switch (kind) {
    case "cost":
    case "queued":
      return known
    case "ringing":
      return { ...known, ringingAt: earliest(attempt.ringingAt, event.at) }
    case "answered":
      return { ...known, answeredAt: earliest(attempt.answeredAt, event.at) }
    case "ended": {
      if (attempt.state === "ended") return known
      const disposition = event.disposition ?? "unknown"
      const talkSeconds = isConnected(disposition) ? event.talkSeconds : 0
      return {
        ...known,
        endedAt: event.at,
        disposition,
        talkSeconds,
        spent: isConnected(disposition) ? Math.min(attempt.held, cost(attempt.tariff, talkSeconds)) : 0,
        code: withdrawnLate(attempt, event) ? `${overdue} ${event.code}`.trimEnd() : event.code
      }
    }
  }
}

/** Whether the attempt has ended, and its slot is free. */
export const hasEnded = (attempt: Attempt): boolean => attempt.state === "ended"

/**
 * The end of an attempt of which nobody can say whether it was dialed: what the engine learns, at an instant, when the
 * carrier does not know it or cannot be asked any more.
 */
export const outcomeUnknown = (attempt: Attempt, code: string, at: number): CarrierEvent => ({
  attemptId: attempt.id,
  carrierCallId: null,
  kind: "ended",
  at,
  disposition: "unknown",
  talkSeconds: 0,
  code
})
