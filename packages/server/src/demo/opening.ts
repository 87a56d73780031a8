import { areOpen, nextOpen, type Window, type ZoneSet } from "@campanile/core"

/** The day on which a demo plays: Tuesday, 3 March 2026, in UTC. */
export const day = Date.UTC(2026, 2, 3)

const minute = 60_000
const hour = 60 * minute

/** For how long (ms) the hours of contacts are to stay open, once the demo counts on them. */
const enough = 1.5 * hour

/** How long before the first hours open (ms) the clock begins, so that one can see that nobody is called before. */
const early = 10 * minute

/** The first instant from which the window is open, for long enough where it ever is; undefined within nine days. */
const opening = (window: Window, zones: ZoneSet, from: number): number | undefined => {
  const hours = [{ window, closures: [], zones }]
  const lasts = (at: number) => areOpen(hours, at + enough)
  const at = nextOpen(hours, from)
  if (at === undefined || lasts(at)) return at
  const later = nextOpen(hours, at + enough)
  return later !== undefined && lasts(later) ? later : at
}

/** When a demo begins. */
export interface Opening {
  /** Instant, ms UTC. */
  readonly startsAt: number
  /** Milliseconds until the hours of every contact have opened. */
  readonly wait: number
}

/**
 * The moment of the day from which it takes the least until the hours of all contacts have opened, with time enough
 * left in them; the earliest, where several do. Contacts whose hours never open are nobody's concern here.
 */
export const openingFor = (zones: Iterable<ZoneSet>, window: Window): Opening => {
  let best: Opening = { startsAt: day + 8.5 * hour, wait: 0 }
  let least = Number.POSITIVE_INFINITY
  const sets = [...zones]
  for (let at = day; at < day + 24 * hour; at += 30 * minute) {
    const wait = Math.max(0, ...sets.map((set) => (opening(window, set, at) ?? at) - at))
    if (wait < least) {
      least = wait
      best = { startsAt: at - early, wait: wait + early }
    }
  }
  return best
}
