import {
  type Bus,
  type CarrierRequest,
  type CarrierRequestRefused,
  CarrierRequests,
  type CarrierWebhooks,
  type NotFound,
  type Store,
  type StoreUnavailable
} from "@campanile/core"
import { Effect } from "effect"
import { type Context as HonoContext, Hono } from "hono"
import { maxWebhookBytes, readText } from "./body.ts"
import { BodyTooLarge, Forbidden, MalformedBody } from "./failure.ts"
import { failed } from "./problem.ts"

/** Tells the IP address of whoever holds the other end of a request's connection. */
export type PeerOf = (c: HonoContext) => string | undefined

/** Runs a program with the services of the engine, to its end: what a carrier told counts, even if it hung up meanwhile. */
export type Run = (effect: Effect.Effect<Response, never, Bus | Store>) => Promise<Response>

const incoming = Effect.fnUntraced(function*(c: HonoContext, peerOf: PeerOf | undefined) {
  const body = yield* Effect.tryPromise({
    try: () => readText(c.req.raw, maxWebhookBytes),
    catch: () => new MalformedBody({ reason: "the body broke off, or is not UTF-8" })
  })
  if (body === undefined) return yield* new BodyTooLarge({ limit: maxWebhookBytes })
  const { pathname, search } = new URL(c.req.url)
  const request: CarrierRequest = {
    method: c.req.method,
    target: pathname + search,
    headers: c.req.header(),
    body,
    peer: peerOf?.(c)
  }
  return request
})

/** What is told of a refusal: who is not the carrier learns no more than that. */
const refusals = {
  not_authentic: () => new Forbidden({ reason: "this is not the carrier's" }),
  unreadable: (reason: string) => new MalformedBody({ reason })
} as const

type Handle = (
  request: CarrierRequest
) => Effect.Effect<Response, CarrierRequestRefused | NotFound | StoreUnavailable, Bus | Store>

/**
 * The routes of a carrier that calls webhooks, below its name: `events`, answered with 204 as soon as what it tells is
 * read, and `answer`, where it asks what an answered call is to do. They are the carrier's own language, so no
 * document of ours describes them.
 */
export const carrierRoutes = (
  webhooks: CarrierWebhooks["Service"],
  peerOf: PeerOf | undefined,
  run: Run
): Hono => {
  const serve = (handle: Handle) => (c: HonoContext) =>
    run(
      incoming(c, peerOf).pipe(
        Effect.flatMap(handle),
        Effect.tapErrorTag("CarrierRequestRefused", (error) =>
          Effect.logWarning(error.message, { carrier: webhooks.name })),
        Effect.catchTag("CarrierRequestRefused", ({ reason, why }) =>
          Effect.fail(refusals[why](reason))),
        Effect.catch((failure) => Effect.succeed(failed(failure)))
      )
    )
  const app = new Hono()
  app.post(
    "/events",
    serve((request) => Effect.as(CarrierRequests.receive(webhooks, request), new Response(null, { status: 204 })))
  )
  app.post(
    "/answer",
    serve((request) =>
      Effect.map(
        CarrierRequests.answer(webhooks, request),
        ({ body, mediaType }) => new Response(body, { headers: { "content-type": mediaType } })
      )
    )
  )
  return app
}
