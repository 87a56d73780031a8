import { TestClock } from "effect/testing"
import { expect, it } from "vitest"
import { dial, end } from "./dial.ts"
import { at, from, newWorkspace, openWorkspace, upload } from "./given.ts"

const callOne = async ({ agentId, mine }: Pick<Awaited<ReturnType<typeof openWorkspace>>, "agentId" | "mine">) => {
  const made = await mine.post("/calling/outbound/individual", {
    mobile_number: "+919876543210",
    agent_id: agentId,
    from_number: from,
    custom_args_values: { callee_name: "Asha" }
  })
  return `/calling/${at(made, "data.call_id")}/explain`
}

it("a call that nothing stands against is dialed in the next turn; then it says how it went", async () => {
  const app = await openWorkspace()
  const path = await callOne(app)
  expect((await app.mine.get(path)).body).toMatchObject({
    status: "registered",
    sub_status: "QUEUED",
    explanation: { at: "2026-12-01T03:30:00.000Z", dialable: true, gate: null, until: null },
    decisions: [],
    attempts: []
  })
  await app.run(end(await app.run(dial(app.workspaceId)), "answered"))
  expect((await app.mine.get(path)).body).toMatchObject({
    status: "completed",
    explanation: { dialable: false, gate: null },
    attempts: [{ state: "ended", disposition: "answered", call_cost: 1 }]
  })
})

it("a call waits for the start of its campaign, and says until when", async () => {
  const { agentId, mine } = await openWorkspace()
  const saved = await mine.form("/campaign/save", upload(agentId))
  await mine.post("/campaign/start", { list_id: at(saved, "list_id"), from_numbers: [from] })
  const history = await mine.get("/calling/history?limit=1")
  expect((await mine.get(`/calling/${at(history, "calls.0.id")}/explain`)).body).toMatchObject({
    explanation: { dialable: false, gate: "campaign", until: "2026-12-02T04:30:00.000Z" }
  })
})

it("hours that are closed are named, with their opening", async () => {
  const { agentId, mine } = await openWorkspace()
  const call_config = JSON.stringify({
    call_time: { timezone: "Asia/Kolkata", call_start_time: "18:00", call_end_time: "20:00" }
  })
  const saved = await mine.form("/campaign/save", upload(agentId, { campaign_start_time: "", call_config }))
  await mine.post("/campaign/start", { list_id: at(saved, "list_id"), from_numbers: [from] })
  const history = await mine.get("/calling/history?limit=1")
  expect((await mine.get(`/calling/${at(history, "calls.0.id")}/explain`)).body).toMatchObject({
    explanation: { dialable: false, gate: "hours", until: "2026-12-01T12:30:00.000Z" }
  })
})

it("what the gates decided is kept with rule, version and instant", async () => {
  const app = await openWorkspace()
  const { mine, run, workspaceId } = app
  await mine.patch("/workspace/call-frequency-cap", { max_calls: 1, window_minutes: 60 })
  await callOne(app)
  await run(end(await run(dial(workspaceId)), "answered"))
  const path = await callOne(app)
  await run(dial(workspaceId))
  expect((await mine.get(path)).body).toMatchObject({
    explanation: { dialable: false, gate: "frequency", until: "2026-12-01T04:30:00.000Z" },
    decisions: [{
      at: "2026-12-01T03:30:00.000Z",
      gate: "frequency",
      verdict: "defer",
      until: "2026-12-01T04:30:00.000Z"
    }]
  })
  await mine.post("/workspace/suppressions", {
    suppressions: [{ pattern: "+91987*", source: "register", reason: "asked for it" }]
  })
  await run(TestClock.adjust("61 minutes"))
  await run(dial(workspaceId))
  expect((await mine.get(path)).body).toMatchObject({
    status: "cancelled",
    sub_status: "DND_SKIPPED",
    decisions: [{ gate: "frequency" }, {
      at: "2026-12-01T04:31:00.000Z",
      gate: "suppression",
      verdict: "skip",
      until: null,
      reason: expect.stringContaining("asked for it"),
      version: expect.stringContaining("register")
    }]
  })
})

it("why somebody was not called is asked with their phone, and with the campaign where there are several", async () => {
  const { agentId, mine, run } = await openWorkspace()
  const saved = await mine.form("/campaign/save", upload(agentId))
  const campaign_id = at(saved, "campaign_id")
  await mine.post("/campaign/start", { campaign_id, from_numbers: [from] })
  await run(TestClock.adjust("1 second"))
  await callOne({ agentId, mine })
  expect((await mine.get("/calling/explain?phone=%2B91 98765 43210")).body).toMatchObject({
    to_number: "+919876543210",
    total: 2,
    calls: [
      { campaign_id: null, explanation: { dialable: true } },
      { campaign_id, explanation: { dialable: false, gate: "campaign", until: "2026-12-02T04:30:00.000Z" } }
    ]
  })
  const one = await mine.get(`/calling/explain?phone=+919876543210&campaign_id=${campaign_id}`)
  expect(one.body).toMatchObject({ total: 1, calls: [{ campaign_id }] })
  expect((await mine.get("/calling/explain?phone=%2B919876543299")).body).toMatchObject({ total: 0, calls: [] })
  for (const [query, field] of [["", "phone"], ["?phone=12", "phone"], ["?phone=%2B91", "phone"]]) {
    expect(await mine.get(`/calling/explain${query}`)).toMatchObject({ status: 422, body: { errors: [{ field }] } })
  }
})

it("the history of a phone has all calls to it, of campaigns and single ones, and of no other workspace", async () => {
  const app = await openWorkspace()
  const saved = await app.mine.form("/campaign/save", upload(app.agentId))
  await app.mine.post("/campaign/start", { list_id: at(saved, "list_id"), from_numbers: [from] })
  await app.run(TestClock.adjust("1 second"))
  await callOne(app)
  const history = "/calling/history?phone=%2B919876543210"
  expect((await app.mine.get(history)).body).toMatchObject({
    total: 2,
    calls: [{ to_number: "+919876543210", campaign_id: null }, { campaign_id: at(saved, "campaign_id") }]
  })
  expect((await app.mine.get(`${history}&status=completed`)).body).toMatchObject({ total: 0 })
  expect((await app.mine.get(`${history}&limit=1&offset=1`)).body).toMatchObject({ total: 2, count: 1 })
  expect((await (await newWorkspace(app)).mine.get(history)).body).toMatchObject({ total: 0, calls: [] })
  expect(await app.mine.get("/calling/history?phone=nobody")).toMatchObject({ status: 422 })
})
