/** The zones of the tests: each has its own way with the clock. */
export const zones = [
  "UTC",
  "America/New_York",
  "America/Havana",
  "America/Santiago",
  "Europe/London",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Beirut",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "Antarctica/Troll"
]

const minuteMs = 60_000
const from = Date.UTC(2025, 11, 1)
const to = Date.UTC(2028, 0, 1)

/** The zone's distance from UTC in minutes, as the platform's own calendar writes it. */
const platformOffset = (zone: string) => {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" })
  return (instant: number): number => {
    const text = format.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value ?? ""
    const [, sign, hours, minutes] = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/u.exec(text) ?? []
    return sign === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  }
}

/** A clock on the wall of a zone, found day by day and minute by minute, with nothing of the engine in it. */
export interface WallClock {
  readonly zone: string
  /** Instants (ms UTC) at which the offset changes, in 2026 and 2027. */
  readonly changes: ReadonlyArray<number>
  /** Minute of the week that the wall shows, 0 being midnight of Sunday. */
  readonly minuteOfWeek: (instant: number) => number
}

const wallClock = (zone: string): WallClock => {
  const offsetAt = platformOffset(zone)
  const spans: Array<{ readonly from: number; readonly offset: number }> = [{ from: -Infinity, offset: offsetAt(from) }]
  for (let day = from; day < to; day += 1440 * minuteMs) {
    let low = day
    let high = day + 1440 * minuteMs
    if (offsetAt(low) === offsetAt(high)) continue
    while (high - low > minuteMs) {
      const middle = low + Math.floor((high - low) / 2 / minuteMs) * minuteMs
      if (offsetAt(middle) === offsetAt(low)) low = middle
      else high = middle
    }
    spans.push({ from: high, offset: offsetAt(high) })
  }
  return {
    zone,
    changes: spans.slice(1).map((span) => span.from),
    minuteOfWeek: (instant) => {
      const { offset } = spans.findLast((span) => span.from <= instant)!
      const local = Math.floor(instant / minuteMs) + offset
      return ((local + 4 * 1440) % 10_080 + 10_080) % 10_080
    }
  }
}

/** The clocks of the zones. */
export const clocks: ReadonlyArray<WallClock> = zones.map(wallClock)
