import { expect, it } from "vitest"
import { dial, end } from "./dial.ts"
import { at, from, openWorkspace, upload } from "./given.ts"

const startOne = async () => {
  const opened = await openWorkspace()
  const call_config = JSON.stringify({ call_time: { timezone: "Asia/Kolkata" }, max_call_length: 120, budget: 50 })
  const saved = await opened.mine.form(
    "/campaign/save",
    upload(opened.agentId, { campaign_start_time: "", call_config })
  )
  const id = at(saved, "campaign_id")
  await opened.mine.post("/campaign/start", { campaign_id: id, from_numbers: [from] })
  return { ...opened, id }
}

it("a campaign tells what it has spent and holds, and what of its budget is left", async () => {
  const { id, mine, run, workspaceId } = await startOne()
  const placements = await run(dial(workspaceId))
  await run(end(placements.slice(0, 1), "answered"))
  expect((await mine.get(`/campaign/${id}/credits`)).body).toEqual({
    campaign_id: id,
    spent: 1,
    held: 2,
    budget: 50,
    left: 47,
    required_credits: 0,
    worst_case_credits: 0,
    available_credits: 997,
    unpriced_contacts: 0,
    sufficient_balance: true
  })
  expect((await mine.get("/workspace/credits")).body).toEqual({
    workspace_id: workspaceId,
    credits: { available: 997, held: 2, spent: 1, granted: 1000 }
  })
})

it("what is asked for is that of the calls that wait, and a budget that pays for less is named", async () => {
  const { agentId, mine, run, workspaceId } = await openWorkspace()
  const check = (saved: Awaited<ReturnType<typeof mine.form>>) =>
    mine.post(`/campaign/check-balance/${at(saved, "list_id")}`)
  const config = { call_time: { timezone: "Asia/Kolkata" }, max_call_length: 120, max_concurrent_calls: 1, budget: 3 }
  const saved = await mine.form(
    "/campaign/save",
    upload(agentId, { campaign_start_time: "", call_config: JSON.stringify(config) })
  )
  expect((await check(saved)).body).toMatchObject({
    message: "There are enough credits to begin.",
    required_credits: 2,
    sufficient_balance: true
  })
  await mine.post("/campaign/start", { campaign_id: at(saved, "campaign_id"), from_numbers: [from] })
  await run(dial(workspaceId))
  expect((await check(saved)).body).toMatchObject({
    message: "There are enough credits for the calls that wait.",
    required_credits: 1,
    worst_case_credits: 2,
    sufficient_balance: true
  })
  const bounded = await mine.form(
    "/campaign/save",
    upload(agentId, { call_config: JSON.stringify({ ...config, budget: 1 }) })
  )
  expect((await check(bounded)).body).toMatchObject({
    message: "There are enough credits to begin, but the budget pays for only 1 of 2.",
    sufficient_balance: false
  })
})

it("the operator gives back what an attempt cost, in parts, and never more than that", async () => {
  const { admin, id, mine, run, workspaceId } = await startOne()
  const placements = await run(dial(workspaceId))
  await run(end(placements, "answered"))
  const refund = (credits: number, attempt_id = placements[0]?.attempt.id) =>
    admin.post("/workspace/credits/refund", { workspace_id: workspaceId, attempt_id, credits, note: "bad line" })
  expect((await refund(0.75)).body).toMatchObject({ credits: { available: 998.75, spent: 1.25 } })
  expect(await refund(0.5)).toMatchObject({ status: 422, body: { errors: [{ field: "credits" }] } })
  expect((await refund(0.25)).body).toMatchObject({ credits: { available: 999, spent: 1 } })
  expect((await refund(1, "01890000-0000-7000-8000-000000000000" as never)).status).toBe(404)
  expect((await mine.post("/workspace/credits/refund", { attempt_id: id, credits: 1 })).status).toBe(403)
  expect((await mine.get(`/campaign/${id}/credits`)).body).toMatchObject({ spent: 1, held: 0, left: 49 })
})

it("no more credits come in than can be counted to the last millionth", async () => {
  const { admin, mine, workspaceId } = await openWorkspace()
  const grant = (credits: number) => admin.post("/workspace/credits", { workspace_id: workspaceId, credits })
  for (let times = 0; times < 9; times++) expect((await grant(1_000_000_000)).status).toBe(200)
  const before = await mine.get("/workspace/credits")
  expect(await grant(1_000_000_000)).toMatchObject({ status: 422, body: { errors: [{ field: "credits" }] } })
  expect((await mine.get("/workspace/credits")).body).toEqual(before.body)
})
