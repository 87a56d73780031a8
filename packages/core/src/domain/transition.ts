import { Result } from "effect"
import { rulesOfCampaign } from "./aim.ts"
import { type Closing, closingOf } from "./call.ts"
import {
  type Campaign,
  type CampaignCommand,
  decide,
  evolve,
  type IllegalCommand,
  type IllegalEdit,
  type IllegalSchedule
} from "./campaign.ts"
import type { Gate } from "./gate.ts"
import { type Draft, ofCampaign } from "./message.ts"

/** All that a command makes of a campaign, for a store to write in one step. */
export interface Transition {
  readonly campaign: Campaign
  /** What is told of it, one for each event. */
  readonly drafts: ReadonlyArray<Draft>
  /** Each contact of the list becomes a call. */
  readonly makesCalls: boolean
  /** How the calls that wait are closed; `undefined` where they go on waiting. */
  readonly closing: Closing | undefined
  /** The gates whose rules it changed: the calls that wait are aimed anew (`aimAnew`); empty where none did. */
  readonly rules: ReadonlySet<Gate>
}

/** Give a command to a campaign at an instant (ms UTC). Calls of which an attempt lives are not touched by any. */
export const transition = (
  before: Campaign,
  command: CampaignCommand,
  now: number
): Result.Result<Transition, IllegalCommand | IllegalEdit | IllegalSchedule> =>
  Result.map(decide(before, command, now), (events) => {
    let campaign = before
    const drafts: Array<Draft> = []
    for (const event of events) {
      campaign = evolve(campaign, event, now)
      drafts.push(ofCampaign(campaign, event, now))
    }
    return {
      campaign,
      drafts,
      makesCalls: events.some(({ _tag }) => _tag === "Scheduled"),
      closing: events.length === 0 ? undefined : closingOf(campaign),
      rules: command._tag === "Edit" && before.status !== "draft" ? rulesOfCampaign(before, campaign) : new Set()
    }
  })
