import {
  type AttemptId,
  Bus,
  type CarrierEvent,
  CarrierRequestRefused,
  type CarrierWebhooks,
  idBlock,
  Store
} from "@campanile/core"
import { Clock, Effect } from "effect"
import { expect, it } from "vitest"
import { dial, end } from "./dial.ts"
import { at, from, openWorkspace, upload } from "./given.ts"

/** A carrier whose requests name an attempt in their body, and whose signature is a word. */
const webhooks: CarrierWebhooks["Service"] = {
  name: "pigeon",
  receive: ({ body, headers, peer, target }) =>
    headers["x-word"] !== "open"
      ? Effect.fail(new CarrierRequestRefused({ why: "not_authentic", reason: "the secret is wrong" }))
      : body === ""
      ? Effect.fail(new CarrierRequestRefused({ why: "unreadable", reason: "it is empty" }))
      : Effect.succeed([
        {
          attemptId: body as AttemptId,
          carrierCallId: `${target} ${peer}`,
          kind: "ringing",
          at: 5,
          disposition: null,
          talkSeconds: 0,
          code: ""
        } satisfies CarrierEvent
      ]),
  question: ({ body, headers }) =>
    Effect.succeed({
      attemptId: body as AttemptId,
      carrierCallId: headers["x-call"] ?? null,
      write: ({ text, to }) => ({ mediaType: "text/xml", body: `<say to="${to}">${text}</say>` })
    })
}

const started = async () => {
  const opened = await openWorkspace({ webhooks, peerOf: () => "10.0.0.7" })
  const saved = await opened.mine.form(
    "/campaign/save",
    upload(opened.agentId, {
      campaign_start_time: "",
      call_config: JSON.stringify({ call_time: { timezone: "Asia/Kolkata" } })
    })
  )
  const id = at(saved, "campaign_id")
  await opened.mine.post("/campaign/start", { campaign_id: id, from_numbers: [from] })
  const placements = await opened.run(dial(opened.workspaceId))
  return { ...opened, id, placements, attempt: placements[0]!.attempt }
}

const post = (body: string, word = "open"): RequestInit => ({ method: "POST", body, headers: { "x-word": word } })

it("hands on what a carrier tells, and answers with 204 without asking the store", async () => {
  const { app, attempt, run } = await started()
  const answer = await app.request("/carrier/pigeon/events?n=1", post(attempt.id))
  expect([answer.status, await answer.text()]).toEqual([204, ""])
  expect(await run(Bus.use((bus) => bus.reported(1, 10)))).toMatchObject([
    { attemptId: attempt.id, kind: "ringing", carrierCallId: "/carrier/pigeon/events?n=1 10.0.0.7" }
  ])
})

it("refuses what is not the carrier's, or nobody reads, and tells nothing of it", async () => {
  const { app, attempt, run } = await started()
  const statuses = await Promise.all(
    [post(attempt.id, "wrong"), post(""), post("x".repeat(70_000))].map(async (init) =>
      (await app.request("/carrier/pigeon/events", init)).status
    )
  )
  expect(statuses).toEqual([403, 400, 413])
  expect((await app.request("/carrier/other/events", post(attempt.id))).status).toBe(404)
  expect((await app.request("/carrier/pigeon/events")).status).toBe(404)
  expect(await run(Bus.use((bus) => bus.unrecorded))).toEqual([])
})

it("answers a carrier that asks what a live call is to do, and no longer", async () => {
  const { app, attempt, placements, run } = await started()
  const asked = () => app.request("/carrier/pigeon/answer", post(attempt.id))
  const answer = await asked()
  expect(answer.headers.get("content-type")).toBe("text/xml")
  expect(await answer.text()).toMatch(/^<say to="\+9198765432\d\d">Hello (?:Asha|Ravi), your parcel comes\.<\/say>$/u)
  await run(end(placements, "answered"))
  expect((await asked()).status).toBe(404)
})

it("tells no call what the call of another attempt is to do", async () => {
  const { app, attempt, run } = await started()
  const asked = (call: string) => {
    const { headers, ...rest } = post(attempt.id)
    return app.request("/carrier/pigeon/answer", { ...rest, headers: { ...headers, "x-call": call } })
  }
  expect((await asked("mine")).status).toBe(200)
  const told: CarrierEvent = {
    attemptId: attempt.id,
    carrierCallId: "mine",
    kind: "ringing",
    at: attempt.claimedAt,
    disposition: null,
    talkSeconds: 0,
    code: ""
  }
  await run(Store.use((store) => store.record([told], idBlock(1, 0.5, 0.5), attempt.claimedAt)))
  expect((await asked("mine")).status).toBe(200)
  expect((await asked("another's")).status).toBe(404)
})

it("tells the operator what calls were charged, beside what the carrier charged", async () => {
  const { admin, attempt, id, mine, placements, run, workspaceId } = await started()
  await run(end(placements, "answered"))
  const cost: CarrierEvent = {
    attemptId: attempt.id,
    carrierCallId: null,
    kind: "cost",
    at: 0,
    disposition: null,
    talkSeconds: 0,
    code: "",
    cost: { amount: 13_500, currency: "USD" }
  }
  await run(Effect.gen(function*() {
    const store = yield* Store
    const now = yield* Clock.currentTimeMillis
    yield* store.record([cost], idBlock(now, 0, 0), now)
  }))
  const expected = { spent: 2, unpriced: 1, costs: [{ currency: "USD", amount: 0.0135, spent: 1, attempts: 1 }] }
  expect((await admin.get("/workspace/margin")).body).toEqual({
    workspace_id: workspaceId,
    campaign_id: null,
    ...expected
  })
  expect((await admin.get(`/workspace/margin?workspace_id=${workspaceId}&campaign_id=${id}`)).body).toEqual({
    workspace_id: workspaceId,
    campaign_id: id,
    ...expected
  })
  expect((await mine.get("/workspace/margin")).status).toBe(403)
})
