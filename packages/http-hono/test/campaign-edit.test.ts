import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { expect, it } from "vitest"
import { dial, end } from "./dial.ts"
import { at, from, newWorkspace, openWorkspace, upload } from "./given.ts"

const startOne = async (fields: Record<string, string> = { campaign_start_time: "" }) => {
  const opened = await openWorkspace()
  const saved = await opened.mine.form("/campaign/save", upload(opened.agentId, fields))
  const id = at(saved, "campaign_id")
  await opened.mine.post("/campaign/start", { campaign_id: id, from_numbers: [from] })
  return { ...opened, id }
}

it("everything about how calls are made is changed while the campaign runs, and shown as it was given", async () => {
  const { id, mine } = await startOne()
  const second = await mine.post("/workspace/numbers", { phone_number: "+911409990002" })
  const call_slots = [
    { days: ["monday", "tuesday"], start: "09:00", end: "12:00" },
    { days: ["monday"], start: "22:00", end: "02:00" }
  ]
  const closures = [{ date: "2026-12-25", name: "Christmas" }, {
    date: "2026-12-24",
    slots: [{ start: "09:00", end: "12:00" }]
  }]
  const own = {
    id: "in-commercial",
    title: "India: commercial calls",
    source: "TCCCPR 2018",
    as_of: "2026-11-01",
    call_slots: [{ days: ["monday", "tuesday"], start: "10:00", end: "19:00" }],
    closures: []
  }
  const call_config = {
    call_slots,
    call_time: { window_zone: "campaign" },
    closures,
    legal_hours: ["us-federal", own],
    call_retry_config: {
      retry_count: 4,
      retry_busy: 5,
      retry_failed: null,
      retry_voicemail: 120,
      retry_carrier_error: 2,
      retry_counts: { voicemail: 1 },
      minimum_gap: 10
    },
    number_choice: { order: "rotation", sticky: true, local: true },
    subject: "parcels",
    max_call_length: 90,
    ring_timeout: 20,
    min_concurrent_calls: 1,
    max_concurrent_calls: 4,
    weight: 2.5,
    budget: 12.5,
    always_on: true,
    resume_after_top_up: true
  }
  const edited = await mine.patch(`/campaign/${id}`, {
    campaign_name: "Delivery slots, south",
    campaign_end_time: "06/12/2026, 18:00",
    call_config,
    concurrency_percentage: 40,
    from_numbers: [from, at(second, "id")],
    callback_url: "https://example.com/hook",
    email_completion_user_ids: ["asha@example.com"]
  })
  expect(edited).toMatchObject({
    status: 200,
    body: {
      name: "Delivery slots, south",
      campaign_status: "ongoing",
      campaign_end_time: "2026-12-06T12:30:00.000Z",
      concurrency_percentage: 40,
      from_numbers: [from, "+911409990002"],
      callback_url: "https://example.com/hook",
      email_completion_user_ids: ["asha@example.com"],
      budget: 12.5,
      call_config: {
        ...call_config,
        call_time: {
          timezone: "Asia/Kolkata",
          window_zone: "campaign",
          call_start_time: "09:00",
          call_end_time: "12:00"
        },
        legal_hours: [{ id: "us-federal", as_of: expect.any(String), source: expect.any(String) }, own],
        call_retry_config: { ...call_config.call_retry_config, retry_not_picked: 30 }
      }
    }
  })
  expect((await mine.get(`/campaign/info/${id}`)).body).toEqual(edited.body)
})

it("what an edit does not mention stays as it was, also within a part", async () => {
  const { id, mine } = await startOne({
    campaign_start_time: "",
    call_config: JSON.stringify({
      call_time: { timezone: "Asia/Kolkata", call_start_time: "08:00", call_end_time: "19:00", days: ["tuesday"] },
      call_retry_config: { retry_count: 2, retry_busy: 15, retry_failed: null },
      number_choice: { sticky: true }
    })
  })
  const call_config = {
    call_time: { call_end_time: "18:00" },
    call_retry_config: { retry_not_picked: 45 },
    number_choice: { local: true }
  }
  expect((await mine.patch(`/campaign/${id}`, { call_config })).body).toMatchObject({
    call_config: {
      call_time: { call_start_time: "08:00", call_end_time: "18:00", days: ["tuesday"] },
      call_retry_config: { retry_count: 2, retry_busy: 15, retry_not_picked: 45, retry_failed: null },
      number_choice: { order: "least_recent", sticky: true, local: true }
    }
  })
})

it("the next dial obeys", async () => {
  const { id, mine, run, workspaceId } = await startOne()
  await mine.patch(`/campaign/${id}`, { call_config: { max_concurrent_calls: 1, max_call_length: 30 } })
  const placements = await run(dial(workspaceId))
  expect(placements.map(({ attempt }) => attempt.limitSeconds)).toEqual([30])
})

it.each([
  ["agent_id", "agent_id", { agent_id: "01890000-0000-7000-8000-000000000001" }, 404],
  ["campaign_start_time", "campaign_start_time", { campaign_start_time: "03/12/2026, 09:00" }, 409],
  ["variables_map", "variables_map", { variables_map: { callee_name: "callee_name" } }, 409],
  ["the timezone", "call_config.call_time.timezone", { call_config: { call_time: { timezone: "UTC" } } }, 409]
])("%s cannot be changed of a campaign that was started", async (_, field, edit, status) => {
  const { id, mine } = await startOne()
  const refused = await mine.patch(`/campaign/${id}`, edit)
  expect(refused.status).toBe(status)
  if (status === 409) expect(refused.body).toMatchObject({ state: "ongoing", errors: [{ field }] })
})

it("of a draft everything can be changed; of a campaign that is over nothing", async () => {
  const { agentId, mine } = await openWorkspace()
  const saved = await mine.form("/campaign/save", upload(agentId))
  const id = at(saved, "campaign_id")
  const edit = {
    agent_id: agentId,
    campaign_start_time: "03/12/2026, 09:00",
    call_config: { call_time: { timezone: "UTC" } }
  }
  expect((await mine.patch(`/campaign/${id}`, edit)).body).toMatchObject({
    campaign_start_time: "2026-12-03T09:00:00.000Z",
    timezone: "UTC"
  })
  await mine.post(`/campaign/terminate/${id}`)
  expect(await mine.patch(`/campaign/${id}`, { campaign_name: "Late" })).toMatchObject({
    status: 409,
    body: { state: "terminated" }
  })
})

it.each([
  [{ colour: "blue" }, "colour"],
  [{ call_config: { colour: "blue" } }, "call_config.colour"],
  [{ campaign_end_time: "01/11/2026, 09:00" }, "campaign_end_time"],
  [{ concurrency_percentage: 101 }, "concurrency_percentage"],
  [{ concurrency_percentage: 0.4 }, "concurrency_percentage"],
  [{ concurrency_percentage: -1 }, "concurrency_percentage"],
  [{ from_numbers: [] }, "from_numbers.0"],
  [{ from_numbers: ["+911409990009"] }, "from_numbers.0"],
  [{ from_number_ids: ["+911409990009"] }, "from_number_ids.0"],
  [{ from_numbers: [from], from_number_ids: [from] }, "from_numbers"],
  [{ call_config: { min_concurrent_calls: 6 } }, "call_config.min_concurrent_calls"],
  [{ call_config: { call_slots: [] } }, "call_config.call_slots.0"],
  [{ call_config: { call_slots: [{ start: "9", end: "10:00" }] } }, "call_config.call_slots.0.start"],
  [
    { call_config: { call_slots: [{ start: "09:00", end: "10:00" }], call_time: { call_start_time: "09:00" } } },
    "call_config.call_slots"
  ],
  [{ call_config: { closures: [{ date: "2026-02-30" }] } }, "call_config.closures.0.date"],
  [
    { call_config: { closures: [{ date: "2026-12-25", slots: [{ start: "12:00", end: "09:00" }] }] } },
    "call_config.closures.0.slots.0.end"
  ],
  [{ call_config: { legal_hours: ["atlantis"] } }, "call_config.legal_hours.0"],
  [{ call_config: { legal_hours: [{ id: "x", title: "X" }] } }, "call_config.legal_hours.0.source"],
  [{ call_config: { call_time: { window_zone: "moon" } } }, "call_config.call_time.window_zone"],
  [{ call_config: { number_choice: { order: "random" } } }, "call_config.number_choice.order"],
  [{ call_config: { call_retry_config: { retry_busy: 0 } } }, "call_config.call_retry_config.retry_busy"],
  [
    { call_config: { call_retry_config: { retry_counts: { answered: 1 } } } },
    "call_config.call_retry_config.retry_counts.answered"
  ],
  [{ call_config: { budget: -1 } }, "call_config.budget"],
  [{ call_config: { weight: 0 } }, "call_config.weight"]
])("an edit of %o is refused by the field's name", async (edit, field) => {
  const { id, mine } = await startOne()
  expect(await mine.patch(`/campaign/${id}`, edit)).toMatchObject({
    status: 422,
    body: { errors: expect.arrayContaining([expect.objectContaining({ field })]) }
  })
})

it("a campaign whose credits ran out goes on by itself after a top-up, where it is so set", async () => {
  const app = await openWorkspace()
  const { admin, agentId, mine, workspaceId } = await newWorkspace(app, 2)
  const call_config = JSON.stringify({
    call_time: { timezone: "Asia/Kolkata" },
    call_retry_config: { retry_count: 1, retry_voicemail: 30 },
    max_call_length: 60,
    resume_after_top_up: true
  })
  const saved = await mine.form("/campaign/save", upload(agentId, { campaign_start_time: "", call_config }))
  const info = `/campaign/info/${at(saved, "campaign_id")}`
  await mine.post("/campaign/start", { campaign_id: at(saved, "campaign_id"), from_numbers: [from] })
  await app.run(Effect.gen(function*() {
    yield* end(yield* dial(workspaceId), "voicemail")
    yield* TestClock.adjust("31 minutes")
    yield* dial(workspaceId)
  }))
  expect((await mine.get(info)).body).toMatchObject({ campaign_status: "paused", cause: "out_of_credits" })
  await admin.post("/workspace/credits", { workspace_id: workspaceId, credits: 5 })
  expect((await mine.get(info)).body).toMatchObject({ campaign_status: "ongoing", cause: null })
})

it("a campaign over its budget pauses with that cause, and goes on when the budget is raised", async () => {
  const { id, mine, run, workspaceId } = await startOne()
  await mine.patch(`/campaign/${id}`, { call_config: { budget: 1, max_call_length: 60 } })
  await run(Effect.gen(function*() {
    yield* end(yield* dial(workspaceId), "answered")
    yield* dial(workspaceId)
  }))
  expect((await mine.get(`/campaign/info/${id}`)).body).toMatchObject({
    campaign_status: "paused",
    cause: "over_budget",
    credits_spent: 1,
    credits_held: 0,
    budget: 1
  })
  await mine.patch(`/campaign/${id}`, { call_config: { budget: 2 } })
  expect((await mine.post(`/campaign/resume/${id}`)).body).toMatchObject({ campaign_status: "ongoing" })
  expect(await run(dial(workspaceId))).toHaveLength(1)
})
