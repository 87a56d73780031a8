import { NotDelivered, WebhookSender } from "@campanile/core"
import type { Message } from "@campanile/core"
import { Effect, Layer, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { Webhook } from "standardwebhooks"

/** Milliseconds of real time that a receiver has to say that it has the message. */
const patience = 15_000

/** Milliseconds that a receiver may ask to be left alone at the most. */
const longestRest = 3_600_000

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
 * The headers of Standard Webhooks for a message that is sent at an instant: the real one, whatever the engine's clock
 * shows, for receivers refuse what is not fresh. Each secret signs.
 */
export const headersOf = (
  secrets: ReadonlyArray<Redacted.Redacted>,
  id: string,
  at: Date,
  body: string
): Record<string, string> => ({
  "webhook-id": id,
  "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
  ...(secrets.length === 0
    ? {}
    : {
      "webhook-signature": secrets.map((secret) => new Webhook(Redacted.value(secret)).sign(id, at, body)).join(" ")
    })
})

/** A new secret: 256 bits of chance, from the machine's own source and not from the engine's. */
const newSecret = Effect.sync(() => Redacted.make(`whsec_${randomBytes(32).toString("base64")}`))

/**
 * Webhooks over HTTP: a POST of JSON, signed as Standard Webhooks has it, and delivered when the receiver answers with any
 * 2xx within fifteen seconds. A redirect is not followed: what was checked when the URL was set would not hold for where it
 * leads. Only http and https.
 *
 * Whoever may set a callback URL can make this process send a POST to any address that it can reach. Where strangers
 * may, keep the process in a network from which internal services cannot be reached.
 */
export const webhookSender = (options: { readonly timeout?: number } = {}): Layer.Layer<WebhookSender> => {
  const { timeout = patience } = options
  return Layer.succeed(
    WebhookSender,
    WebhookSender.of({
      newSecret,
      send: Effect.fn("WebhookSender.send")(function*(url, message, secrets) {
        if (!isHttp(url)) return yield* new NotDelivered({ reason: "only http and https URLs are called" })
        const response = yield* Effect.tryPromise({
          try: (signal) => post(url, message, secrets, AbortSignal.any([signal, AbortSignal.timeout(timeout)])),
          catch: (cause) => new NotDelivered({ reason: reasonOf(cause, timeout) })
        })
        if (!response.ok) return yield* refusalOf(response)
      })
    })
  )
}

const isHttp = (url: string) => URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol)

const post = async (
  url: string,
  message: Message,
  secrets: ReadonlyArray<Redacted.Redacted>,
  signal: AbortSignal
) => {
  const body = JSON.stringify(bodyOf(message))
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "campanile",
      ...headersOf(secrets, message.id, new Date(), body)
    },
    body,
    redirect: "manual",
    signal
  })
  await response.body?.cancel()
  return response
}

/** Milliseconds that a receiver asks to be left alone: a number of seconds, or an instant. */
const retryAfterOf = (header: string | null): number | undefined => {
  if (header === null) return undefined
  const wait = /^\d+$/u.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return wait > 0 ? Math.min(wait, longestRest) : undefined
}

const refusalOf = (response: Response) => {
  const retryAfter = retryAfterOf(response.headers.get("retry-after"))
  return new NotDelivered({
    reason: `the receiver answered ${response.status}`,
    ...(response.status === 410 ? { gone: true } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter })
  })
}

const reasonOf = (cause: unknown, timeout: number) => {
  if (!(cause instanceof Error)) return String(cause)
  if (cause.name === "TimeoutError") return `the receiver did not answer within ${timeout / 1000} seconds`
  const deeper = cause.cause instanceof Error ? cause.cause : cause
  return deeper.message === "" ? `${cause.message}${codeOf(deeper)}` : deeper.message
}

const codeOf = (error: Error) => "code" in error && typeof error.code === "string" ? `: ${error.code}` : ""
