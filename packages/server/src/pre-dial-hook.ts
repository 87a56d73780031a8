import { type PreDialAnswer, type PreDialCall, type PreDialHook } from "@campanile/core"
import { Clock, Effect, Redacted, Schema } from "effect"
import { createHmac } from "node:crypto"

/** Milliseconds of real time that the hook has to answer: every dial waits for it. */
const patience = 2000

/** Bytes that an answer may have; a longer one is none of those that are understood. */
const maxAnswerBytes = 65_536

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/u

const Instant = Schema.String.pipe(Schema.check(
  Schema.makeFilter((text) =>
    (instantPattern.test(text) && !Number.isNaN(Date.parse(text))) ||
    "must be an instant with its offset from UTC, such as 2026-12-31T18:00:00Z"
  )
))

const Reason = Schema.String.pipe(Schema.check(Schema.isMaxLength(500)))

/** What a hook may answer: dial it, never dial it, or not before an instant. Exactly one of the three. */
export const HookAnswer = Schema.Union([
  Schema.Struct({ eligible: Schema.Literal(true) }),
  Schema.Struct({ skip: Reason }),
  Schema.Struct({ defer: Instant, reason: Schema.optionalKey(Reason) })
])

/** The hook did not answer, or not in words that are understood. */
export class HookFailed extends Schema.TaggedError<HookFailed>()("HookFailed", { reason: Schema.String }) {
  override get message(): string {
    return this.reason
  }
}

/** Where the hook is asked, and the secret with which the question is signed. */
export interface HttpHookOptions {
  readonly url: string
  /** A text, or `whsec_` and bytes in Base64, as Standard Webhooks writes them. */
  readonly secret: Redacted.Redacted
  /** Milliseconds. */
  readonly timeout?: number
}

const keyOf = (secret: Redacted.Redacted) => {
  const text = Redacted.value(secret)
  return text.startsWith("whsec_") ? Buffer.from(text.slice("whsec_".length), "base64") : Buffer.from(text)
}

/** The signature of a message: HMAC-SHA256 of its id, the instant in seconds and the body, in Base64, version 1. */
export const signatureOf = (secret: Redacted.Redacted, id: string, seconds: number, body: string): string =>
  `v1,${createHmac("sha256", keyOf(secret)).update(`${id}.${seconds}.${body}`).digest("base64")}`

/** What a hook is told of a call. */
const bodyOf = ({ attemptId, callId, campaignId, phone, variables, workspaceId }: PreDialCall, now: number) => ({
  type: "pre_dial",
  timestamp: new Date(now).toISOString(),
  workspace_id: workspaceId,
  campaign_id: campaignId,
  call_id: callId,
  attempt_id: attemptId,
  to_number: phone,
  custom_args_values: variables
})

const readText = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let text = ""
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxAnswerBytes) throw new Error(`the answer has more than ${maxAnswerBytes} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

const decodeAnswer = Schema.decodeUnknownEffect(HookAnswer, { onExcessProperty: "error" })

const reasonOf = (error: unknown, timeout: number) =>
  !(error instanceof Error)
    ? String(error)
    : error.name === "TimeoutError"
    ? `the hook did not answer within ${timeout / 1000} seconds`
    : error.cause instanceof Error && error.cause.message !== ""
    ? error.cause.message
    : error.message

/**
 * A pre-dial hook over HTTP: a POST of JSON, signed as Standard Webhooks signs messages, for each call that is about to
 * be dialed. Whatever goes wrong is a failure, which means not now: no answer in time, a status other than 200, a
 * redirect, an answer that is not understood. The id of the attempt is the id of the message: a new attempt is a new
 * question.
 */
export const httpPreDialHook = ({ secret, timeout = patience, url }: HttpHookOptions): PreDialHook =>
  Effect.fn("preDialHook")(function*(call: PreDialCall) {
    const now = yield* Clock.currentTimeMillis
    const seconds = Math.floor(now / 1000)
    const body = JSON.stringify(bodyOf(call, now))
    const text = yield* Effect.tryPromise({
      try: async (signal) => {
        const response = await fetch(url, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "user-agent": "campanile",
            "webhook-id": call.attemptId,
            "webhook-timestamp": String(seconds),
            "webhook-signature": signatureOf(secret, call.attemptId, seconds, body)
          },
          body,
          redirect: "manual",
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)])
        })
        if (response.status === 200) return await readText(response)
        await response.body?.cancel()
        throw new Error(`the hook answered ${response.status}`)
      },
      catch: (error) => new HookFailed({ reason: reasonOf(error, timeout) })
    })
    const json = yield* Effect.try({
      try: (): unknown => JSON.parse(text),
      catch: () => new HookFailed({ reason: "the hook's answer is not JSON" })
    })
    return answerOf(
      yield* decodeAnswer(json).pipe(
        Effect.mapError(({ message }) => new HookFailed({ reason: `the hook's answer is not understood: ${message}` }))
      )
    )
  })

const answerOf = (answer: typeof HookAnswer.Type): PreDialAnswer =>
  "skip" in answer
    ? { _tag: "Skip", reason: answer.skip }
    : "defer" in answer
    ? { _tag: "Defer", until: Date.parse(answer.defer), reason: answer.reason ?? "the pre-dial hook put it off" }
    : { _tag: "Eligible" }
