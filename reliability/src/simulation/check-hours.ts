import type { CallingPolicy, Zone, ZoneSet } from "@campanile/core"
import { wallClock } from "./wall-clock.ts"

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

const names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

type Spans = CallingPolicy["window"]
type Closures = CallingPolicy["closures"]

/** Whether some hours are open on the wall of one zone, told the plainest way: look at the clock, then at the list. */
const opensIn = (window: Spans, closures: Closures, zone: string, instant: number): boolean => {
  const { date, minute, weekday } = wallClock(instant, zone)
  const closed = closures.filter((closure) => closure.date === date)
  if (closed.length > 0) {
    return closed.every(({ spans = [] }) =>
      spans.some(({ from, to }) => minutes(from) <= minute && minute < minutes(to))
    )
  }
  const on = (days: ReadonlyArray<string>, day: number) => days.includes(names[(day + 7) % 7]!)
  return window.some(({ days, from, to }) => {
    const [opens, closes] = [minutes(from), minutes(to)]
    return opens < closes
      ? on(days, weekday) && opens <= minute && minute < closes
      : (on(days, weekday) && minute >= opens) || (on(days, weekday - 1) && minute < closes)
  })
}

/** Whether a contact may be called at an instant (ms UTC): everywhere the contact may be, and by everything that holds. */
export const mayRing = (policy: CallingPolicy, contact: ZoneSet, campaign: Zone | null, instant: number): boolean => {
  const zones = contact.split("|").filter((zone) => zone !== "")
  const window = policy.windowZone === "campaign" && campaign !== null ? [campaign] : zones
  return zones.length > 0 &&
    window.every((zone) => opensIn(policy.window, policy.closures, zone, instant)) &&
    policy.legalHours.every((law) => zones.every((zone) => opensIn(law.window, law.closures ?? [], zone, instant)))
}
