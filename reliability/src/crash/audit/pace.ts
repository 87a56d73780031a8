import type { Evidence } from "../evidence.ts"
import type { Request } from "./dials.ts"

/** How often the carrier was asked for calls by somebody who has a pace: a caller number, or the account. */
export interface PaceFigure {
  readonly who: string
  readonly requests: number
  /** The window in which the pace was used up furthest: requests in it, its length in ms, and how many may be. */
  readonly fullest: { readonly requests: number; readonly milliseconds: number; readonly allowed: number }
  /** Windows with more requests than the pace allows. */
  readonly exceeded: number
}

interface Arrival {
  readonly at: number
  /** Milliseconds from its claim until it reached the carrier. */
  readonly late: number
}

/** Windows are looked at as far as so many requests: a burst is seen in few, the rate in this many. */
const widest = 200

/**
 * The engine keeps the pace when it claims; what it claimed reaches the carrier a bit later, one request more than the
 * other. So the requests of a window were claimed within the window's length and the difference between the longest and
 * the shortest of their delays, and in that time the pace allows a burst and what the rate adds. No other tolerance.
 */
const figureOf = (who: string, arrivals: ReadonlyArray<Arrival>, perSecond: number, burst: number): PaceFigure => {
  const ordered = arrivals.toSorted((a, b) => a.at - b.at)
  let exceeded = 0
  let fullest = { requests: 0, milliseconds: 0, allowed: burst }
  let least = Infinity
  for (let first = 0; first < ordered.length; first++) {
    let shortest = Infinity
    let longest = 0
    for (let last = first; last < Math.min(ordered.length, first + widest); last++) {
      shortest = Math.min(shortest, ordered[last]!.late)
      longest = Math.max(longest, ordered[last]!.late)
      const milliseconds = ordered[last]!.at - ordered[first]!.at
      const allowed = Math.floor(burst + perSecond * (milliseconds + longest - shortest) / 1000 + 1e-6)
      const requests = last - first + 1
      if (requests > allowed) exceeded++
      if (requests > 1 && allowed - requests < least) {
        least = allowed - requests
        fullest = { requests, milliseconds, allowed }
      }
    }
  }
  return { who, requests: ordered.length, fullest, exceeded }
}

/** The pace of every caller number, and that of the account in calls per second, from the instants of the requests. */
export const paces = (
  requests: ReadonlyArray<Request>,
  cps: number,
  { attempts, numbers }: Pick<Evidence, "attempts" | "numbers">
): ReadonlyArray<PaceFigure> => {
  const claimed = new Map(attempts.map(({ claimedAt, id }) => [id, claimedAt]))
  const arrivals = requests.flatMap(({ at, attemptId, from }) => {
    const since = claimed.get(attemptId ?? "")
    return since === undefined ? [] : [{ from, at, late: at - since }]
  })
  return [
    ...numbers.map(({ burst, perSecond, phone }) =>
      figureOf(phone, arrivals.filter(({ from }) => from === phone), perSecond, burst)
    ),
    figureOf("account", arrivals, cps, 1)
  ]
}
