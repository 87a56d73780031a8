import { InvalidInput, type Zone } from "@campanile/core"
import { Clock, Effect } from "effect"
import { instantIn, readTime } from "./dates.ts"
import type { FieldProblem } from "./validation.ts"
import type { CallConfig } from "./wire/call-config.ts"

/** The times of a request. */
export interface Times {
  readonly campaign_start_time?: string
  readonly campaign_end_time?: string
  readonly call_config?: CallConfig
}

const minute = 60_000

/**
 * The instants (ms UTC) of a request's times, read in a zone; what it does not mention is not in it. A start lies ahead,
 * or in the minute that passes; an end lies ahead, and after the start.
 */
export const scheduleOf = Effect.fnUntraced(function*(times: Times, zone: Zone) {
  const { call_config, campaign_end_time, campaign_start_time } = times
  const startField = campaign_start_time === undefined ? "call_config.call_time.scheduled_at" : "campaign_start_time"
  const start = campaign_start_time ?? call_config?.call_time?.scheduled_at
  const now = yield* Clock.currentTimeMillis
  const startsAt = instantOf(start, zone)
  const endsAt = instantOf(campaign_end_time, zone)
  const problems: Array<FieldProblem> = []
  if (startsAt !== undefined && startsAt < Math.floor(now / minute) * minute) {
    problems.push({ field: startField, message: "must not lie in the past" })
  }
  if (endsAt !== undefined && endsAt <= now) {
    problems.push({ field: "campaign_end_time", message: "must not lie in the past" })
  } else if (endsAt !== undefined && startsAt !== undefined && endsAt <= startsAt) {
    problems.push({ field: "campaign_end_time", message: "must be after the start" })
  }
  if (problems.length > 0) return yield* new InvalidInput({ problems })
  return { ...(startsAt === undefined ? {} : { startsAt }), ...(endsAt === undefined ? {} : { endsAt }) }
})

const instantOf = (text: string | undefined, zone: Zone): number | undefined => {
  const time = text === undefined ? undefined : readTime(text)
  return time === undefined ? undefined : instantIn(time, zone)
}
