import { Schema } from "effect"
import type { CarrierEvent } from "../../domain/attempt.ts"
import { type CallingPolicy, defaultPolicy } from "../../domain/calling-policy.ts"
import type { FileLines } from "../../domain/contact-list.ts"
import type { Gate } from "../../domain/gate.ts"
import type { AttemptId } from "../../domain/id.ts"
import type { Withdrawal } from "../../domain/outcome.ts"
import { Phone } from "../../domain/phone.ts"
import { microCreditsPerCredit } from "../../domain/tariff.ts"
import { everyDay } from "../../domain/window.ts"
import { Zone, type ZoneSet, zoneSet } from "../../domain/zone.ts"
import type { Turn } from "../../ports/store-terms.ts"

/** The instant at which the tests begin: Monday, 2 March 2026, 09:00 UTC. */
export const start = 1_772_442_000_000

/** Units of time in milliseconds. */
export const seconds = (n: number): number => n * 1000
export const minutes = (n: number): number => n * 60_000
export const hours = (n: number): number => n * 3_600_000
export const days = (n: number): number => n * 86_400_000

/** Micro-credits. */
export const credits = (n: number): number => n * microCreditsPerCredit

/** The nth of a row of telephone numbers. */
export const phone = (n: number): Phone => Phone.make(`+1415555${String(n).padStart(4, "0")}`)

/** A zone by its name. */
export const zone = Schema.decodeSync(Zone)

/** The set of UTC alone, in which the hours of the tests are meant. */
export const utc: ZoneSet = zoneSet([zone("UTC")])

/** All listings in one page. */
export const everything = { limit: 1000, offset: 0 }

/** Open at all hours; a minute a call, so that each hold is one credit by the default tariff. */
export const policy: CallingPolicy = { ...defaultPolicy, window: everyDay("00:00", "24:00"), maxCallSeconds: 60 }

/** The lines of a file of so many rows, one line each, below a header. */
export const fileOf = (rows: number): FileLines => ({ header: 1, last: rows + 1 })

/** What a carrier tells of an attempt. */
export const told = (
  attemptId: AttemptId,
  kind: CarrierEvent["kind"],
  fields: Partial<CarrierEvent> = {}
): CarrierEvent => ({
  attemptId,
  carrierCallId: `carrier-${attemptId}`,
  kind,
  at: start,
  disposition: null,
  talkSeconds: 0,
  code: "",
  ...fields
})

/** The carrier of the tests: it takes requests as fast as they come. */
export const carrier: Turn["carrier"] = { name: "carrier", pace: null }

/** Why an attempt is taken back, and until when. */
export const later = (gate: Gate, until: number, reason = "not now"): Withdrawal => ({
  gate,
  verdict: { _tag: "Defer", until, reason, version: "" }
})
