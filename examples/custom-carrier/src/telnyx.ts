/**
 * A carrier of one's own, in one file: calls through Telnyx's call control. It shows what an adapter is made of; "Add a
 * carrier" in the docs walks through it. Nobody has dialed through it yet: it is held to the carrier suite over a small
 * fake, not to Telnyx itself.
 */
import {
  AnswerPlan,
  AttemptId,
  Carrier,
  type CarrierCost,
  type CarrierEvent,
  type CarrierRequest,
  CarrierRequestRefused,
  CarrierUnavailable,
  CarrierWebhooks,
  type Disposition,
  type Pace,
  type PlacedCall,
  type PlaceRequest,
  type PlaceResult
} from "@campanile/core"
import { Clock, Context, Effect, FiberSet, Layer, Option, type Redacted, Schema, Stream } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { createPublicKey, verify } from "node:crypto"

/** What must be known of an account. */
export interface TelnyxSettings {
  readonly apiKey: Redacted.Redacted
  /** The call control application that dials. */
  readonly connectionId: string
  /** The account's Ed25519 key, in Base64, with which its webhooks are checked. */
  readonly publicKey: string
  /** Where the server is reached from outside; webhooks come to `/carrier/telnyx/events` below it. */
  readonly publicUrl: string
  /** How fast the account may be asked. */
  readonly pace: Pace | null
}

const api = "https://api.telnyx.com/v2"

/** Milliseconds that a request may take. */
const patience = 20_000

/**
 * What travels with a call, and comes back with each of its events: whose it is; what it is to do when it is answered,
 * for any node may hear of that; and then, since when it is.
 */
const State = Schema.fromJsonString(Schema.Struct({
  attempt: AttemptId,
  plan: Schema.optionalKey(Schema.Struct({ answer: AnswerPlan, text: Schema.String })),
  answered: Schema.optionalKey(Schema.Int)
}))

const stateOf = (state: typeof State.Type) => Buffer.from(Schema.encodeSync(State)(state)).toString("base64")

const readState = (text: string) => Schema.decodeUnknownOption(State)(Buffer.from(text, "base64").toString("utf8"))

const Instant = Schema.String.pipe(Schema.check(
  Schema.makeFilter((text: string) => !Number.isNaN(Date.parse(text)) || "must be an instant")
))

/** An event, of which only those fields are read that are needed. */
const Event = Schema.Struct({
  event_type: Schema.String,
  occurred_at: Instant,
  payload: Schema.Struct({
    call_control_id: Schema.String,
    client_state: Schema.String,
    start_time: Schema.optionalKey(Schema.NullOr(Instant)),
    hangup_cause: Schema.optionalKey(Schema.NullOr(Schema.String)),
    total_cost: Schema.optionalKey(Schema.NullOr(Schema.String)),
    currency: Schema.optionalKey(Schema.NullOr(Schema.String))
  })
})

const dispositions: Readonly<Record<string, Disposition>> = {
  normal_clearing: "answered",
  time_limit: "answered",
  call_rejected: "rejected",
  originator_cancel: "canceled",
  timeout: "no_answer",
  no_answer: "no_answer",
  user_busy: "busy",
  not_found: "invalid_number"
}

/** "0.0180" as millionths, without floats. */
const costOf = (amount: string, currency: string): CarrierCost | undefined => {
  const parts = /^(\d{1,9})(?:\.(\d{1,6})\d*)?$/u.exec(amount)
  return parts === null || !/^[A-Z]{3}$/u.test(currency)
    ? undefined
    : { amount: Number(parts[1]) * 1_000_000 + Number((parts[2] ?? "").padEnd(6, "0")), currency }
}

/**
 * What an event of Telnyx's tells. Each is read by itself, and by this function alone, whether it was sent or asked for:
 * that makes what is told and what is found agree.
 */
const eventsOf = ({ event_type, occurred_at, payload }: typeof Event.Type): ReadonlyArray<CarrierEvent> => {
  const state = Option.getOrUndefined(readState(payload.client_state))
  if (state === undefined) return []
  const at = Date.parse(occurred_at)
  const event = (kind: CarrierEvent["kind"], more: Partial<CarrierEvent> = {}): CarrierEvent => ({
    attemptId: state.attempt,
    carrierCallId: payload.call_control_id,
    kind,
    at,
    disposition: null,
    talkSeconds: 0,
    code: "",
    ...more
  })
  switch (event_type) {
    case "call.initiated":
      return [event("queued")]
    case "call.answered":
      return [event("answered")]
    case "call.cost": {
      const cost = costOf(payload.total_cost ?? "", payload.currency ?? "USD")
      return cost === undefined ? [] : [event("cost", { cost })]
    }
    case "call.hangup": {
      const code = payload.hangup_cause ?? "unspecified"
      // Of a call whose command for the answer did not arrive, only the beginning is known: it is charged from there.
      const disposition = state.answered === undefined ? dispositions[code] ?? "carrier_error" : "answered"
      if (disposition !== "answered") return [event("ended", { disposition, code })]
      const begun = state.answered ?? Date.parse(payload.start_time ?? occurred_at)
      const talkSeconds = Math.min(86_400, Math.max(0, Math.ceil((at - begun) / 1000)))
      return [event("answered", { at: begun }), event("ended", { disposition, talkSeconds, code })]
    }
    default:
      return []
  }
}

/** How long (ms) a signature is good: Telnyx's own tolerance. */
const tolerance = 300_000

/** The frame that makes a DER key of 32 bytes. */
const ed25519 = Buffer.from("302a300506032b6570032100", "hex")

/** Whether Telnyx has signed a request, within the last minutes. */
const isSigned = (settings: TelnyxSettings, { body, headers }: CarrierRequest, now: number) => {
  const timestamp = headers["telnyx-timestamp"] ?? ""
  const signature = Buffer.from(headers["telnyx-signature-ed25519"] ?? "", "base64")
  if (!/^\d{1,12}$/u.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > tolerance) return false
  const bytes = Buffer.concat([ed25519, Buffer.from(settings.publicKey, "base64")])
  const key = createPublicKey({ key: bytes, format: "der", type: "spki" })
  return signature.length === 64 && verify(null, Buffer.from(`${timestamp}|${body}`), key, signature)
}

const Delivery = Schema.fromJsonString(Schema.Struct({ data: Event }))
const Anything = Schema.fromJsonString(Schema.Struct({ data: Schema.Struct({ event_type: Schema.String }) }))

const Created = Schema.Struct({ data: Schema.Struct({ call_control_id: Schema.String }) })
const Events = Schema.Struct({ data: Schema.Array(Schema.Struct({ metadata: Schema.Unknown })) })
const Problems = Schema.Struct({
  errors: Schema.Array(Schema.Struct({
    code: Schema.String,
    source: Schema.optionalKey(Schema.Struct({ pointer: Schema.String }))
  }))
})

/** An answer of the API: its status, and its JSON where it is JSON. */
interface Answer {
  readonly status: number
  readonly json: unknown
  readonly retryAfter: string | undefined
}

/** What an answer to a request to dial means. Only what says for certain that it was not taken is a refusal. */
const resultOf = ({ json, retryAfter, status }: Answer): PlaceResult => {
  if (status >= 200 && status < 300) {
    return Option.match(Schema.decodeUnknownOption(Created)(json), {
      onNone: (): PlaceResult => ({ _tag: "Unknown", code: "answer_not_understood" }),
      onSome: ({ data }) => ({ _tag: "Accepted", carrierCallId: data.call_control_id })
    })
  }
  const [problem] = Option.getOrUndefined(Schema.decodeUnknownOption(Problems)(json))?.errors ?? []
  const code = problem?.code ?? `http_${status}`
  const rejected = (refusal: Extract<PlaceResult, { _tag: "Rejected" }>["class"]): PlaceResult => ({
    _tag: "Rejected",
    class: refusal,
    code,
    retryAfter: refusal === "throttled" && /^\d{1,6}$/u.test(retryAfter ?? "") ? Number(retryAfter) * 1000 : undefined
  })
  if (status >= 500 || status === 408) return { _tag: "Unknown", code }
  if (status === 429) return rejected("throttled")
  if (status === 401 || status === 402) return rejected("account")
  if (status === 403) return rejected("forbidden")
  if (status === 409) return rejected("retryable")
  return rejected(problem?.source?.pointer === "/to" ? "invalid_number" : "fatal")
}

/** What the command for an answered call is: the one thing that an assistant's answer plan asks of this carrier. */
const answerCommand = ({ answer, text }: Pick<PlaceRequest, "answer" | "text">) => {
  switch (answer.kind) {
    case "say":
      return {
        action: "speak",
        body: { payload: text, voice: answer.voice ?? "female", language: answer.language ?? "en-US" }
      }
    case "stream":
      return { action: "streaming_start", body: { stream_url: answer.url, stream_track: "both_tracks" } }
    case "sip":
      return { action: "transfer", body: { to: answer.address } }
    case "url":
      return { action: "playback_start", body: { audio_url: answer.url } }
  }
}

const make = Effect.fnUntraced(function*(settings: TelnyxSettings) {
  const client = yield* HttpClient.HttpClient
  const fibers = yield* FiberSet.make()
  const ask = (request: HttpClientRequest.HttpClientRequest) =>
    client.execute(request.pipe(HttpClientRequest.bearerToken(settings.apiKey))).pipe(
      Effect.flatMap((response) =>
        Effect.map(response.text, (text): Answer => ({
          status: response.status,
          json: Option.getOrNull(Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))(text)),
          retryAfter: response.headers["retry-after"]
        }))
      ),
      Effect.timeout(patience)
    )
  const post = (path: string, body: Readonly<Record<string, unknown>>) =>
    ask(
      HttpClientRequest.post(`${api}${path}`).pipe(HttpClientRequest.bodyText(JSON.stringify(body), "application/json"))
    )
  const unavailable = Effect.mapError((cause: Error) => new CarrierUnavailable({ cause }))

  const find = Effect.fn("Telnyx.find")(function*({ attemptId, from, since, to }: PlacedCall) {
    const query = new URLSearchParams({
      "filter[type]": "webhook",
      "filter[from]": from,
      "filter[to]": to,
      "filter[occurred_at][gte]": new Date(since - 5000).toISOString(),
      "page[size]": "250"
    })
    const { json, status } = yield* ask(HttpClientRequest.get(`${api}/call_events?${query.toString()}`))
    const read = Schema.decodeUnknownOption(Events)(json)
    if (status !== 200 || Option.isNone(read)) return yield* Effect.fail(new Error(`Telnyx answered ${status}`))
    return read.value.data
      .flatMap(({ metadata }) => Option.toArray(Schema.decodeUnknownOption(Event)(metadata)))
      .flatMap(eventsOf)
      .filter((event) => event.attemptId === attemptId)
  }, unavailable)

  const carrier = Carrier.of({
    capabilities: {
      name: "telnyx",
      idempotentCreate: true,
      pace: settings.pace,
      queuesOverPace: false,
      extendsLimit: false,
      ordersEvents: false,
      tellsCost: "told",
      machineDetection: false
    },
    place: Effect.fn("Telnyx.place")(function*(request) {
      const { answer, attemptId, text } = request
      return yield* post("/calls", {
        connection_id: settings.connectionId,
        to: request.to,
        from: request.from,
        command_id: attemptId,
        client_state: stateOf({ attempt: attemptId, plan: { answer, text } }),
        timeout_secs: Math.min(600, Math.max(5, request.ringSeconds)),
        time_limit_secs: Math.min(14_400, request.limitSeconds),
        webhook_url: `${settings.publicUrl}/carrier/telnyx/events`
      }).pipe(Effect.match({
        onFailure: ({ _tag }): PlaceResult => ({ _tag: "Unknown", code: _tag }),
        onSuccess: resultOf
      }))
    }),
    hangup: Effect.fn("Telnyx.hangup")(function*(call) {
      const known = yield* find(call)
      const id = call.carrierCallId ?? known[0]?.carrierCallId
      if (id === undefined || id === null || known.some(({ kind }) => kind === "ended")) return known
      yield* unavailable(
        post(`/calls/${encodeURIComponent(id)}/actions/hangup`, { command_id: `${call.attemptId}/hangup` })
      )
      return yield* find(call)
    }),
    find,
    events: Stream.empty
  })

  /** Tells an answered call what to do, and what its events are to say from now on: since when it is answered. */
  const onAnswer = ({ event_type, occurred_at, payload }: typeof Event.Type) => {
    const state = Option.getOrUndefined(readState(payload.client_state))
    if (event_type !== "call.answered" || state?.plan === undefined) return Effect.void
    const { action, body } = answerCommand(state.plan)
    const { attempt } = state
    return post(`/calls/${encodeURIComponent(payload.call_control_id)}/actions/${action}`, {
      ...body,
      command_id: `${attempt}/answer`,
      client_state: stateOf({ attempt, answered: Date.parse(occurred_at) })
    }).pipe(
      Effect.catch((error) => Effect.logWarning("an answered call was not told what to do", error)),
      FiberSet.run(fibers),
      Effect.asVoid
    )
  }

  const webhooks = CarrierWebhooks.of({
    name: "telnyx",
    receive: Effect.fn("Telnyx.receive")(function*(request) {
      const now = yield* Clock.currentTimeMillis
      if (!isSigned(settings, request, now)) {
        return yield* new CarrierRequestRefused({ why: "not_authentic", reason: "its signature is not Telnyx's" })
      }
      const delivery = Schema.decodeUnknownOption(Delivery)(request.body)
      if (Option.isNone(delivery)) {
        // Events of other kinds have other fields, and tell nothing that is asked for.
        if (Option.isSome(Schema.decodeUnknownOption(Anything)(request.body))) return []
        return yield* new CarrierRequestRefused({ why: "unreadable", reason: "it is not an event" })
      }
      yield* onAnswer(delivery.value.data)
      return eventsOf(delivery.value.data)
    })
  })
  return Context.make(Carrier, carrier).pipe(Context.add(CarrierWebhooks, webhooks))
})

/** Calls through Telnyx. */
export const telnyxCarrier = (
  settings: TelnyxSettings
): Layer.Layer<Carrier | CarrierWebhooks, never, HttpClient.HttpClient> => Layer.effectContext(make(settings))
