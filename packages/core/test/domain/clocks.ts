/**
 * The zones of the tests: each has its own way with the clock, or none. Half hours (Lord Howe), midnights that do not
 * exist (Cairo, Havana, Beirut, Santiago), a winter that is the exception (Dublin, Casablanca), two hours at once (Troll),
 * and distances from UTC that are no whole hours.
 */
export const zones = [
  "UTC",
  "America/New_York",
  "America/Chicago",
  "America/Los_Angeles",
  "America/Anchorage",
  "America/Phoenix",
  "America/Halifax",
  "America/St_Johns",
  "America/Nuuk",
  "America/Havana",
  "America/Santiago",
  "America/Punta_Arenas",
  "America/Asuncion",
  "America/Sao_Paulo",
  "America/Mexico_City",
  "America/Tijuana",
  "America/Scoresbysund",
  "Atlantic/Azores",
  "Europe/London",
  "Europe/Dublin",
  "Europe/Lisbon",
  "Europe/Berlin",
  "Europe/Chisinau",
  "Europe/Kyiv",
  "Europe/Istanbul",
  "Europe/Moscow",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Africa/El_Aaiun",
  "Africa/Lagos",
  "Asia/Beirut",
  "Asia/Jerusalem",
  "Asia/Gaza",
  "Asia/Amman",
  "Asia/Tehran",
  "Asia/Kabul",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Yangon",
  "Asia/Tokyo",
  "Australia/Lord_Howe",
  "Australia/Adelaide",
  "Australia/Sydney",
  "Australia/Eucla",
  "Pacific/Auckland",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "Pacific/Easter",
  "Pacific/Marquesas",
  "Pacific/Norfolk",
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
  /** The date that the wall shows, YYYY-MM-DD. */
  readonly date: (instant: number) => string
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
  const minuteAt = (instant: number) =>
    Math.floor(instant / minuteMs) + spans.findLast((span) => span.from <= instant)!.offset
  return {
    zone,
    changes: spans.slice(1).map((span) => span.from),
    minuteOfWeek: (instant) => ((minuteAt(instant) + 4 * 1440) % 10_080 + 10_080) % 10_080,
    date: (instant) => new Date(minuteAt(instant) * minuteMs).toISOString().slice(0, 10)
  }
}

/** The clocks of the zones. */
export const clocks: ReadonlyArray<WallClock> = zones.map(wallClock)
