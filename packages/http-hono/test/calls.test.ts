import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { expect, it } from "vitest"
import { dial, end } from "./dial.ts"
import { at, from, newWorkspace, openWorkspace, upload } from "./given.ts"

const individual = "/calling/outbound/individual"

it.each([individual, "/calling/v2/outbound/individual"])("%s registers a call", async (path) => {
  const { agentId, mine, numberId } = await openWorkspace()
  const registered = await mine.post(path, {
    name: "Asha",
    mobile_number: "+91 98765 43210",
    agent_id: agentId,
    from_number_id: numberId,
    custom_args_values: { callee_name: "Asha", visits: 3, member: true },
    call_config: { max_call_length: 120, idle_timeout_warning: 10 },
    callback_args: { headers: { a: "b" }, params: [] }
  })
  expect(registered).toMatchObject({
    status: 200,
    body: {
      status: "success",
      message: "Call initiated successfully",
      data: {
        call_direction: "outbound",
        call_status: "registered",
        initiated_at: "2026-12-01T03:30:00.000Z",
        agent_id: agentId,
        custom_args_values: { callee_name: "Asha", visits: "3", member: "true" }
      }
    }
  })
  expect((await mine.get(`/calling/${at(registered, "data.call_id")}`)).body).toMatchObject({
    to_number: "+919876543210",
    status: "registered",
    sub_status: "QUEUED",
    campaign_id: null,
    attempts: []
  })
})

it("a variable of the prompt is missed by any name, also by one that every object of JavaScript inherits", async () => {
  const { mine } = await openWorkspace()
  const agent_id = at(await mine.post("/agent", { name: "Odd", prompt: "@{{constructor}}, @{{__proto__}}" }), "id")
  const call = { mobile_number: "+919876543210", agent_id, from_number: from }
  expect(await mine.post(individual, call)).toMatchObject({
    status: 422,
    body: { errors: [{ field: "custom_args_values.constructor" }, { field: "custom_args_values.__proto__" }] }
  })
  const custom_args_values = Object.fromEntries([["constructor", "one"], ["__proto__", "other"]])
  const registered = await mine.post(individual, { ...call, custom_args_values })
  expect(registered.status).toBe(200)
  expect(registered.text).toContain("\"custom_args_values\":{\"constructor\":\"one\",\"__proto__\":\"other\"}")
})

it.each([
  ["no number to call", { mobile_number: undefined }, "mobile_number"],
  ["a number without a country", { mobile_number: "98765 43210" }, "mobile_number"],
  ["a number that cannot exist", { mobile_number: "+9112" }, "mobile_number"],
  ["both caller numbers", { from_number_id: from }, "from_number"],
  ["no caller number", { from_number: null }, "from_number"],
  ["another's caller number", { from_number: "+911409990009" }, "from_number"],
  ["a number pool", { number_pool_id: "pool" }, "number_pool_id"],
  ["a missing variable", { custom_args_values: {} }, "custom_args_values.callee_name"],
  ["a variable of a wrong kind", { custom_args_values: { callee_name: ["Asha"] } }, "custom_args_values.callee_name"],
  ["an unknown field", { colour: "blue" }, "colour"],
  [
    "a plan for later",
    { call_config: { call_time: { scheduled_at: "2026-12-24T10:00" } } },
    "call_config.call_time.scheduled_at"
  ],
  ["a callback to nowhere", { callback_url: "ftp://example.com" }, "callback_url"],
  ["a callback to no port", { callback_url: "https://example.com:99999" }, "callback_url"],
  ["a callback with a password", { callback_url: "https://me:secret@example.com" }, "callback_url"]
])("a call with %s is refused", async (_, wrong, field) => {
  const { agentId, mine } = await openWorkspace()
  const refused = await mine.post(individual, {
    mobile_number: "+919876543210",
    agent_id: agentId,
    from_number: from,
    custom_args_values: { callee_name: "Asha" },
    ...wrong
  })
  expect(refused).toMatchObject({
    status: 422,
    body: { errors: expect.arrayContaining([expect.objectContaining({ field })]) }
  })
})

it("a call without credits asks for them", async () => {
  const app = await openWorkspace()
  const { agentId, mine } = await newWorkspace(app, 0)
  const refused = await mine.post(individual, {
    mobile_number: "+919876543210",
    agent_id: agentId,
    from_number: from,
    custom_args_values: { callee_name: "Asha" }
  })
  expect(refused).toMatchObject({ status: 402, body: { required_credits: 1, available_credits: 0 } })
})

it("a call waits for its window on the clock of the zone that is named", async () => {
  const { agentId, mine } = await openWorkspace()
  const call = await mine.post(individual, {
    mobile_number: "+919876543210",
    agent_id: agentId,
    from_number: from,
    custom_args_values: { callee_name: "Asha" },
    call_config: { call_time: { call_start_time: "18:00", call_end_time: "20:00", timezone: "Asia/Kolkata" } }
  })
  expect((await mine.get(`/calling/${at(call, "data.call_id")}`)).body).toMatchObject({
    next_attempt_time: "2026-12-01T12:30:00.000Z"
  })
})

it("a call waits for the hours that the law sets, and for its slots", async () => {
  const { agentId, mine } = await openWorkspace()
  const next = async (call_config: object) => {
    const call = await mine.post(individual, {
      mobile_number: "+12125550123",
      agent_id: agentId,
      from_number: from,
      custom_args_values: { callee_name: "Asha" },
      call_config
    })
    return at(await mine.get(`/calling/${at(call, "data.call_id")}`), "next_attempt_time")
  }
  expect(await next({ legal_hours: ["us-federal"] })).toBe("2026-12-01T13:00:00.000Z")
  const call_slots = [{ days: ["tuesday"], start: "07:00", end: "07:30" }, {
    days: ["tuesday"],
    start: "10:00",
    end: "11:00"
  }]
  expect(await next({ call_slots })).toBe("2026-12-01T12:00:00.000Z")
  expect(await next({ call_slots, legal_hours: ["us-federal"] })).toBe("2026-12-01T15:00:00.000Z")
  expect(await next({ call_slots, closures: [{ date: "2026-12-01" }] })).toBe("2026-12-08T12:00:00.000Z")
})

it("the history tells what became of the calls of a campaign", async () => {
  const { agentId, mine, run, workspaceId } = await openWorkspace()
  const call_config = JSON.stringify({
    call_time: { timezone: "Asia/Kolkata" },
    call_retry_config: { retry_count: 1, retry_busy: 30 }
  })
  const saved = await mine.form("/campaign/save", upload(agentId, { campaign_start_time: "", call_config }))
  await mine.post("/campaign/start", { list_id: at(saved, "list_id"), from_numbers: [from] })
  const placements = await run(dial(workspaceId))
  expect(placements).toHaveLength(2)
  const campaign = `/campaign/info/${at(saved, "campaign_id")}`
  expect((await mine.get(campaign)).body).toMatchObject({ slots_in_use: 2, draining: false })
  await run(Effect.gen(function*() {
    yield* TestClock.adjust("1 minute")
    yield* end(placements.slice(0, 1), "voicemail")
    yield* end(placements.slice(1), "busy")
  }))

  const history = await mine.get(`/calling/history?bulk_list_id=${at(saved, "list_id")}`)
  expect(history.body).toMatchObject({ limit: 10, offset: 0, count: 2, total: 2 })
  const done = await mine.get("/calling/history?status=completed")
  expect(done.body).toMatchObject({
    total: 1,
    calls: [{
      status: "completed",
      sub_status: "VOICEMAIL_DETECTED",
      disposition: "voicemail",
      agent: { id: agentId, name: "Delivery" },
      call_attempt_time: "2026-12-01T03:30:00.000Z",
      next_attempt_time: null,
      call_duration: 60,
      call_cost: 1,
      credits_processed: true,
      from_numbers: [from],
      voicemail_detected: true,
      retry_count: 0
    }]
  })
  const waiting = await mine.get(`/calling/history?status=retry&campaign_id=${at(saved, "campaign_id")}`)
  expect(waiting.body).toMatchObject({
    calls: [{ status: "retry", sub_status: "RETRY_SCHEDULED", next_attempt_time: "2026-12-01T04:01:00.000Z" }]
  })
  const [attempt] = placements
  const shown = await mine.get(`/calling/${attempt?.attempt.callId}`)
  expect(shown.body).toMatchObject({
    attempts: [{
      state: "ended",
      disposition: "voicemail",
      from_number: from,
      ended_at: "2026-12-01T03:31:00.000Z",
      call_cost: 1
    }]
  })
  expect((await mine.get(campaign)).body).toMatchObject({
    completed_count: 1,
    slots_in_use: 0,
    credits_spent: 1,
    counts: { attempts: 2, by_status: { completed: 1, retry: 1 }, by_disposition: { voicemail: 1 } }
  })
})

it("the history comes in pages", async () => {
  const { agentId, mine } = await openWorkspace()
  const call = { agent_id: agentId, from_number: from, custom_args_values: { callee_name: "Asha" } }
  for (const last of [0, 1, 2]) await mine.post(individual, { ...call, mobile_number: `+91987654321${last}` })
  const page = await mine.get("/calling/history?limit=2&offset=1")
  expect(page.body).toMatchObject({ limit: 2, offset: 1, count: 2, total: 3 })
})

it.each([
  ["agent_id=019", "agent_id"],
  ["start_date=2026-12-01T00:00:00Z", "start_date"],
  ["end_date=2026-12-01T00:00:00Z", "end_date"],
  ["download=true", "download"],
  ["limit=0", "limit"],
  ["limit=ten", "limit"],
  ["limit=10&limit=20", "limit"],
  ["offset=-1", "offset"],
  ["status=canceled", "status"],
  ["colour=blue", "colour"]
])("the history with %s is refused, not ignored", async (query, field) => {
  const { mine } = await openWorkspace()
  expect(await mine.get(`/calling/history?${query}`)).toMatchObject({ status: 422, body: { errors: [{ field }] } })
})
