import { expect, it } from "vitest"
import { dial, end } from "./dial.ts"
import { at, from, openWorkspace, operator, upload } from "./given.ts"

const cap = "/workspace/call-frequency-cap"

const tariff = { connect_fee: 0, rate_per_minute: 1, first_increment: 60, next_increment: 60 }

const usual = { start: "00:00", end: "24:00" }

const startOne = async (opened: Pick<Awaited<ReturnType<typeof openWorkspace>>, "agentId" | "mine">) => {
  const saved = await opened.mine.form("/campaign/save", upload(opened.agentId, { campaign_start_time: "" }))
  const id = at(saved, "campaign_id")
  await opened.mine.post("/campaign/start", { campaign_id: id, from_numbers: [from] })
  return { id, listId: at(saved, "list_id") }
}

it("the frequency cap is set, changed in parts, and taken away", async () => {
  const { mine } = await openWorkspace()
  expect((await mine.get(cap)).body).toMatchObject({ enabled: false })
  const set = await mine.patch(cap, { enabled: true, max_calls: 2, window_minutes: 60 })
  expect(set.body).toEqual({ enabled: true, max_calls: 2, window_minutes: 60, gap_minutes: 0, by_subject: false })
  expect((await mine.patch(cap, { gap_minutes: 15, by_subject: true })).body).toMatchObject({
    max_calls: 2,
    gap_minutes: 15,
    by_subject: true
  })
  expect((await mine.get("/workspace")).body).toMatchObject({ call_frequency_cap: { enabled: true, max_calls: 2 } })
  expect((await mine.patch(cap, { enabled: false })).body).toMatchObject({ enabled: false })
  for (const wrong of [{ max_calls: 0 }, { window_minutes: 0 }, { gap_minutes: -1 }, { by_subject: "yes" }]) {
    expect(await mine.patch(cap, wrong)).toMatchObject({
      status: 422,
      body: { errors: [{ field: Object.keys(wrong)[0] }] }
    })
  }
})

it("a cap is never made up: where there is none, the request says how many dials", async () => {
  const { agentId, mine } = await openWorkspace()
  await mine.patch(cap, { max_calls: 2, window_minutes: 60 })
  await mine.patch(cap, { enabled: false })
  const saved = await mine.form("/campaign/save", upload(agentId))
  const refused = { status: 422, body: { errors: [{ field: "max_calls" }] } }
  for (const vague of [{}, { enabled: true }, { window_minutes: 60 }, { enabled: true, gap_minutes: 5 }]) {
    expect(await mine.patch(cap, vague)).toMatchObject(refused)
  }
  expect(await mine.post(`${cap}/projection`, { list_id: at(saved, "list_id"), gap_minutes: 5 })).toMatchObject(refused)
  expect((await mine.get(cap)).body).toMatchObject({ enabled: false })
  const daily = { enabled: true, max_calls: 4, window_minutes: 1440 }
  expect((await mine.patch(cap, { max_calls: 4 })).body).toMatchObject(daily)
  expect((await mine.patch(cap, {})).body).toMatchObject(daily)
})

it("a projection tells how many of a list the cap would hold back now", async () => {
  const opened = await openWorkspace()
  const { mine, run, workspaceId } = opened
  const { listId } = await startOne(opened)
  await mine.patch("/workspace", { concurrency: 1 })
  await run(end(await run(dial(workspaceId)), "answered"))
  expect((await mine.post(`${cap}/projection`, { list_id: listId })).body).toMatchObject({
    call_frequency_cap: { enabled: false },
    evaluated_calls: 2,
    would_block: 0
  })
  expect((await mine.post(`${cap}/projection`, { list_id: listId, max_calls: 1, window_minutes: 60 })).body).toEqual({
    list_id: listId,
    call_frequency_cap: { enabled: true, max_calls: 1, window_minutes: 60, gap_minutes: 0, by_subject: false },
    evaluated_calls: 2,
    would_block: 1,
    would_block_pct: 50,
    distinct_callees: 2,
    coverage_pct: 100
  })
  expect((await mine.get(cap)).body).toMatchObject({ enabled: false })
})

it.each(["/workspace/concurrency", "/campaign/concurrency"])(
  "%s shows and changes how slots are split",
  async (path) => {
    const opened = await openWorkspace()
    const { mine } = opened
    const { id } = await startOne(opened)
    expect((await mine.get(path)).body).toMatchObject({
      concurrency: 5,
      api_concurrency_pct: 0,
      campaigns: [{ campaign_id: id, campaign_status: "ongoing", concurrency_percentage: 0, weight: 1 }]
    })
    const campaigns = [{ campaign_id: id, concurrency_percentage: 50 }]
    expect((await mine.patch(path, { api_concurrency_pct: 40, campaigns })).body).toMatchObject({
      api_concurrency_pct: 40,
      api_reserve: 2,
      campaigns: [{ campaign_id: id, concurrency_percentage: 50 }]
    })
    expect((await mine.get("/workspace")).body).toMatchObject({ api_reserve: 2 })
    const little = await mine.patch(path, { campaigns: [{ campaign_id: id, concurrency_percentage: 0.4 }] })
    expect(little).toMatchObject({ status: 422, body: { errors: [{ field: "campaigns.0.concurrency_percentage" }] } })
    const twice = await mine.patch(path, { campaigns: [...campaigns, ...campaigns] })
    expect(twice).toMatchObject({ status: 422, body: { errors: [{ field: "campaigns.1.campaign_id" }] } })
  }
)

it("a split that is refused in one part changes nothing", async () => {
  const opened = await openWorkspace()
  const { mine } = opened
  const { id } = await startOne(opened)
  const other = await startOne(opened)
  await mine.patch(`/campaign/${id}`, { call_config: { min_concurrent_calls: 2 } })
  const before = await mine.get("/workspace/concurrency")
  const split = (...campaigns: ReadonlyArray<object>) =>
    mine.patch("/workspace/concurrency", { api_concurrency_pct: 20, campaigns })
  const fits = { campaign_id: other.id, concurrency_percentage: 50 }
  expect(await split(fits, { campaign_id: id, concurrency_percentage: 20 })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "campaigns.1.concurrency_percentage" }] }
  })
  expect((await mine.get("/workspace/concurrency")).body).toEqual(before.body)
  await mine.post(`/campaign/terminate/${id}`)
  expect((await split(fits, { campaign_id: id, concurrency_percentage: 40 })).status).toBe(409)
  expect((await mine.get("/workspace")).body).toMatchObject({ api_reserve: 0 })
  expect((await split(fits)).body).toMatchObject({ api_reserve: 1, campaigns: [{ concurrency_percentage: 50 }] })
})

it("more slots than there are cannot be promised", async () => {
  const opened = await openWorkspace()
  const { mine } = opened
  const { id } = await startOne(opened)
  const minimum = (min_concurrent_calls: number) =>
    mine.patch(`/campaign/${id}`, { call_config: { min_concurrent_calls } })
  expect((await mine.patch("/workspace", { api_reserve: 2 })).body).toMatchObject({ api_reserve: 2 })
  expect(await minimum(4)).toMatchObject({
    status: 422,
    body: { errors: [{ field: "call_config.min_concurrent_calls" }] }
  })
  expect((await minimum(3)).status).toBe(200)
  expect(await mine.patch("/workspace", { concurrency: 4 })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "concurrency" }] }
  })
  expect(await mine.patch("/workspace", { api_reserve: 3 })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "api_reserve", message: "is more than the 2 slots that are not promised to campaigns" }] }
  })
  expect(await mine.patch("/workspace", { api_reserve: 6 })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "api_reserve" }] }
  })
  expect(await mine.patch("/workspace/concurrency", { api_concurrency_pct: 60 })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "api_concurrency_pct" }] }
  })
})

it("prices go by the first digits of numbers and by date; only the operator sets them", async () => {
  const { admin, agentId, mine, workspaceId } = await openWorkspace()
  const prices = [
    { prefix: "", ...tariff },
    { prefix: "+91", ...tariff, rate_per_minute: 0.5, from: "2026-12-01T00:00:00+05:30", until: null },
    { prefix: "+91", ...tariff, rate_per_minute: 9, until: "2026-12-01T00:00:00Z" }
  ]
  expect((await mine.patch("/workspace", { prices })).status).toBe(403)
  expect((await admin.patch("/workspace", { workspace_id: workspaceId, prices })).body).toMatchObject({
    tariff,
    prices: [
      { prefix: "", from: null, until: null },
      { prefix: "+91", rate_per_minute: 0.5, from: "2026-11-30T18:30:00.000Z" },
      { prefix: "+91", rate_per_minute: 9, until: "2026-12-01T00:00:00.000Z" }
    ]
  })
  const saved = await mine.form("/campaign/save", upload(agentId))
  expect((await mine.post(`/campaign/check-balance/${at(saved, "list_id")}`)).body).toMatchObject({
    required_credits: 1,
    worst_case_credits: 5
  })
})

it("a number without a price cannot be called", async () => {
  const { admin, agentId, mine, workspaceId } = await openWorkspace()
  await admin.patch("/workspace", { workspace_id: workspaceId, prices: [{ prefix: "+1", ...tariff }] })
  expect((await mine.get("/workspace")).body).toMatchObject({ tariff: null })
  const refused = await mine.post("/calling/outbound/individual", {
    mobile_number: "+919876543210",
    agent_id: agentId,
    from_number: from,
    custom_args_values: { callee_name: "Asha" }
  })
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: "mobile_number" }] } })
})

it("contacts without a price are counted, and a campaign of them alone does not start", async () => {
  const { admin, agentId, mine, workspaceId } = await openWorkspace()
  const price = (prefix: string) =>
    admin.patch("/workspace", { workspace_id: workspaceId, prices: [{ prefix, ...tariff }] })
  const saved = await mine.form("/campaign/save", upload(agentId))
  const check = async () => (await mine.post(`/campaign/check-balance/${at(saved, "list_id")}`)).body
  const start = () => mine.post("/campaign/start", { campaign_id: at(saved, "campaign_id"), from_numbers: [from] })

  await price("+1")
  expect(await check()).toMatchObject({
    message: "Nobody who is still to be called has a price: the operator has set none for their numbers.",
    required_credits: 0,
    unpriced_contacts: 2,
    sufficient_balance: true
  })
  expect(await start()).toMatchObject({
    status: 422,
    body: {
      type: "urn:campanile:problem:no-price",
      title: "Nobody on the list has a price",
      detail: expect.stringContaining("none of the 2 contacts has a price"),
      unpriced_contacts: 2
    }
  })
  await price("+919876543211")
  expect(await check()).toMatchObject({
    message: "There are enough credits to begin. 1 contact has no price, and is not called before there is one.",
    required_credits: tariff.connect_fee + tariff.rate_per_minute,
    unpriced_contacts: 1
  })
  expect((await start()).status).toBe(200)
  expect((await mine.get(`/campaign/${at(saved, "campaign_id")}/credits`)).body).toMatchObject({
    required_credits: tariff.connect_fee + tariff.rate_per_minute,
    unpriced_contacts: 1
  })
  await price("")
  expect(await check()).toMatchObject({
    message: "There are enough credits for the calls that wait.",
    unpriced_contacts: 0
  })
})

it.each([
  [{ prices: [] }, "prices.0"],
  [{ prices: [{ prefix: "91", ...tariff }] }, "prices.0.prefix"],
  [{ prices: [{ prefix: "", ...tariff, first_increment: 0 }] }, "prices.0.first_increment"],
  [
    { prices: [{ prefix: "", ...tariff, from: "2027-01-01T00:00:00Z", until: "2026-01-01T00:00:00Z" }] },
    "prices.0.until"
  ],
  [{ prices: [{ prefix: "", ...tariff }], tariff }, "prices"],
  [{ prices: [{ prefix: "", ...tariff }, { prefix: "", ...tariff, from: null, rate_per_minute: 2 }] }, "prices.1.from"]
])("a workspace with %o is refused", async (wrong, field) => {
  const { client } = await openWorkspace()
  const refused = await client(operator).post("/workspace", { name: "North", ...wrong })
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field }] } })
})

it("a rule set of one's own cannot bear the name of one that comes with the engine", async () => {
  const { agentId, mine } = await openWorkspace()
  const own = { id: "us-federal", title: "Ours", source: "a memo", as_of: "2026-11-01", call_slots: [usual] }
  const save = (...legal_hours: ReadonlyArray<unknown>) => {
    const call_config = JSON.stringify({ call_time: { timezone: "Asia/Kolkata" }, legal_hours })
    return mine.form("/campaign/save", upload(agentId, { call_config }))
  }
  expect(await save("us-federal", own)).toMatchObject({
    status: 422,
    body: { errors: [{ field: "call_config.legal_hours.1.id" }] }
  })
  const saved = await save("us-federal", { ...own, id: "us-ours" })
  expect(saved.status).toBe(200)
  const { body } = await mine.get(`/campaign/info/${at(saved, "campaign_id")}`)
  expect(body).toMatchObject({ call_config: { legal_hours: [{ id: "us-federal" }, { id: "us-ours" }] } })
})
