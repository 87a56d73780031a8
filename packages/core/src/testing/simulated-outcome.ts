import { Effect, Random } from "effect"
import type { CarrierEvent } from "../domain/attempt.ts"
import { type Disposition, isConnected } from "../domain/disposition.ts"
import type { PlaceRequest } from "../ports/carrier.ts"

/** How likely each end of a simulated call is; weights, not necessarily adding up to one. */
export type Odds = Readonly<Partial<Record<Disposition, number>>>

/** About what campaigns to mixed mobile and landline numbers see. */
export const usualOdds: Odds = {
  answered: 0.55,
  voicemail: 0.14,
  no_answer: 0.18,
  busy: 0.07,
  rejected: 0.04,
  carrier_error: 0.02
}

/** The share of phones that do not exist: the same phone always, whatever is dialed when. */
export const deadPhones = 0.02

/**
 * What will become of a simulated call, in whole milliseconds from the request: of fractions, the difference can be a
 * hair more than the limit that was added, and a hair more is a second more of talk.
 */
export interface Fate {
  readonly ringsAfter: number
  readonly endsAfter: number
  /** Null where nobody and nothing takes it. */
  readonly answersAfter: number | null
  readonly disposition: Disposition
}

/** Whole milliseconds, log-normal: most are near the median, a few are long, as ring and talk times are. */
const logNormal = (median: number, sigma: number) =>
  Effect.map(
    Effect.all([Random.next, Random.next]),
    ([a, b]) => Math.round(median * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * b)))
  )

const draw = (odds: Odds) =>
  Effect.map(Random.next, (chance) => {
    const entries = Object.entries(odds) as Array<[Disposition, number]>
    let left = chance * entries.reduce((sum, [, weight]) => sum + weight, 0)
    return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0]!)[0]
  })

/**
 * What becomes of a request: drawn from the seed and the attempt, so that the same seed always tells the same story,
 * also to a process that starts again in the middle of it. Median ring time 9 s, conversation 45 s, voicemail 25 s.
 */
export const fateOf = Effect.fnUntraced(
  function*(request: PlaceRequest, seed: string, odds: Odds): Effect.fn.Return<Fate> {
    const phone = yield* Random.next.pipe(Random.withSeed(`${seed}/${request.to}`))
    return yield* Effect.gen(function*() {
      const ringsAfter = yield* logNormal(1500, 0.3)
      if (phone < deadPhones) {
        return { ringsAfter, answersAfter: null, endsAfter: ringsAfter, disposition: "invalid_number" as const }
      }
      const disposition = yield* draw(odds)
      const rung = yield* logNormal(9000, 0.6)
      const limit = ringsAfter + request.ringSeconds * 1000
      if (isConnected(disposition)) {
        const answersAfter = Math.min(limit, ringsAfter + rung)
        const talk = yield* logNormal(disposition === "answered" ? 45_000 : 25_000, 0.7)
        return {
          ringsAfter,
          answersAfter,
          endsAfter: answersAfter + Math.min(request.limitSeconds * 1000, Math.max(1000, talk)),
          disposition
        }
      }
      const endsAfter = disposition === "no_answer"
        ? limit
        : disposition === "rejected"
        ? Math.min(limit, ringsAfter + rung)
        : ringsAfter + 500
      return { ringsAfter, answersAfter: null, endsAfter, disposition }
    }).pipe(Random.withSeed(`${seed}/${request.attemptId}`))
  }
)

/** The events of a call, in the order in which they happen, for a request made at an instant (ms UTC). */
export const eventsOf = (
  request: PlaceRequest,
  carrierCallId: string,
  fate: Fate,
  at: number
): ReadonlyArray<CarrierEvent> => {
  const event = (kind: CarrierEvent["kind"], after: number): CarrierEvent => ({
    attemptId: request.attemptId,
    carrierCallId,
    kind,
    at: at + after,
    disposition: null,
    talkSeconds: 0,
    code: ""
  })
  const rings = fate.disposition !== "invalid_number" && fate.disposition !== "carrier_error" &&
    fate.disposition !== "busy"
  return [
    event("queued", 0),
    ...(rings ? [event("ringing", fate.ringsAfter)] : []),
    ...(fate.answersAfter === null ? [] : [event("answered", fate.answersAfter)]),
    {
      ...event("ended", fate.endsAfter),
      disposition: fate.disposition,
      talkSeconds: fate.answersAfter === null ? 0 : Math.ceil(Math.round(fate.endsAfter - fate.answersAfter) / 1000)
    }
  ]
}

/** The same fate in fast motion, for tries by the real clock. */
export const hasten = (fate: Fate, speed: number): Fate => ({
  disposition: fate.disposition,
  ringsAfter: Math.round(fate.ringsAfter / speed),
  answersAfter: fate.answersAfter === null ? null : Math.round(fate.answersAfter / speed),
  endsAfter: Math.round(fate.endsAfter / speed)
})
