import { MessageId, type NotDelivered, WebhookSender, WorkspaceId } from "@campanile/core"
import type { Message } from "@campanile/core"
import { assert, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"
import { Webhook } from "standardwebhooks"
import { headersOf, webhookSender } from "../src/webhook-sender.ts"
import { receiver } from "./receiver.ts"

const message: Message = {
  workspaceId: WorkspaceId.make("01890a5d-ac96-774b-bcce-b302099a8001"),
  id: MessageId.make("01890a5d-ac96-774b-bcce-b302099a8002"),
  type: "call_completed",
  campaignId: null,
  callId: null,
  payload: { call_id: "c1", call_duration: 42, status: "completed" },
  at: Date.UTC(2026, 2, 3, 8, 30)
}

const secret = Redacted.make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
const older = Redacted.make(`whsec_${Buffer.from("older".repeat(6)).toString("base64")}`)

const send = (url: string, timeout?: number, secrets = [secret]) =>
  WebhookSender.use((sender) => sender.send(url, message, secrets)).pipe(
    Effect.provide(webhookSender(timeout === undefined ? {} : { timeout })),
    Effect.result
  )

const reason = (result: Result.Result<void, NotDelivered>) =>
  Result.isFailure(result) ? result.failure.reason : "delivered"

it.live("posts the message as JSON, under its type by both names", () =>
  Effect.gen(function*() {
    const { received, url } = yield* receiver((_, response) => response.writeHead(202).end("taken"))
    assert.isTrue(Result.isSuccess(yield* send(url)))
    assert.lengthOf(received, 1)
    assert.include(received[0], { method: "POST", url: "/hook" })
    assert.strictEqual(received[0]!.headers["content-type"], "application/json")
    assert.deepStrictEqual(JSON.parse(received[0]!.body), {
      id: message.id,
      type: "call_completed",
      event_type: "call_completed",
      timestamp: "2026-03-03T08:30:00.000Z",
      workspace_id: message.workspaceId,
      call_id: "c1",
      call_duration: 42,
      status: "completed"
    })
  }))

it("signs as the example of Standard Webhooks does", () => {
  const at = new Date(1_614_265_330_000)
  const headers = headersOf([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, "{\"test\": 2432232314}")
  assert.deepStrictEqual(headers, {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
  })
})

it.live("is verified by the library of Standard Webhooks, with the new secret and with the old one", () =>
  Effect.gen(function*() {
    const { received, url } = yield* receiver((_, response) => response.writeHead(204).end())
    yield* send(url, undefined, [secret, older])
    const [{ body, headers }] = received as [typeof received[number]]
    const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    assert.strictEqual(given["webhook-id"], message.id)
    for (const one of [secret, older]) {
      assert.deepNestedInclude(new Webhook(Redacted.value(one)).verify(body, given), { id: message.id })
    }
    const stranger = new Webhook(Buffer.from("stranger".repeat(4)).toString("base64"))
    assert.throws(() => stranger.verify(body, given), "No matching signature found")
    assert.throws(() => new Webhook(Redacted.value(secret)).verify(`${body} `, given), "No matching signature found")
    yield* send(url, undefined, [])
    assert.notProperty(received[1]!.headers, "webhook-signature")
  }))

it.live("makes secrets that are never the same, and that the library takes", () =>
  WebhookSender.use(({ newSecret }) => Effect.all([newSecret!, newSecret!])).pipe(
    Effect.provide(webhookSender()),
    Effect.map((secrets) => {
      const [one, other] = secrets.map((made) => Redacted.value(made))
      assert.notStrictEqual(one, other)
      assert.match(one!, /^whsec_[\w+/]{43}=$/u)
      assert.strictEqual(JSON.stringify(secrets[0]), "\"<redacted>\"")
    })
  ))

it.live("says that a receiver is gone, and for how long it wants to be left alone", () =>
  Effect.gen(function*() {
    const asked = ["7", "Wed, 21 Oct 2015 07:28:00 GMT", "soon", "999999999"]
    const { received, url } = yield* receiver((_, response) =>
      received.length > asked.length
        ? response.writeHead(410).end()
        : response.writeHead(429, { "retry-after": asked[received.length - 1]! }).end()
    )
    const waits: Array<number | undefined> = []
    for (const _ of asked) waits.push(Result.getOrThrow(Result.flip(yield* send(url))).retryAfter)
    assert.deepStrictEqual(waits, [7000, undefined, undefined, 3_600_000])
    assert.include(Result.getOrThrow(Result.flip(yield* send(url))), { gone: true })
  }))

it.live("takes any answer but a 2xx for not delivered, and follows no redirect", () =>
  Effect.gen(function*() {
    const { received, url } = yield* receiver((request, response) =>
      request.headers["user-agent"] === "campanile" && received.length === 1
        ? response.writeHead(302, { location: "/elsewhere" }).end()
        : response.writeHead(500).end()
    )
    assert.strictEqual(reason(yield* send(url)), "the receiver answered 302")
    assert.strictEqual(reason(yield* send(url)), "the receiver answered 500")
    assert.deepStrictEqual(received.map((one) => one.url), ["/hook", "/hook"])
  }))

it.live("does not wait for ever", () =>
  Effect.gen(function*() {
    const { url } = yield* receiver(() => {})
    assert.strictEqual(reason(yield* send(url, 30)), "the receiver did not answer within 0.03 seconds")
  }))

it.live("says why nobody could be reached", () =>
  Effect.gen(function*() {
    const { url } = yield* Effect.scoped(receiver(() => {}))
    assert.include(reason(yield* send(url)), "ECONNREFUSED")
  }))

it.live("calls http and https only", () =>
  Effect.gen(function*() {
    for (const url of ["file:///etc/passwd", "ftp://127.0.0.1/", "not a url"]) {
      assert.strictEqual(reason(yield* send(url)), "only http and https URLs are called")
    }
  }))
