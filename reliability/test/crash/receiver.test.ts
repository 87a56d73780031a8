import { createHmac } from "node:crypto"
import { expect, it, onTestFinished } from "vitest"
import { diceOf } from "../../src/crash/dice.ts"
import { startReceiver } from "../../src/crash/receiver.ts"
import { whyForged } from "../../src/crash/signature.ts"

const secret = `whsec_${Buffer.from("a secret of thirty-two bytes here").toString("base64")}`

/** A receiver that is told a message in some way; what is not said is as the engine does it. */
const told = async (
  ...ways: ReadonlyArray<{
    readonly path?: string
    readonly key?: string
    readonly id?: string
    readonly sentAt?: number
    readonly body?: Record<string, unknown>
    readonly text?: string
    readonly isSigned?: boolean
  }>
) => {
  // Dice that never refuse: what is looked at here is what is believed.
  const receiver = await startReceiver({ ...diceOf("seed"), chance: () => false })
  onTestFinished(() => receiver.close())
  receiver.expect("/hook", { workspaceId: "w", address: "target", secret })
  const answers: Array<number> = []
  for (const { body, id = "m1", isSigned = true, key = secret, path = "/hook", sentAt = Date.now(), text } of ways) {
    const signed = JSON.stringify({ id: "m1", type: "call_completed", attempt_id: "a1", workspace_id: "w", ...body })
    const timestamp = String(Math.floor(sentAt / 1000))
    const signature = createHmac("sha256", Buffer.from(key.slice(6), "base64")).update(`${id}.${timestamp}.${signed}`)
      .digest("base64")
    const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` }
    const response = await fetch(receiver.urlOf(path), {
      method: "POST",
      body: text ?? signed,
      headers: isSigned ? headers : {}
    })
    answers.push(response.status)
  }
  return { ...receiver, answers }
}

it("takes what is signed, again and again, and at which target it came", async () => {
  const { altered, answers, forged, received } = await told({}, {})
  expect(answers).toEqual([204, 204])
  expect(received.get("m1")).toMatchObject({ type: "call_completed", attemptId: "a1", times: 2 })
  expect(received.get("m1")?.at).toEqual(new Set(["target"]))
  expect([...forged, ...altered]).toEqual([])
})

it.each([
  ["nothing is signed", { isSigned: false }, "is not signed"],
  ["another secret signed it", { key: `whsec_${Buffer.alloc(32).toString("base64")}` }, "signed by somebody else"],
  ["it was changed on its way", { text: "{\"id\":\"m1\",\"workspace_id\":\"w\"}" }, "signed by somebody else"],
  ["it was sent long ago", { sentAt: Date.now() - 400_000 }, "is not fresh"],
  ["its id is another one", { id: "m2" }, "calls itself m1"],
  ["it is another workspace's", { body: { workspace_id: "x" } }, "another workspace's"],
  ["nothing is expected there", { path: "/elsewhere" }, "nothing is expected"]
])("believes nothing where %s", async (_, way, why) => {
  const { forged, received } = await told(way)
  expect(forged).toEqual([expect.stringContaining(why)])
  expect(received.size).toBe(0)
})

it("notices two bodies with one id", async () => {
  const { altered } = await told({}, { body: { call_duration: 7 } })
  expect(altered).toEqual([expect.stringContaining("message m1 came with two bodies")])
})

it("knows the signature of the specification's example", () => {
  const example = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: "1614265330",
    signature: "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
  }
  expect(
    whyForged(
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      example,
      Buffer.from("{\"test\": 2432232314}"),
      1_614_265_330_000
    )
  )
    .toBeUndefined()
})
