import { hoursFor } from "./calling-policy.ts"
import type { Campaign } from "./campaign.ts"
import { areOpen } from "./hours.ts"
import type { ZoneSet } from "./zone.ts"

/** Whether a campaign may dial at an instant, the hours of its contacts aside. */
export const mayDial = (campaign: Campaign, now: number): boolean =>
  campaign.status === "ongoing" &&
  campaign.startsAt !== null && campaign.startsAt <= now &&
  campaign.endsAt !== null && now < campaign.endsAt

/** Why a campaign does not dial at an instant, and when it begins (ms UTC) where it has not yet; `undefined` while it does. */
export const whyIdle = (
  campaign: Campaign,
  now: number
): { readonly reason: string; readonly until: number | null } | undefined => {
  const { cause, startsAt, status } = campaign
  if (mayDial(campaign, now)) return undefined
  if (status === "scheduled" && startsAt !== null && now < startsAt) {
    return { reason: "the campaign has not begun", until: startsAt }
  }
  return status === "ongoing"
    ? { reason: "the campaign's end has passed", until: null }
    : { reason: `the campaign is ${status}${cause === null ? "" : `: ${cause}`}`, until: null }
}

/** Those of a campaign's zone sets in which its hours are open now; the others are not even looked at. */
export const openZones = (campaign: Campaign, zones: ReadonlyArray<ZoneSet>, now: number): ReadonlyArray<ZoneSet> =>
  mayDial(campaign, now)
    ? zones.filter((set) => areOpen(hoursFor(campaign.policy, set, campaign.timezone), now))
    : []
