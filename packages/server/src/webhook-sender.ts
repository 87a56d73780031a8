import { NotDelivered, WebhookSender } from "@campanile/core"
import type { Message } from "@campanile/core"
import { Effect, Layer } from "effect"

/** Milliseconds of real time that a receiver has to say that it has the message. */
const patience = 10_000

/**
 * What a receiver gets: the message's own fields, with what it tells beside them. `event_type` says the same as `type`,
 * under the name that clients of other services know.
 */
export const bodyOf = ({ at, id, payload, type, workspaceId }: Message) => ({
  ...payload,
  id,
  type,
  event_type: type,
  timestamp: new Date(at).toISOString(),
  workspace_id: workspaceId
})

/**
 * Webhooks over HTTP: a POST of JSON, delivered when the receiver answers with any 2xx within ten seconds. A redirect
 * is not followed: what was checked when the URL was set would not hold for where it leads. Only http and https.
 *
 * Whoever may set a callback URL can make this process send a POST to any address that it can reach. Where strangers
 * may, keep the process in a network from which internal services cannot be reached.
 */
export const webhookSender = (options: { readonly timeout?: number } = {}): Layer.Layer<WebhookSender> => {
  const { timeout = patience } = options
  return Layer.succeed(
    WebhookSender,
    WebhookSender.of({
      send: Effect.fn("WebhookSender.send")(function*(url, message) {
        if (!isHttp(url)) return yield* new NotDelivered({ reason: "only http and https URLs are called" })
        const response = yield* Effect.tryPromise({
          try: (signal) => post(url, message, AbortSignal.any([signal, AbortSignal.timeout(timeout)])),
          catch: (cause) => new NotDelivered({ reason: reasonOf(cause, timeout) })
        })
        if (!response.ok) return yield* new NotDelivered({ reason: `the receiver answered ${response.status}` })
      })
    })
  )
}

const isHttp = (url: string) => URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol)

const post = async (url: string, message: Message, signal: AbortSignal) => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "campanile" },
    body: JSON.stringify(bodyOf(message)),
    redirect: "manual",
    signal
  })
  await response.body?.cancel()
  return response
}

const reasonOf = (cause: unknown, timeout: number) => {
  if (!(cause instanceof Error)) return String(cause)
  if (cause.name === "TimeoutError") return `the receiver did not answer within ${timeout / 1000} seconds`
  const deeper = cause.cause instanceof Error ? cause.cause : cause
  return deeper.message === "" ? `${cause.message}${codeOf(deeper)}` : deeper.message
}

const codeOf = (error: Error) => "code" in error && typeof error.code === "string" ? `: ${error.code}` : ""
