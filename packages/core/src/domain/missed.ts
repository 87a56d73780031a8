import { DateTime } from "effect"
import type { Call } from "./call.ts"
import { hoursFor } from "./calling-policy.ts"
import type { Campaign } from "./campaign.ts"
import type { Gate } from "./gate.ts"
import { nextOpen } from "./hours.ts"

const iso = (instant: number) => DateTime.formatIso(DateTime.makeUnsafe(instant))

/**
 * Why a call that its campaign's end closed was not dialed before it, in words and by gate; `undefined` where something
 * else closed it. A campaign that is over cannot be edited, so its policy still says which hours held at its end, and
 * its cause whether it was paused: nothing has to be written for each of the calls that one statement closes. What of
 * slots, caller numbers and credits was short is not kept, so that the gate is null where only its turn did not come.
 */
export const whyMissed = (
  call: Call,
  campaign: Campaign
): { readonly gate: Gate | null; readonly reason: string } | undefined => {
  const { cause, endsAt, policy, startsAt, status, timezone, updatedAt } = campaign
  if (call.subStatus !== "campaign_ended") return undefined
  if (call.status === "failed") {
    return { gate: "due", reason: "its next attempt would not have come before the campaign's end" }
  }
  const end = Math.min(endsAt ?? updatedAt, updatedAt)
  if (call.dueAt >= end) {
    return { gate: "due", reason: `it was not due before ${iso(call.dueAt)}, and the campaign ended at ${iso(end)}` }
  }
  const opens = nextOpen(hoursFor(policy, call.zones, timezone), Math.max(call.dueAt, call.createdAt, startsAt ?? 0))
  if (opens === undefined) return { gate: "hours", reason: `the hours are never open in all of ${call.zones}` }
  if (opens >= end) {
    return {
      gate: "hours",
      reason: `the hours opened in all of ${call.zones} at ${iso(opens)}, and the campaign ended at ${iso(end)}`
    }
  }
  if (cause !== null) {
    const what = status === "failed" ? "failed" : "was paused until its end"
    return { gate: "campaign", reason: `the campaign ${what}: ${cause}` }
  }
  return {
    gate: null,
    reason: "it was due and its hours were open, but no slot, caller number or credit was free for it before the end"
  }
}
