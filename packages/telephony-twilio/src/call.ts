import { Option, Schema } from "effect"
import { AnsweredBy, CallState } from "./dispositions.ts"
import { instantOf } from "./instants.ts"
import { type CarrierPrice, priceOf } from "./price.ts"

/** Twilio's name for a call. */
export const CallSid = Schema.String.pipe(Schema.check(Schema.isPattern(/^CA[0-9a-fA-F]{32}$/u)))

const text = Schema.optionalKey(Schema.NullOr(Schema.Union([Schema.String, Schema.Finite])))

/** The Call resource: of its fields those that this adapter reads, and none of them certain but the sid. */
const Resource = Schema.Struct({
  sid: CallSid,
  status: text,
  to: text,
  from: text,
  direction: text,
  date_created: text,
  date_updated: text,
  start_time: text,
  end_time: text,
  duration: text,
  answered_by: text,
  queue_time: text,
  price: text,
  price_unit: text
})

/** A call as Twilio's API tells of it. Instants are ms UTC, in whole seconds; null for what is not told. */
export interface TwilioCall {
  readonly sid: string
  /** Null for a state that this adapter does not know. */
  readonly state: CallState | null
  readonly to: string
  readonly from: string
  /** "outbound-api" for calls that were made by a request. */
  readonly direction: string
  readonly createdAt: number | null
  readonly updatedAt: number | null
  /** Null as long as the call is queued, and for a call that was never dialed. */
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly talkSeconds: number | null
  readonly answeredBy: AnsweredBy | null
  /** Milliseconds that Twilio expects the call to wait for its turn. */
  readonly queuedFor: number | null
  /** Known some time after the end; connectivity alone, without machine detection and speech. */
  readonly price: CarrierPrice | null
}

const isState = Schema.is(CallState)
const isAnsweredBy = Schema.is(AnsweredBy)

/** A whole number that was written as text; null for anything else. */
export const wholeOf = (value: string | null): number | null =>
  value !== null && /^\d{1,15}$/u.test(value) ? Number(value) : null

const callOf = (resource: typeof Resource.Type): TwilioCall => {
  const read = (field: keyof typeof Resource.Type) => {
    const value = resource[field]
    return value === undefined || value === null ? null : String(value)
  }
  const instant = (field: keyof typeof Resource.Type) => instantOf(read(field) ?? "") ?? null
  const state = read("status")
  const answeredBy = read("answered_by")
  return {
    sid: resource.sid,
    state: isState(state) ? state : null,
    to: read("to") ?? "",
    from: read("from") ?? "",
    direction: read("direction") ?? "",
    createdAt: instant("date_created"),
    updatedAt: instant("date_updated"),
    startedAt: instant("start_time"),
    endedAt: instant("end_time"),
    talkSeconds: wholeOf(read("duration")),
    // The API's page says "human" or "machine", its answers say more.
    answeredBy: answeredBy === "machine" ? "machine_start" : isAnsweredBy(answeredBy) ? answeredBy : null,
    queuedFor: wholeOf(read("queue_time")),
    price: priceOf(read("price"), read("price_unit")) ?? null
  }
}

const Page = Schema.Struct({
  calls: Schema.Array(Resource),
  next_page_uri: Schema.optionalKey(Schema.NullOr(Schema.String))
})

/** One page of a list of calls, and the path of the next. */
export interface TwilioPage {
  readonly calls: ReadonlyArray<TwilioCall>
  readonly next: string | null
}

const Requests = Schema.Struct({ events: Schema.Array(Schema.Struct({ request: Schema.Unknown })) })

/** Reads a Call resource. */
export const readCall = (json: unknown): Option.Option<TwilioCall> =>
  Option.map(Schema.decodeUnknownOption(Resource)(json), callOf)

/** Reads the sid alone, of an answer that is otherwise not understood. */
export const readSid = (json: unknown): Option.Option<string> =>
  Option.map(Schema.decodeUnknownOption(Schema.Struct({ sid: CallSid }))(json), ({ sid }) => sid)

/** Reads a page of a list of calls. */
export const readPage = (json: unknown): Option.Option<TwilioPage> =>
  Option.map(
    Schema.decodeUnknownOption(Page)(json),
    ({ calls, next_page_uri: next }) => ({
      calls: calls.map(callOf),
      next: next?.startsWith("/") === true ? next : null
    })
  )

/** Reads what Twilio keeps of the requests about a call, each as JSON text. */
export const readRequests = (json: unknown): Option.Option<ReadonlyArray<string>> =>
  Option.map(
    Schema.decodeUnknownOption(Requests)(json),
    ({ events }) => events.map(({ request }) => JSON.stringify(request) ?? "")
  )
