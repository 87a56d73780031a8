import { Schema } from "effect"

/** What the demo reads of `GET /campaign/info/{campaign_id}`. */
export const CampaignInfo = Schema.Struct({
  campaign_status: Schema.String,
  cause: Schema.NullOr(Schema.String),
  draining: Schema.Boolean,
  total_count: Schema.Int,
  invalidated_rows_count: Schema.Int,
  slots_in_use: Schema.Int,
  credits_spent: Schema.Finite,
  counts: Schema.Struct({
    calls: Schema.Int,
    attempts: Schema.Int,
    by_status: Schema.Struct({
      registered: Schema.Int,
      ongoing: Schema.Int,
      retry: Schema.Int,
      completed: Schema.Int,
      failed: Schema.Int,
      error: Schema.Int,
      cancelled: Schema.Int
    }),
    by_disposition: Schema.Record(Schema.String, Schema.Int)
  })
})
export interface CampaignInfo extends Schema.Schema.Type<typeof CampaignInfo> {}

/** Calls that are closed for good. */
export const closed = ({ counts: { by_status } }: CampaignInfo): number =>
  by_status.completed + by_status.failed + by_status.error + by_status.cancelled

/** Whether the campaign is over, and none of its calls is in progress any more. */
export const isThrough = ({ campaign_status, draining }: CampaignInfo): boolean =>
  ["completed", "failed", "terminated"].includes(campaign_status) && !draining

/** Where a demo stands at a moment. */
export interface Standing {
  readonly info: CampaignInfo
  readonly capacity: number
  readonly creditsLeft: number
  /** The demo's time, ms UTC. */
  readonly now: number
}

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

/** The day and time of an instant (ms UTC). */
export const dayAndTime = (instant: number): string => {
  const date = new Date(instant)
  return `${days[date.getUTCDay()]!} ${date.toISOString().slice(11, 16)} UTC`
}

const counted = ({ capacity, creditsLeft, info }: Standing): string => {
  const { attempts, by_disposition, by_status } = info.counts
  return [
    `${by_status.registered} to call`,
    `${attempts} dials`,
    `${by_disposition["answered"] ?? 0} answered`,
    `${by_disposition["voicemail"] ?? 0} voicemail`,
    `${by_status.retry} to retry`,
    `${by_status.failed + by_status.error} failed`,
    `${info.slots_in_use}/${capacity} slots`,
    `${Math.floor(creditsLeft)} credits left`
  ].join(" · ")
}

const share = ({ info }: Standing) => info.counts.calls === 0 ? 0 : closed(info) / info.counts.calls

const percent = (standing: Standing) => `${Math.floor(share(standing) * 100)} %`.padStart(5)

const barWidth = 30

/** A demo's standing for a terminal: two lines. */
export const livePicture = (standing: Standing): ReadonlyArray<string> => {
  const full = Math.round(share(standing) * barWidth)
  const bar = `${"█".repeat(full)}${"░".repeat(barWidth - full)}`
  const { info } = standing
  return [
    `  ${dayAndTime(standing.now)}  ${bar} ${percent(standing)}  ${closed(info)} of ${info.counts.calls} done`,
    `  ${counted(standing)}`
  ]
}

/** The same in one line, where lines stay. */
export const plainLine = (standing: Standing): string =>
  `  ${dayAndTime(standing.now)} ${percent(standing)}  ${counted(standing)}`
