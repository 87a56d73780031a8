import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Schema } from "effect"
import { join } from "node:path"
import { temporaryDirectory } from "./files.ts"
import { receiver } from "./receiver.ts"
import { adminKey, send, serve, text } from "./served.ts"

const Asked = Schema.fromJsonString(Schema.Struct({ to_number: Schema.String, call_id: Schema.String }))

it.live("a served engine asks the hook before each dial, obeys it, and can tell so later", () =>
  Effect.gen(function*() {
    const both = yield* Deferred.make<void>()
    const paid = "+12015550101"
    const open = "+12015550102"
    const hook = yield* receiver((_, response) => {
      const { to_number } = Schema.decodeUnknownSync(Asked)(hook.received.at(-1)!.body)
      response.end(JSON.stringify(to_number === paid ? { skip: "the bill is paid" } : { eligible: true }))
      if (hook.received.length === 2) Effect.runSync(Deferred.succeed(both, undefined))
    })
    const database = join(temporaryDirectory(), "calls.db")
    const first = yield* Effect.promise(() =>
      serve(database, {
        CAMPANILE_PRE_DIAL_URL: hook.url,
        CAMPANILE_PRE_DIAL_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
      })
    )
    const { calls, key } = yield* Effect.promise(async () => {
      const { address } = first
      const made = await send(address, adminKey, "/workspace", { name: "North" })
      const key = text(made, "api_key")
      const workspace_id = text(made, "workspace", "id")
      await send(address, adminKey, "/workspace/credits", { workspace_id, credits: 100 })
      const agent = await send(address, key, "/agent", { name: "Bills", prompt: "Your bill is due." })
      await send(address, key, "/workspace/numbers", { phone_number: "+12015550100" })
      const call = async (mobile_number: string) =>
        text(
          await send(address, key, "/calling/outbound/individual", {
            mobile_number,
            agent_id: text(agent, "id"),
            from_number: "+12015550100"
          }),
          "data",
          "call_id"
        )
      return { key, calls: { paid: await call(paid), open: await call(open) } }
    })
    yield* Deferred.await(both)
    first.server.kill("SIGTERM")
    yield* Effect.promise(() => first.server.ended)
    const signed = hook.received.map(({ headers }) => headers["webhook-signature"])
    assert.isTrue(signed.every((signature) => /^v1,[\w+/]{43}=$/u.test(String(signature))))

    const again = yield* Effect.promise(() => serve(database, {}))
    const explain = (id: string) => Effect.promise(() => send(again.address, key, `/calling/${id}/explain`))
    const never = yield* explain(calls.paid)
    assert.deepNestedInclude(never, { status: "cancelled", sub_status: "SKIPPED" })
    assert.deepNestedInclude(never, { "decisions[0].gate": "hook", "decisions[0].reason": "the bill is paid" })
    assert.deepNestedInclude(yield* explain(calls.open), { "attempts[0].from_number": "+12015550100" })
  }))
