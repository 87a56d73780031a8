/** What the clock on the wall shows somewhere. */
export interface WallClock {
  /** YYYY-MM-DD. */
  readonly date: string
  /** 0 is Sunday. */
  readonly weekday: number
  /** Minute of the day. */
  readonly minute: number
}

const formats = new Map<string, Intl.DateTimeFormat>()
const known = new Map<string, WallClock>()

const formatOf = (zone: string) => {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit"
  })
  formats.set(zone, format)
  return format
}

/**
 * The wall clock of a zone at an instant (ms UTC), as the runtime formats it. It shares nothing with the engine's own
 * arithmetic, against which it is held.
 */
export const wallClock = (instant: number, zone: string): WallClock => {
  const minuteOfAll = Math.floor(instant / 60_000)
  const key = `${minuteOfAll} ${zone}`
  const before = known.get(key)
  if (before !== undefined) return before
  const parts = new Map(formatOf(zone).formatToParts(minuteOfAll * 60_000).map(({ type, value }) => [type, value]))
  const date = `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`
  const clock = {
    date,
    weekday: new Date(`${date}T00:00:00Z`).getUTCDay(),
    minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute"))
  }
  if (known.size > 100_000) known.clear()
  known.set(key, clock)
  return clock
}
