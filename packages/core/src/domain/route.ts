import { type Health, mayUse } from "./breaker.ts"
import { chooseNumber, type NumberState } from "./caller-number.ts"
import type { NumberChoice } from "./calling-policy.ts"
import type { NumberId } from "./id.ts"
import { allowance, nextAllowed, type Pace } from "./pace.ts"
import type { Phone } from "./phone.ts"

/** The carrier's account, as far as a turn has to know it. */
export interface CarrierState {
  readonly name: string
  /** How fast it takes requests; null for as fast as they come. */
  readonly pace: Pace | null
  /** Theoretical arrival time of its next request (ms UTC); 0 for one that was never asked. */
  readonly arrival: number
  readonly health: Health
  /** Attempts through it that live, of all workspaces. */
  readonly live: number
}

/** The caller number that a call leaves from, or what keeps it from leaving now. */
type Route =
  | { readonly _tag: "Open"; readonly number: NumberState }
  | {
    readonly _tag: "Blocked"
    /** A carrier keeps every call, numbers only those that may leave from them. */
    readonly by: "carrier" | "numbers"
    readonly reason: string
    /** When it may be different (ms UTC), where that is known. */
    readonly nextAt: number | undefined
  }

/** Find the way for a call at an instant (ms UTC): health and pace of the carrier first, then those of the numbers. */
export const routeFor = (
  carrier: CarrierState,
  numbers: ReadonlyArray<NumberState>,
  choice: NumberChoice,
  call: { readonly phone: Phone; readonly lastNumberId: NumberId | null },
  now: number
): Route => {
  const { arrival, health, live, name, pace } = carrier
  if (!mayUse(health, live, now)) {
    return {
      _tag: "Blocked",
      by: "carrier",
      reason: `too many calls through ${name} failed: it rests, and is then tried with one call`,
      nextAt: health.openUntil > now ? health.openUntil : undefined
    }
  }
  if (pace !== null && allowance(pace, arrival, now) === 0) {
    return {
      _tag: "Blocked",
      by: "carrier",
      reason: `${name} takes ${pace.perSecond} requests a second`,
      nextAt: nextAllowed(pace, arrival, now)
    }
  }
  const chosen = chooseNumber(numbers, choice, call, now)
  if (chosen.number !== undefined) return { _tag: "Open", number: chosen.number }
  return {
    _tag: "Blocked",
    by: "numbers",
    reason: chosen.nextAt === undefined
      ? "no caller number is in use: they are paused, or rest because too many of their calls failed"
      : "the caller numbers have dialed as fast as they may",
    nextAt: chosen.nextAt
  }
}
