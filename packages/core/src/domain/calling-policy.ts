import { Schema } from "effect"
import { Closure, type Hours, LegalHours } from "./hours.ts"
import { noRetry, RetryPolicy } from "./retry.ts"
import { MicroCredits } from "./tariff.ts"
import { defaultWindow, Window } from "./window.ts"
import { type Zone, type ZoneSet, zoneSet } from "./zone.ts"

/** Which of a campaign's caller numbers a call leaves from. Numbers that are paused, unwell or over their pace are passed over. */
export const NumberChoice = Schema.Struct({
  /** `rotation` takes one after the other; `least_recent` the one that has been silent for longest. */
  order: Schema.Literals(["rotation", "least_recent"]),
  /** Dial a contact again from the number that it saw before. */
  sticky: Schema.Boolean,
  /** Prefer numbers that begin like the contact's: of the same country, and the same area. */
  local: Schema.Boolean
}).annotate({ identifier: "NumberChoice" })
export interface NumberChoice extends Schema.Schema.Type<typeof NumberChoice> {}

/**
 * How calls are made: when, how often, for how long, and how many at once. A campaign has one; a call from the API
 * brings its own.
 */
export const CallingPolicy = Schema.Struct({
  window: Window,
  /** Whose clock the window is read on: that of the zone the contact is in, or that of the campaign's zone. */
  windowZone: Schema.Literals(["contact", "campaign"]),
  /** Dates on which the window does not hold. */
  closures: Schema.Array(Closure),
  /** Hours that the law sets; they narrow the window, on the contact's clock. */
  legalHours: Schema.Array(LegalHours),
  retry: RetryPolicy,
  numberChoice: NumberChoice,
  /** What the calls are about, where a frequency cap or an opt-out concerns one matter and not others; null for none. */
  subject: Schema.NullOr(Schema.String.pipe(Schema.check(Schema.isMaxLength(200)))),
  /** Seconds that it may ring. */
  ringSeconds: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 5, maximum: 600 }))),
  /** Seconds that a call may last; a hold pays for all of them. */
  maxCallSeconds: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 5, maximum: 14_400 }))),
  /** Slots that are its own as long as it can use them. */
  minConcurrent: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 100_000 }))),
  /** The most simultaneous attempts; null for no limit but the workspace's. */
  maxConcurrent: Schema.NullOr(Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 100_000 })))),
  /** The most simultaneous attempts as a percentage of the workspace's capacity; null for none. */
  concurrencyPercentage: Schema.NullOr(
    Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 100 })))
  ),
  /** The share of the slots beside other campaigns. */
  weight: Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum: 0.01, maximum: 1000 }))),
  /** Micro-credits that it may spend; null for as many as the workspace has. */
  budget: Schema.NullOr(MicroCredits),
  /** Go on by itself when credits come in after it paused for want of them. */
  resumeAfterGrant: Schema.Boolean,
  /** Wait for contacts that are added later, instead of ending when none is left. */
  alwaysOn: Schema.Boolean
}).annotate({ identifier: "CallingPolicy" })
export interface CallingPolicy extends Schema.Schema.Type<typeof CallingPolicy> {}

/** The policy of campaigns that say nothing else; it is shown on each like any other. */
export const defaultPolicy: CallingPolicy = {
  window: defaultWindow,
  windowZone: "contact",
  closures: [],
  legalHours: [],
  retry: noRetry,
  numberChoice: { order: "least_recent", sticky: false, local: false },
  subject: null,
  ringSeconds: 45,
  maxCallSeconds: 300,
  minConcurrent: 0,
  maxConcurrent: null,
  concurrencyPercentage: null,
  weight: 1,
  budget: null,
  resumeAfterGrant: false,
  alwaysOn: false
}

/** A percentage such as 32.3 has no exact number in the machine: 323 of 1000 must not become 322. */
const rounding = 1e-9

/** The most slots that a policy allows out of a capacity; at least one, for a percentage is never meant to be none. */
export const slotLimit = (policy: CallingPolicy, capacity: number): number =>
  Math.min(
    policy.maxConcurrent ?? Infinity,
    policy.concurrencyPercentage === null
      ? Infinity
      : Math.max(1, Math.floor(capacity * policy.concurrencyPercentage / 100 + rounding))
  )

/**
 * All the hours that hold for a contact in some zones: the window and its closed dates, and whatever the law sets. A call
 * from the API has no campaign, and so no zone but its own.
 */
export const hoursFor = (policy: CallingPolicy, contact: ZoneSet, campaign: Zone | null): ReadonlyArray<Hours> => [
  {
    window: policy.window,
    closures: policy.closures,
    zones: policy.windowZone === "campaign" && campaign !== null ? zoneSet([campaign]) : contact
  },
  ...policy.legalHours.map(({ asOf, closures = [], id, window }) => ({
    window,
    closures,
    zones: contact,
    rule: `${id}@${asOf}`
  }))
]
