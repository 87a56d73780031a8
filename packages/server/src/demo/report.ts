import type { CarrierAudit } from "@campanile/core/testing"
import type { CampaignInfo } from "./standing.ts"

/** Credits of a workspace. */
export interface Credits {
  readonly granted: number
  readonly spent: number
  readonly held: number
  readonly left: number
}

/** What the carrier's own record says. */
export interface Audit extends CarrierAudit {
  /** Begun minutes of conversation, where the record has them: at a credit each they are what was spent. */
  readonly minutes?: number
  /** What became of the callbacks that it made, where it makes any. */
  readonly callbacks?: { readonly delivered: number; readonly lost: number; readonly failed: number }
}

/** What the carrier charges in one currency. */
export interface Cost {
  readonly currency: string
  readonly amount: number
  readonly attempts: number
}

/** All that a report is made of. */
export interface Ended {
  readonly info: CampaignInfo
  readonly capacity: number
  readonly credits: Credits
  readonly audit: Audit
  /** What the carrier has told of its prices; none where it tells none. */
  readonly costs?: ReadonlyArray<Cost>
  /** Real seconds that the demo took. */
  readonly seconds: number
  /** Seconds that went by on its own clock. */
  readonly played: number
}

/** The figures of a demo, for programs. */
export const figuresOf = ({ audit, capacity, costs, credits, info, seconds }: Ended) => {
  const { attempts, by_status } = info.counts
  const failed = by_status.failed + by_status.error
  return {
    contacts: info.total_count + info.invalidated_rows_count,
    accepted: info.total_count,
    rejected: info.invalidated_rows_count,
    calls: by_status.completed + failed + by_status.cancelled,
    completed: by_status.completed,
    failed,
    canceled: by_status.cancelled,
    attempts,
    maxConcurrent: audit.maxConcurrent,
    capacity,
    creditsGranted: credits.granted,
    creditsSpent: credits.spent,
    creditsHeld: credits.held,
    doubleDials: audit.doubleDials,
    seconds,
    ...(audit.minutes === undefined ? undefined : { carrierMinutes: audit.minutes }),
    ...(audit.callbacks === undefined ? undefined : { callbacks: audit.callbacks }),
    ...(costs === undefined ? undefined : { carrierCosts: costs })
  }
}

/** Credits are exact to the millionth; sums of their decimal forms are not. */
const same = (a: number, b: number) => Math.abs(a - b) < 5e-7

/** What does not add up. A demo of which something is told here has failed. */
export const mistakesOf = (ended: Ended): ReadonlyArray<string> => {
  const { audit, credits, info } = ended
  const figures = figuresOf(ended)
  return [
    figures.calls === figures.accepted ? "" : `${figures.accepted} contacts, but ${figures.calls} closed calls`,
    audit.doubleDials === 0 ? "" : `${audit.doubleDials} double dials`,
    audit.maxConcurrent <= figures.capacity ? "" : `${audit.maxConcurrent} calls at once, above the capacity`,
    audit.requests <= figures.attempts
      ? ""
      : `${audit.requests} dials at the carrier, ${figures.attempts} in the books`,
    audit.minutes === undefined || same(credits.spent, audit.minutes)
      ? ""
      : `${credits.spent} credits were spent on ${audit.minutes} minutes in the carrier's record`,
    same(credits.granted, credits.spent + credits.held + credits.left) ? "" : "the credits do not add up",
    same(credits.held, 0) ? "" : `${credits.held} credits are still held`,
    same(credits.spent, info.credits_spent) ? "" : "the campaign and the workspace disagree on what was spent"
  ].filter((mistake) => mistake !== "")
}

const dispositions: ReadonlyArray<readonly [code: string, words: string]> = [
  ["answered", "answered"],
  ["voicemail", "voicemail"],
  ["fax", "fax"],
  ["no_answer", "no answer"],
  ["busy", "busy"],
  ["rejected", "rejected"],
  ["invalid_number", "invalid number"],
  ["carrier_error", "carrier error"],
  ["canceled", "canceled"],
  ["unknown", "outcome unknown"]
]

const spell = (seconds: number) => {
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

const row = (words: string, count: number) => `    ${words.padEnd(18)}${String(count).padStart(7)}`

/** The report of a demo, for people. */
export const reportOf = (ended: Ended): string => {
  const { audit, costs = [], credits, info, played, seconds } = ended
  const figures = figuresOf(ended)
  const counts = info.counts.by_disposition
  const dialed = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const shown = dispositions.filter(([code]) => (counts[code] ?? 0) > 0)
  return [
    "",
    `  Done in ${seconds.toFixed(1)} s, ${spell(played)} on the demo's clock.`,
    "",
    `  ${figures.contacts} rows in the list: ${figures.accepted} contacts, ${figures.rejected} rows set aside.`,
    "  How their last call ended:",
    "",
    ...shown.map(([code, words]) => row(words, counts[code] ?? 0)),
    ...(figures.calls > dialed ? [row("not dialed", figures.calls - dialed)] : []),
    `    ${"─".repeat(25)}`,
    row("together", figures.calls),
    "",
    `  ${figures.attempts} dials, at most ${audit.maxConcurrent} at once of ${figures.capacity}; ${audit.doubleDials} double dials.`,
    `  ${credits.granted} credits granted = ${credits.spent} spent + ${credits.held} held + ${credits.left} left.`,
    ...(audit.minutes === undefined
      ? []
      : [`  The carrier's own record has ${audit.minutes} minutes, at a credit each.`]),
    ...(audit.callbacks === undefined
      ? []
      : [`  ${audit.callbacks.delivered} callbacks arrived, ${audit.callbacks.lost} were lost on the way.`]),
    ...costs.map(({ amount, attempts, currency }) =>
      `  It charges ${amount.toFixed(2)} ${currency} for ${attempts} of the calls, beside our credits.`
    )
  ].join("\n")
}
