import { TestClock } from "effect/testing"
import { expect, it } from "vitest"
import { dial } from "./dial.ts"
import { at, from, openWorkspace, upload } from "./given.ts"

const startOne = async (fields: Record<string, string> = {}) => {
  const opened = await openWorkspace()
  const saved = await opened.mine.form("/campaign/save", upload(opened.agentId, fields))
  const id = at(saved, "campaign_id")
  await opened.mine.post("/campaign/start", { campaign_id: id, from_numbers: [from] })
  return { ...opened, id }
}

it.each(["post", "patch"] as const)("a campaign is paused and resumed by %s", async (method) => {
  const { id, mine } = await startOne()
  expect((await mine[method](`/campaign/pause/${id}`)).body).toMatchObject({
    campaign_id: id,
    campaign_status: "paused"
  })
  expect((await mine.get(`/campaign/info/${id}`)).body).toMatchObject({ campaign_status: "paused", cause: "requested" })
  expect(await mine[method](`/campaign/pause/${id}`)).toMatchObject({ status: 409, body: { state: "paused" } })
  expect((await mine[method](`/campaign/resume/${id}`)).body).toMatchObject({ campaign_status: "scheduled" })
  expect(await mine[method](`/campaign/resume/${id}`)).toMatchObject({ status: 409, body: { state: "scheduled" } })
})

it("a campaign that is paused while calls are in progress is draining", async () => {
  const { id, mine, run, workspaceId } = await startOne({ campaign_start_time: "" })
  await run(dial(workspaceId))
  await mine.post(`/campaign/pause/${id}`)
  expect((await mine.get(`/campaign/info/${id}`)).body).toMatchObject({ draining: true, slots_in_use: 2 })
})

it("a campaign is terminated for good, and its calls with it", async () => {
  const { id, mine } = await startOne()
  const terminated = await mine.patch("/campaign/terminate?terminate_all_calls=true", { campaign_id: id })
  expect(terminated.body).toEqual({
    message: "Calls terminated successfully!",
    campaign_id: id,
    campaign_status: "terminated"
  })
  expect((await mine.get(`/campaign/info/${id}`)).body).toMatchObject({
    campaign_status: "terminated",
    end_reason: "stopped",
    counts: { by_status: { cancelled: 2, registered: 0 } }
  })
  expect((await mine.get("/calling/history?status=cancelled")).body).toMatchObject({
    total: 2,
    calls: [{ sub_status: "USER_TERMINATED" }, {}]
  })
  expect(await mine.post(`/campaign/terminate/${id}`)).toMatchObject({ status: 409, body: { state: "terminated" } })
  expect(await mine.post(`/campaign/resume/${id}`)).toMatchObject({ status: 409, body: { state: "terminated" } })
})

it("calls that wait are terminated by their ids; where none waits, it says so", async () => {
  const { mine } = await startOne()
  const history = await mine.get("/calling/history?limit=1")
  const call_ids = [at(history, "calls.0.id")]
  expect((await mine.patch("/campaign/terminate", { call_ids })).body).toMatchObject({ terminated_calls: 1 })
  expect(await mine.patch("/campaign/terminate", { call_ids })).toMatchObject({
    status: 400,
    body: { detail: "No terminable calls found" }
  })
})

const id = "01890000-0000-7000-8000-000000000000"

it.each([
  [{}, "campaign_id"],
  [{ agent_id: id }, "agent_id"],
  [{ mobile_numbers: ["+919876543210"] }, "mobile_numbers"],
  [{ campaign_id: id, call_ids: [id] }, "call_ids"],
  [{ call_ids: [] }, "call_ids.0"],
  [{ call_ids: Array.from({ length: 101 }, () => id) }, "call_ids"]
])("a termination of %o is refused", async (what, field) => {
  const { mine } = await openWorkspace()
  expect(await mine.patch("/campaign/terminate", what)).toMatchObject({ status: 422, body: { errors: [{ field }] } })
})

it("campaigns are listed, the newest first, with or without their counts", async () => {
  const { agentId, mine, run } = await openWorkspace()
  for (const campaign_name of ["One", "Two", "Three"]) {
    await mine.form("/campaign/save", upload(agentId, { campaign_name }))
    await run(TestClock.adjust("1 second"))
  }
  const page = await mine.get("/campaign/all?limit=2&offset=1")
  expect(page.body).toMatchObject({
    campaigns: [
      { name: "Two", campaign_status: "draft", total_count: 2, completed_count: 0, registered_count: 0 },
      { name: "One" }
    ],
    pagination: { total: 3, limit: 2, offset: 1 }
  })
  const plain = await mine.get("/campaign/all?call_count=false")
  expect(plain.body).toMatchObject({ campaigns: [{ name: "Three" }, {}, {}], pagination: { limit: 20, offset: 0 } })
  expect(plain.text).not.toContain("total_count")
})
