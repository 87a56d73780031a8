import { AttemptId, CallId, CampaignId, Phone, type PreDialCall, WorkspaceId } from "@campanile/core"
import { assert, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"
import { TestClock } from "effect/testing"
import { createHmac } from "node:crypto"
import { httpPreDialHook, signatureOf } from "../src/pre-dial-hook.ts"
import { receiver } from "./receiver.ts"

const call: PreDialCall = {
  workspaceId: WorkspaceId.make("01890a5d-ac96-774b-bcce-b302099a8001"),
  campaignId: CampaignId.make("01890a5d-ac96-774b-bcce-b302099a8002"),
  callId: CallId.make("01890a5d-ac96-774b-bcce-b302099a8003"),
  attemptId: AttemptId.make("01890a5d-ac96-774b-bcce-b302099a8004"),
  phone: Phone.make("+919876543210"),
  variables: { callee_name: "Asha" }
}

const secret = Redacted.make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

const ask = (url: string, timeout = 5000) => Effect.result(httpPreDialHook({ url, secret, timeout })(call))

const failure = <A>(result: Result.Result<A, Error>) => Result.isFailure(result) ? result.failure.message : "answered"

const answering = (status: number, body: string) =>
  receiver((_, response) => response.writeHead(status, { "content-type": "application/json" }).end(body))

it("signs as the example of Standard Webhooks is signed", () => {
  const body = "{\"test\": 2432232314}"
  assert.strictEqual(
    signatureOf(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body),
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
  )
})

it.effect("tells the call, signed with the secret", () =>
  Effect.gen(function*() {
    yield* TestClock.setTime(Date.parse("2026-12-01T03:30:00Z"))
    const { received, url } = yield* answering(200, "{\"eligible\":true}")
    assert.deepStrictEqual(yield* ask(url), Result.succeed({ _tag: "Eligible" as const }))
    assert.lengthOf(received, 1)
    const { body, headers, method } = received[0]!
    assert.strictEqual(method, "POST")
    assert.deepStrictEqual(JSON.parse(body), {
      type: "pre_dial",
      timestamp: "2026-12-01T03:30:00.000Z",
      workspace_id: call.workspaceId,
      campaign_id: call.campaignId,
      call_id: call.callId,
      attempt_id: call.attemptId,
      to_number: "+919876543210",
      custom_args_values: { callee_name: "Asha" }
    })
    const seconds = Date.parse("2026-12-01T03:30:00Z") / 1000
    const key = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64")
    const expected = createHmac("sha256", key).update(`${call.attemptId}.${seconds}.${body}`).digest("base64")
    assert.strictEqual(headers["webhook-id"], call.attemptId)
    assert.strictEqual(headers["webhook-timestamp"], String(seconds))
    assert.strictEqual(headers["webhook-signature"], `v1,${expected}`)
  }))

it.effect("understands never, and not before an instant", () =>
  Effect.gen(function*() {
    const never = yield* answering(200, "{\"skip\":\"the bill is paid\"}")
    assert.deepStrictEqual(
      yield* ask(never.url),
      Result.succeed({ _tag: "Skip" as const, reason: "the bill is paid" })
    )
    const later = yield* answering(200, "{\"defer\":\"2026-12-01T18:00:00+05:30\",\"reason\":\"still on its way\"}")
    assert.deepStrictEqual(
      yield* ask(later.url),
      Result.succeed({ _tag: "Defer" as const, until: Date.parse("2026-12-01T12:30:00Z"), reason: "still on its way" })
    )
  }))

const bad: ReadonlyArray<readonly [what: string, status: number, body: string, reason: string]> = [
  ["an error", 500, "{\"eligible\":true}", "the hook answered 500"],
  ["no answer", 204, "", "the hook answered 204"],
  ["text", 200, "yes", "is not JSON"],
  ["nothing known", 200, "{}", "is not understood"],
  ["no", 200, "{\"eligible\":false}", "is not understood"],
  ["two answers", 200, "{\"eligible\":true,\"skip\":\"no\"}", "is not understood"],
  ["an hour without a zone", 200, "{\"defer\":\"2026-12-01T18:00\"}", "is not understood"],
  ["too much", 200, JSON.stringify({ skip: "x".repeat(100_000) }), "has more than"]
]

it.effect.each(bad)("takes %s for a failure", ([, status, body, reason]) =>
  Effect.gen(function*() {
    const { url } = yield* answering(status, body)
    assert.include(failure(yield* ask(url)), reason)
  }))

it.effect("follows no redirect, and does not wait for ever", () =>
  Effect.gen(function*() {
    const elsewhere = yield* receiver((_, response) => response.writeHead(307, { location: "/elsewhere" }).end())
    assert.strictEqual(failure(yield* ask(elsewhere.url)), "the hook answered 307")
    assert.lengthOf(elsewhere.received, 1)
    const silent = yield* receiver(() => {})
    assert.strictEqual(failure(yield* ask(silent.url, 30)), "the hook did not answer within 0.03 seconds")
  }))

it.effect("says that nobody is there", () =>
  Effect.gen(function*() {
    const { url } = yield* Effect.scoped(receiver(() => {}))
    assert.include(failure(yield* ask(url)), "ECONNREFUSED")
  }))
