import type { AnsweredBy, CallState } from "../../dispositions.ts"
import { rfc2822 } from "../../instants.ts"
import type { FakeFate } from "./fate.ts"

/** A call of a fake; instants are ms UTC. */
export interface FakeCall {
  readonly sid: string
  readonly accountSid: string
  readonly to: string
  readonly from: string
  readonly form: URLSearchParams
  readonly createdAt: number
  /** When its turn in the queue comes. */
  readonly startAt: number
  readonly fate: FakeFate
  readonly ringSeconds: number
  state: CallState
  limitSeconds: number
  startedAt: number | null
  answeredAt: number | null
  endedAt: number | null
  updatedAt: number
  sip: number | null
  answeredBy: AnsweredBy | null
  /** Callbacks of its progress that were made, sent or not. */
  told: number
  /** Requests that were made about it, by either side. */
  readonly requests: Array<{ readonly url: string; readonly parameters: Readonly<Record<string, string>> }>
}

/** Whether a call is over. */
export const isOver = (call: FakeCall): boolean => call.endedAt !== null

/** Whole seconds that the line was connected. */
export const talkSeconds = ({ answeredAt, endedAt }: FakeCall): number =>
  answeredAt === null || endedAt === null ? 0 : Math.ceil((endedAt - answeredAt) / 1000)

/** When a conversation ends by itself: the person has said all, or the limit is reached. */
export const talkEnd = (call: FakeCall): number =>
  (call.answeredAt ?? call.createdAt) + Math.min(call.fate.talks, Math.round(call.limitSeconds * 1000))

/** What a fake charges for a started minute of conversation, in US dollars. */
const perMinute = 0.013

/** The Call resource, as the API shows it at an instant. */
export const resourceOf = (call: FakeCall, now: number, priceAfter: number) => {
  const instant = (value: number | null) => value === null ? null : rfc2822(value)
  const seconds = talkSeconds(call)
  const isPriced = seconds > 0 && call.endedAt !== null && now >= call.endedAt + priceAfter
  return {
    sid: call.sid,
    account_sid: call.accountSid,
    parent_call_sid: null,
    to: call.to,
    to_formatted: call.to,
    from: call.from,
    from_formatted: call.from,
    phone_number_sid: null,
    // The API has no word for a call that has left the queue and does not ring yet.
    status: call.state === "initiated" ? "queued" : call.state,
    date_created: rfc2822(call.createdAt),
    date_updated: rfc2822(call.updatedAt),
    start_time: instant(call.startedAt),
    end_time: instant(call.endedAt),
    duration: call.state === "completed" ? String(seconds) : null,
    price: isPriced ? (-perMinute * Math.ceil(seconds / 60)).toFixed(5) : null,
    price_unit: "USD",
    direction: "outbound-api",
    answered_by: call.answeredBy,
    api_version: "2010-04-01",
    forwarded_from: null,
    group_sid: null,
    caller_name: null,
    queue_time: String(Math.max(0, Math.ceil(call.startAt - call.createdAt))),
    trunk_sid: null,
    uri: `/2010-04-01/Accounts/${call.accountSid}/Calls/${call.sid}.json`
  }
}
