import type { AttemptId, Phone } from "@campanile/core"
import { Clock, Effect } from "effect"
import type { Fields, TwilioApi, TwilioFailure } from "./api.ts"
import type { TwilioCall } from "./call.ts"
import { type Told, toldBy } from "./told.ts"

/** An attempt of which Twilio is asked what became of it. */
export interface Sought {
  readonly attemptId: AttemptId
  /** Twilio's name for it, where that is known. */
  readonly carrierCallId: string | null
  readonly to: Phone
  readonly from: Phone
  /** When the request left, and until when Twilio may have taken it (ms UTC). */
  readonly span: { readonly from: number; readonly to: number }
  /** Whether a call is known to be another attempt's. */
  readonly isOthers?: (carrierCallId: string) => boolean
}

/** What Twilio knows of an attempt. */
export type Found =
  | {
    readonly _tag: "Found"
    readonly told: Told
    /** How it was recognised: by its sid, by the attempt's id in the callback URL, or as the only call that it can be. */
    readonly by: "sid" | "callbackUrl" | "span"
  }
  /** Nothing that it can be. It may still come, as long as the request may be on its way. */
  | { readonly _tag: "None" }
  /** Several calls that it can be; which one cannot be told now. */
  | { readonly _tag: "Several"; readonly carrierCallIds: ReadonlyArray<string> }

/** Clocks differ, and Twilio counts whole seconds: milliseconds by which a span is widened at both ends. */
const slack = 5000
/** Pages that are read of one phone's calls, of a hundred each, before the search is given up. */
const mostPages = 20

/**
 * Finds an attempt at Twilio.
 *
 * Without a sid, by the list of calls from its caller number to its phone. That list is not narrowed by StartTime: Twilio
 * leaves the start of a call empty as long as it is queued, and for good when it was canceled there, so that such a
 * filter hides just the calls that matter. Nor does a Call tell its callback URL. So a call that was made within the
 * span is the attempt's when it is the only one; of several, what Twilio keeps of its requests decides, from a quarter
 * of an hour after their end.
 */
export const find = (api: TwilioApi) =>
  Effect.fn("Twilio.find")(function*(sought: Sought): Effect.fn.Return<Found, TwilioFailure> {
    const now = yield* Clock.currentTimeMillis
    const found = (call: TwilioCall, by: "sid" | "callbackUrl" | "span"): Found => ({
      _tag: "Found",
      told: toldBy(call, sought.attemptId, now),
      by
    })
    if (sought.carrierCallId !== null) {
      const call = yield* api.fetch(sought.carrierCallId)
      return call === null ? { _tag: "None" } : found(call, "sid")
    }
    const candidates = yield* within(api, sought)
    if (candidates.length === 0) return { _tag: "None" }
    if (candidates.length === 1) return found(candidates[0]!, "span")
    for (const call of candidates) {
      const requests = yield* api.requests(call.sid)
      if (requests.some((request) => request.includes(sought.attemptId))) return found(call, "callbackUrl")
    }
    return { _tag: "Several", carrierCallIds: candidates.map(({ sid }) => sid) }
  })

const within = Effect.fnUntraced(function*(api: TwilioApi, { from, isOthers, span, to }: Sought) {
  const query: Fields = [["To", to], ["From", from], ["PageSize", "100"]]
  const candidates: Array<TwilioCall> = []
  let page = yield* api.list(query)
  for (let read = 1;; read++) {
    for (const call of page.calls) {
      const made = call.createdAt ?? call.startedAt
      const isInside = made === null || (made >= span.from - slack && made <= span.to + slack)
      const isOurs = call.to === to && call.from === from &&
        (call.direction === "" || call.direction === "outbound-api")
      if (isInside && isOurs && isOthers?.(call.sid) !== true) candidates.push(call)
    }
    const isPast = page.calls.length > 0 &&
      page.calls.every(({ createdAt }) => createdAt !== null && createdAt < span.from - slack)
    if (page.next === null || isPast || read === mostPages) return candidates
    page = yield* api.list({ next: page.next })
  }
})
