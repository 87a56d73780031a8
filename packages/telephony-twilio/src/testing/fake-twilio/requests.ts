import { type FakeExchange, longestWait } from "./exchange.ts"
import { type FakeCall, isOver, resourceOf } from "./fake-call.ts"
import type { FakeTwilioSettings } from "./options.ts"

/** A request to the API, read. */
export interface FakeRequest {
  readonly method: string
  readonly url: URL
  readonly form: URLSearchParams
}

/** An answer of the API. */
export interface FakeAnswer {
  readonly status: number
  readonly json: unknown
}

const statuses: Readonly<Record<number, number>> = { 20003: 401, 20404: 404, 20429: 429, 20403: 403, 20004: 405 }

/** An answer with one of Twilio's codes. */
export const problem = (code: number, message: string): FakeAnswer => {
  const status = statuses[code] ?? 400
  return { status, json: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } }
}

const events = new Set(["initiated", "ringing", "answered", "completed"])

/** What is wrong with a request to dial; undefined for nothing. */
const wrongWith = (form: URLSearchParams, settings: FakeTwilioSettings, wait: number): FakeAnswer | undefined => {
  const to = form.get("To") ?? ""
  const from = form.get("From") ?? ""
  if (to === "") return problem(21201, "No 'To' number is specified")
  if (from === "") return problem(21213, "No 'From' number is specified")
  if (!form.has("Url") && !form.has("Twiml")) return problem(21205, "Url parameter is required.")
  if ((form.get("Twiml") ?? "").length > 4000) return problem(32018, "Twiml is too long")
  if (form.getAll("StatusCallbackEvent").some((event) => !events.has(event))) {
    return problem(21626, "Invalid 'StatusCallbackEvent'")
  }
  if (!/^\+[1-9]\d{6,14}$/u.test(to)) {
    return problem(21211, `The phone number you are attempting to call, ${to}, is not valid.`)
  }
  if (settings.numbers?.includes(from) === false) {
    return problem(21210, `The source phone number, ${from}, is not verified.`)
  }
  const refused = settings.refuse(to)
  if (refused !== undefined) return problem(refused, `refused with ${refused}`)
  return wait > longestWait ? problem(22005, "Call queue full") : undefined
}

const filters = (query: URLSearchParams) => (call: FakeCall): boolean => {
  const is = (name: string, value: string) => !query.has(name) || query.get(name) === value
  const day = (name: string) => query.has(name) ? Date.parse(`${query.get(name)!.slice(0, 10)}T00:00:00Z`) : undefined
  const since = day("StartTime>")
  const until = day("StartTime<")
  const on = day("StartTime")
  const isWithin = (from: number | undefined, to: number | undefined) =>
    call.startedAt !== null && call.startedAt >= (from ?? -Infinity) && call.startedAt < (to ?? Infinity) + 86_400_000
  return is("To", call.to) && is("From", call.from) &&
    is("Status", call.state === "initiated" ? "queued" : call.state) &&
    ((since === undefined && until === undefined) || isWithin(since, until)) && (on === undefined || isWithin(on, on))
}

const list = (url: URL, exchange: FakeExchange, show: (call: FakeCall) => unknown): FakeAnswer => {
  const size = Math.min(1000, Math.max(1, Number(url.searchParams.get("PageSize") ?? 50)))
  const page = Number(url.searchParams.get("Page") ?? 0)
  const found = [...exchange.calls.values()].reverse().filter(filters(url.searchParams))
  const rows = found.slice(page * size, (page + 1) * size)
  const next = new URLSearchParams(url.searchParams)
  next.set("Page", String(page + 1))
  next.set("PageToken", `PA${rows.at(-1)?.sid ?? ""}`)
  const isLast = (page + 1) * size >= found.length
  return {
    status: 200,
    json: {
      calls: rows.map(show),
      page,
      page_size: size,
      uri: `${url.pathname}${url.search}`,
      next_page_uri: isLast ? null : `${url.pathname}?${next.toString()}`
    }
  }
}

const change = (call: FakeCall, form: URLSearchParams, exchange: FakeExchange, shown: () => unknown): FakeAnswer => {
  const status = form.get("Status")
  if (isOver(call)) return problem(21220, "Call is not in-progress. Cannot redirect.")
  // Canceling is for calls that nobody has answered; one that somebody has is left as it is.
  if (status === "completed" || (status === "canceled" && call.state !== "in-progress")) exchange.end(call)
  const limit = form.get("TimeLimit")
  if (limit !== null) exchange.limit(call, Number(limit))
  return { status: 200, json: shown() }
}

/** What the API does and answers, as far as calls go. */
export const answerTo = (
  { form, method, url }: FakeRequest,
  settings: FakeTwilioSettings,
  exchange: FakeExchange,
  now: number
): FakeAnswer => {
  const show = (call: FakeCall) => resourceOf(call, now, settings.priceAfter)
  const path = new RegExp(
    `^/2010-04-01/Accounts/${settings.accountSid}/Calls(?:/(CA[0-9a-f]{32}))?(/Events)?\\.json$`,
    "u"
  )
    .exec(url.pathname)
  if (path === null) return problem(20404, `The requested resource ${url.pathname} was not found`)
  const [, sid, rest] = path
  if (sid === undefined) {
    if (method === "GET") return list(url, exchange, show)
    if (method !== "POST") return problem(20004, "Method not allowed")
    const wrong = wrongWith(form, settings, exchange.wait())
    return wrong ?? { status: 201, json: show(exchange.accept(form)) }
  }
  const call = exchange.calls.get(sid)
  if (call === undefined) return problem(20404, `The requested resource ${url.pathname} was not found`)
  if (rest !== undefined) {
    const isReady = call.endedAt !== null && now >= call.endedAt + settings.requestsAfter
    const requests = isReady
      ? call.requests.map((request) => ({ request: { method: "POST", ...request }, response: {} }))
      : []
    return { status: 200, json: { events: requests, page: 0, page_size: 50, next_page_uri: null } }
  }
  if (method === "GET") return { status: 200, json: show(call) }
  return method === "POST" ? change(call, form, exchange, () => show(call)) : problem(20004, "Method not allowed")
}
