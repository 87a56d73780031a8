import { MessageId, type NotDelivered, WebhookSender, WorkspaceId } from "@campanile/core"
import type { Message } from "@campanile/core"
import { assert, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { webhookSender } from "../src/webhook-sender.ts"
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

const send = (url: string, timeout?: number) =>
  WebhookSender.use((sender) => sender.send(url, message)).pipe(
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
