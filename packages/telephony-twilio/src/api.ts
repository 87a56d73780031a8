import { Clock, Effect, Option, Redacted, Schema } from "effect"
import { FetchHttpClient, HttpClient, type HttpClientError, HttpClientRequest } from "effect/http"
import { readCall, readPage, readRequests, readSid, type TwilioCall, type TwilioPage } from "./call.ts"
import { silenceOf } from "./codes.ts"
import type { TwilioConfig } from "./config.ts"
import { retryAfterOf } from "./instants.ts"

/** Fields of a form or a query, in order; a name may occur more than once. */
export type Fields = ReadonlyArray<readonly [name: string, value: string]>

/** Twilio answered, and the answer is not a success. */
export class TwilioRefused extends Schema.TaggedError<TwilioRefused>()("TwilioRefused", {
  status: Schema.Int,
  /** Twilio's own code, where the answer has one. */
  code: Schema.NullOr(Schema.Int),
  detail: Schema.String,
  /** Milliseconds that Twilio asks to wait. */
  retryAfter: Schema.NullOr(Schema.Finite)
}) {
  override get message(): string {
    return `Twilio answered ${this.status}${this.code === null ? "" : `, code ${this.code}`}: ${this.detail}`
  }
}

/** No answer that could be understood: the connection failed, the time was over, or it was not what the API promises. */
export class TwilioSilent extends Schema.TaggedError<TwilioSilent>()("TwilioSilent", {
  /** Whether the request may have reached Twilio. */
  sent: Schema.Literals(["no", "maybe"]),
  code: Schema.String
}) {
  override get message(): string {
    return `Twilio did not answer: ${this.code}`
  }
}

/** Why a request to the API has no result. */
export type TwilioFailure = TwilioRefused | TwilioSilent

/** What a request to dial came to. Of an answer that is otherwise not understood the sid is enough. */
export interface TwilioCreated {
  readonly sid: string
  readonly call: TwilioCall | null
}

/** The part of Twilio's REST API that calls need. */
export interface TwilioApi {
  /** Ask for a call. There is no way to make this idempotent: nothing may repeat it. */
  readonly create: (fields: Fields) => Effect.Effect<TwilioCreated, TwilioFailure>
  /** A call by its sid; null for one that Twilio does not know. */
  readonly fetch: (sid: string) => Effect.Effect<TwilioCall | null, TwilioFailure>
  /** The first page of the calls that match, the newest first; or the page of that path. */
  readonly list: (query: Fields | { readonly next: string }) => Effect.Effect<TwilioPage, TwilioFailure>
  /** Change a call that lives. */
  readonly update: (sid: string, fields: Fields) => Effect.Effect<TwilioCall, TwilioFailure>
  /** What Twilio asked of us and we of it about a call, each request as JSON; none before a quarter of an hour after its end. */
  readonly requests: (sid: string) => Effect.Effect<ReadonlyArray<string>, TwilioFailure>
}

const Problem = Schema.Struct({
  code: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  message: Schema.optionalKey(Schema.NullOr(Schema.String))
})

const parsed = (body: string): unknown =>
  Option.getOrNull(Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))(body))

/** Characters of an answer that is not Twilio's JSON which are kept for people. */
const shown = 200

const refused = (status: number, body: string, retryAfter: number | undefined) => {
  const problem = Option.getOrUndefined(Schema.decodeUnknownOption(Problem)(parsed(body)))
  return new TwilioRefused({
    status,
    code: problem?.code ?? null,
    detail: problem?.message ?? body.slice(0, shown),
    retryAfter: retryAfter ?? null
  })
}

const unreachable = ({ reason }: HttpClientError.HttpClientError) => {
  switch (reason._tag) {
    case "TransportError":
      return new TwilioSilent(silenceOf(reason.cause))
    case "EncodeError":
    case "InvalidUrlError":
      return new TwilioSilent({ sent: "no", code: reason._tag })
    default:
      return new TwilioSilent({ sent: "maybe", code: reason._tag })
  }
}

const notUnderstood = new TwilioSilent({ sent: "maybe", code: "answer_not_understood" })

/**
 * The API of an account. Nothing is retried and no redirect is followed, for either could dial twice. A request that
 * takes too long is given up, and may have been taken.
 */
export const makeTwilioApi = Effect.fnUntraced(function*(config: TwilioConfig) {
  const client = yield* HttpClient.HttpClient
  const user = config.apiKey?.sid ?? config.accountSid
  const password = config.apiKey?.secret ?? config.authToken
  const account = `/2010-04-01/Accounts/${config.accountSid}`

  const ask = Effect.fn("Twilio.ask")(
    function*(request: HttpClientRequest.HttpClientRequest) {
      const response = yield* client.execute(
        request.pipe(
          HttpClientRequest.basicAuth(user, Redacted.value(password)),
          HttpClientRequest.acceptJson,
          HttpClientRequest.setHeader("user-agent", "campanile")
        )
      ).pipe(Effect.mapError(unreachable))
      const broken = () => new TwilioSilent({ sent: "maybe", code: "answer_broken" })
      if (response.status >= 200 && response.status < 300) return parsed(yield* Effect.mapError(response.text, broken))
      const body = yield* Effect.orElseSucceed(response.text, () => "")
      const now = yield* Clock.currentTimeMillis
      return yield* refused(response.status, body, retryAfterOf(response.headers["retry-after"], now))
    },
    Effect.timeoutOrElse({
      duration: config.requestTimeout,
      orElse: () => Effect.fail(new TwilioSilent({ sent: "maybe", code: "timeout" }))
    }),
    Effect.provideService(HttpClient.TracerPropagationEnabled, false),
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
  )

  const understood = <A>(read: (json: unknown) => Option.Option<A>) => (json: unknown) =>
    Option.match(read(json), { onNone: () => Effect.fail(notUnderstood), onSome: Effect.succeed })

  const get = (path: string, query: Fields = []) => {
    const text = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString()
    return ask(HttpClientRequest.get(`${config.apiUrl}${path}${text === "" ? "" : `?${text}`}`))
  }
  const post = (path: string, fields: Fields) =>
    ask(HttpClientRequest.post(config.apiUrl + path).pipe(HttpClientRequest.bodyUrlParams(fields)))
  const one = (sid: string, rest = "") => `${account}/Calls/${encodeURIComponent(sid)}${rest}.json`

  const api: TwilioApi = {
    create: (fields) =>
      post(`${account}/Calls.json`, fields).pipe(Effect.flatMap((json) =>
        Option.match(readSid(json), {
          onNone: () => Effect.fail(notUnderstood),
          onSome: (sid) => Effect.succeed({ sid, call: Option.getOrNull(readCall(json)) })
        })
      )),
    fetch: (sid) =>
      get(one(sid)).pipe(
        Effect.flatMap(understood(readCall)),
        Effect.catchTag("TwilioRefused", (error) => error.status === 404 ? Effect.succeed(null) : Effect.fail(error))
      ),
    list: (query) =>
      ("next" in query ? get(query.next) : get(`${account}/Calls.json`, query)).pipe(
        Effect.flatMap(understood(readPage))
      ),
    update: (sid, fields) => post(one(sid), fields).pipe(Effect.flatMap(understood(readCall))),
    requests: (sid) => get(one(sid, "/Events")).pipe(Effect.flatMap(understood(readRequests)))
  }
  return api
})
