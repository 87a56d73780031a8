import { expect, it } from "vitest"
import { at, csv, from, newWorkspace, now, openWorkspace, upload } from "./given.ts"

it("save, then start: the campaign is scheduled from the list that was uploaded", async () => {
  const { agentId, mine, numberId } = await openWorkspace()
  const saved = await mine.form("/campaign/save", upload(agentId))
  expect(saved.status).toBe(200)
  expect(saved.body).toMatchObject({
    message: "Contacts imported successfully!",
    total_rows: 2,
    successful_rows: 2,
    failed_rows: 0,
    invalidated_rows_csv_url: null,
    custom_args_values: [
      { callee_name: "Asha", mobile_number: "+919876543210" },
      { callee_name: "Ravi", mobile_number: "+919876543211" }
    ]
  })
  const list_id = at(saved, "list_id")
  const started = await mine.post("/campaign/start", { agent_id: agentId, list_id, from_numbers: [from] })
  expect(started.status).toBe(200)
  expect(started.body).toEqual({
    status: "campaign registered successfully!",
    has_ongoing_calls: false,
    campaign_id: at(saved, "campaign_id"),
    campaign_status: "scheduled"
  })
  const info = await mine.get(`/campaign/info/${at(saved, "campaign_id")}`)
  expect(info.body).toMatchObject({
    campaign_status: "scheduled",
    campaign_start_time: "2026-12-02T04:30:00.000Z",
    campaign_end_time: "2026-12-05T12:30:00.000Z",
    from_number_ids: [numberId],
    from_numbers: [from],
    total_count: 2,
    registered_count: 2,
    counts: { calls: 2, by_status: { registered: 2, cancelled: 0 }, attempts: 0 },
    slots_in_use: 0,
    draining: false
  })
})

it("a campaign starts once: the second start is a conflict that names the state", async () => {
  const { agentId, mine, numberId } = await openWorkspace()
  const saved = await mine.form("/campaign/save", upload(agentId))
  const start = { agent_id: agentId, campaign_id: at(saved, "campaign_id"), from_number_ids: [numberId] }
  expect((await mine.post("/campaign/start", start)).status).toBe(200)
  const again = await mine.post("/campaign/start", start)
  expect(again).toMatchObject({ status: 409, mediaType: "application/problem+json", body: { state: "scheduled" } })
})

it("a start without credits asks for them, and says how many are missing", async () => {
  const app = await openWorkspace()
  const poor = await newWorkspace(app, 0)
  const saved = await poor.mine.form("/campaign/save", upload(poor.agentId))
  const started = await poor.mine.post("/campaign/start", { list_id: at(saved, "list_id"), from_numbers: [from] })
  expect(started).toMatchObject({ status: 402, body: { required_credits: 2, available_credits: 0 } })
})

it("a start with another assistant changes the draft, and checks that the list has its columns", async () => {
  const { agentId, mine } = await openWorkspace()
  const saved = await mine.form("/campaign/save", upload(agentId))
  const other = at(await mine.post("/agent", { name: "Other", prompt: "@{{city}}" }), "id")
  const refused = await mine.post("/campaign/start", {
    agent_id: other,
    list_id: at(saved, "list_id"),
    from_numbers: [from]
  })
  expect(refused).toMatchObject({
    status: 422,
    body: { missing_columns: [{ variable: "city", column: "city" }], columns: ["Mobile Number", "callee_name"] }
  })
  const plain = at(await mine.post("/agent", { name: "Plain", prompt: "Good morning." }), "id")
  const started = await mine.post("/campaign/start", {
    agent_id: plain,
    list_id: at(saved, "list_id"),
    from_numbers: [from],
    email_completion_user_ids: ["desk@example.com"],
    callback_url: "https://example.com/hook"
  })
  expect(started.status).toBe(200)
  const info = await mine.get(`/campaign/info/${at(saved, "campaign_id")}`)
  expect(info.body).toMatchObject({
    agent_id: plain,
    callback_url: "https://example.com/hook",
    email_completion_user_ids: ["desk@example.com"]
  })
})

it.each([
  ["neither numbers nor ids", {}, "from_numbers"],
  ["both numbers and ids", { from_numbers: [from], from_number_ids: [from] }, "from_numbers"],
  ["no number at all", { from_numbers: [] }, "from_numbers"],
  ["an unknown number", { from_numbers: ["+911409990009"] }, "from_numbers.0"],
  ["an unknown id", { from_number_ids: ["+911409990009"] }, "from_number_ids.0"],
  ["a number pool", { number_pool_id: "pool" }, "number_pool_id"]
])("a start with %s is refused", async (_, numbers, field) => {
  const { agentId, mine } = await openWorkspace()
  const saved = await mine.form("/campaign/save", upload(agentId))
  const started = await mine.post("/campaign/start", { list_id: at(saved, "list_id"), ...numbers })
  expect(started.status).toBe(422)
  expect(started.body).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ field })]) })
})

it.each([
  ["an unknown number", { from_numbers: ["+911409990009"] }, 422],
  ["an end that is not after the start", { campaign_end_time: "02/12/2026, 10:00" }, 422],
  ["credits that do not suffice", {}, 402]
])("a start that is refused for %s leaves the draft as it was", async (_, wrong, status) => {
  const app = await openWorkspace()
  const { agentId, mine } = status === 402 ? await newWorkspace(app, 0) : app
  const saved = await mine.form("/campaign/save", upload(agentId))
  const info = async () => (await mine.get(`/campaign/info/${at(saved, "campaign_id")}`)).body
  const before = await info()
  const refused = await mine.post("/campaign/start", {
    list_id: at(saved, "list_id"),
    from_numbers: [from],
    campaign_end_time: "06/12/2026, 18:00",
    callback_url: "https://example.com/hook",
    ...wrong
  })
  expect(refused.status).toBe(status)
  expect(await info()).toEqual(before)
})

it("what is configured on the wire is what the campaign does", async () => {
  const { agentId, mine } = await openWorkspace()
  const call_config = {
    idle_timeout_warning: 10,
    idle_timeout_end: 15,
    max_call_length: 240,
    ring_timeout: 25,
    max_concurrent_calls: 3,
    call_retry_config: { retry_count: 3, retry_busy: 15, retry_not_picked: 120, retry_failed: null },
    call_time: {
      call_start_time: "10:00",
      call_end_time: "19:00",
      timezone: "Asia/Kolkata",
      days: ["monday", "friday"]
    }
  }
  const saved = await mine.form("/campaign/save", upload(agentId, { call_config: JSON.stringify(call_config) }))
  const { idle_timeout_end: _, idle_timeout_warning: __, ...kept } = call_config
  const info = await mine.get(`/campaign/info/${at(saved, "campaign_id")}`)
  expect(info.body).toMatchObject({
    call_config: { ...kept, call_slots: [{ days: ["monday", "friday"], start: "10:00", end: "19:00" }] }
  })
})

it("every wrong field of an upload is named, down into its JSON", async () => {
  const { mine } = await openWorkspace()
  const saved = await mine.form("/campaign/save", {
    agent_id: "nobody",
    call_config: JSON.stringify({
      call_retry_config: { retry_count: -1 },
      call_time: { timezone: "Mars/Base" },
      colour: 1
    }),
    campaign_end_time: "soon",
    country_code: "+999",
    remove_invalid_rows: "perhaps",
    variables_map: "{",
    shade: "blue"
  })
  expect(saved.status).toBe(422)
  const fields = (saved.body as { errors: Array<{ field: string }> }).errors.map(({ field }) => field)
  expect(fields.toSorted()).toEqual([
    "agent_id",
    "call_config.call_retry_config.retry_count",
    "call_config.call_time.timezone",
    "call_config.colour",
    "campaign_end_time",
    "campaign_name",
    "country_code",
    "file",
    "remove_invalid_rows",
    "shade",
    "variables_map"
  ])
})

it("a time zone is required", async () => {
  const { agentId, mine } = await openWorkspace()
  const saved = await mine.form("/campaign/save", upload(agentId, { call_config: "{}" }))
  expect(saved).toMatchObject({ status: 422, body: { errors: [{ field: "call_config.call_time.timezone" }] } })
  expect((await mine.form("/campaign/save", upload(agentId, { call_config: "{}", timezone: "Asia/Kolkata" }))).status)
    .toBe(200)
})

it("a start may lie in the minute that passes, and not before it", async () => {
  const { agentId, mine } = await openWorkspace()
  const at0900 = await mine.form("/campaign/save", upload(agentId, { campaign_start_time: "01/12/2026, 09:00" }))
  expect(at0900.status).toBe(200)
  const at0859 = await mine.form("/campaign/save", upload(agentId, { campaign_start_time: "01/12/2026, 08:59" }))
  expect(at0859).toMatchObject({ status: 422, body: { errors: [{ field: "campaign_start_time" }] } })
})

it("an end that has passed, or that is not after the start, is refused before a row is read", async () => {
  const { agentId, mine } = await openWorkspace()
  const passed = await mine.form(
    "/campaign/save",
    upload(agentId, { campaign_end_time: "01/12/2026, 08:00", file: "" })
  )
  expect(passed.body).toMatchObject({ errors: [{ field: "campaign_end_time" }] })
  const early = await mine.form("/campaign/save", upload(agentId, { campaign_end_time: "02/12/2026, 10:00" }))
  expect(early.body).toMatchObject({ errors: [{ field: "campaign_end_time", message: "must be after the start" }] })
})

it("a campaign without a start begins at once, one without an end not at all", async () => {
  const { agentId, mine } = await openWorkspace()
  const open = await mine.form("/campaign/save", upload(agentId, { campaign_start_time: "", campaign_end_time: "" }))
  const refused = await mine.post("/campaign/start", { list_id: at(open, "list_id"), from_numbers: [from] })
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: "campaign_end_time" }] } })
  const started = await mine.post("/campaign/start", {
    list_id: at(open, "list_id"),
    from_numbers: [from],
    campaign_end_time: "2026-12-05T18:00:00+05:30"
  })
  expect(started.body).toMatchObject({ campaign_status: "ongoing" })
  expect((await mine.get(`/campaign/info/${at(open, "campaign_id")}`)).body).toMatchObject({
    campaign_start_time: new Date(now).toISOString(),
    campaign_end_time: "2026-12-05T12:30:00.000Z"
  })
})

it("rows that cannot be called refuse the file, or are set aside where that is asked for", async () => {
  const { agentId, mine } = await openWorkspace()
  const file = `${csv}12,Nobody\n+919876543210,Again\n`
  const saved = await mine.form("/campaign/save", upload(agentId, { file, remove_invalid_rows: "true" }))
  expect(saved.body).toMatchObject({ total_rows: 4, successful_rows: 2, failed_rows: 2 })
  for (const said of [{}, { remove_invalid_rows: "false" }]) {
    const strict = await mine.form("/campaign/save", upload(agentId, { file, ...said }))
    expect(strict).toMatchObject({ status: 422, body: { rejected_rows: 2 } })
    expect((strict.body as { rows: Array<object> }).rows).toEqual([
      expect.objectContaining({ line: 4, column: "Mobile Number" }),
      expect.objectContaining({ line: 5, code: "duplicate_phone" })
    ])
  }
  expect((await mine.get("/campaign/all")).body).toMatchObject({ pagination: { total: 1 } })
})

it("columns that the prompt needs are missed by name, unless the variables map names others", async () => {
  const { agentId, mine } = await openWorkspace()
  const file = "phone,Full Name\n+919876543210,Asha\n"
  const missed = await mine.form("/campaign/save", upload(agentId, { file }))
  expect(missed).toMatchObject({
    status: 422,
    body: { missing_columns: [{ variable: "callee_name", column: "callee_name" }], columns: ["phone", "Full Name"] }
  })
  const variables_map = JSON.stringify({ callee_name: "Full Name" })
  const saved = await mine.form("/campaign/save", upload(agentId, { file, variables_map }))
  expect(saved.body).toMatchObject({
    custom_args_values: [{ "Full Name": "Asha", callee_name: "Asha", mobile_number: "+919876543210" }]
  })
})

it("columns and variables may be called what every object of JavaScript inherits", async () => {
  const { mine } = await openWorkspace()
  const agentId = at(await mine.post("/agent", { name: "Odd", prompt: "@{{__proto__}}, @{{toString}}" }), "id")
  const file = "phone,__proto__,text\n+919876543210,Asha,four\n"
  const saved = await mine.form("/campaign/save", upload(agentId, { file, variables_map: "{\"toString\":\"text\"}" }))
  expect(saved.status).toBe(200)
  expect(saved.text).toContain("\"__proto__\":\"Asha\"")
  expect(saved.body).toMatchObject({ custom_args_values: [{ text: "four", toString: "four" }] })
  expect((await mine.form("/campaign/save", upload(agentId, { file }))).body).toMatchObject({
    missing_columns: [{ variable: "toString", column: "toString" }]
  })
})

it("a variable that is read from a column which the file does not have is empty, whatever the column is called", async () => {
  const { mine } = await openWorkspace()
  const prompt = "Hello @{{callee_name}}, @{{one|a}} @{{other|b}} @{{third|c}}."
  const agentId = at(await mine.post("/agent", { name: "Fallbacks", prompt }), "id")
  const variables_map = JSON.stringify({ one: "constructor", other: "__proto__", third: "city" })
  const saved = await mine.form("/campaign/save", upload(agentId, { variables_map }))
  expect(saved.body).toMatchObject({ custom_args_values: [{ one: "", other: "", third: "" }, {}] })
})

it("what cannot be saved is refused before its file is read, and leaves no list", async () => {
  const written: Array<string> = []
  const { agentId, mine } = await openWorkspace({}, ({ addList }) => ({
    addList: (list) => {
      written.push(list.id)
      return addList(list)
    }
  }))
  for (
    const [fields, field] of [
      [{ variables_map: JSON.stringify({ colour: "callee_name" }) }, "variables_map.colour"],
      [
        { call_config: JSON.stringify({ min_concurrent_calls: 6, call_time: { timezone: "Asia/Kolkata" } }) },
        "call_config.min_concurrent_calls"
      ]
    ] as const
  ) {
    const refused = await mine.form("/campaign/save", upload(agentId, fields))
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field }] } })
  }
  expect(written).toEqual([])
  expect((await mine.form("/campaign/save", upload(agentId))).status).toBe(200)
  expect(written).toHaveLength(1)
})

it("a file of more than 5,000 rows is sent to the large flow", async () => {
  const { agentId, mine } = await openWorkspace()
  const rows = (count: number) =>
    `phone,callee_name\n${
      Array.from({ length: count }, (_, n) => `+9198765${String(n).padStart(5, "0")},Asha`).join("\n")
    }\n`
  expect((await mine.form("/campaign/save", upload(agentId, { file: rows(5000) }))).status).toBe(200)
  const refused = await mine.form("/campaign/save", upload(agentId, { file: rows(5001) }))
  expect(refused).toMatchObject({ status: 413, body: { limit: 5000 } })
  expect(refused.text).toContain("/campaign/upload-csv")
})

it.each(["+91", "91", "IN", "in"])("numbers without a country are read as those of %s", async (country_code) => {
  const { agentId, mine } = await openWorkspace()
  const file = "phone,callee_name\n98765 43210,Asha\n"
  const saved = await mine.form("/campaign/save", upload(agentId, { file, country_code }))
  expect(saved.body).toMatchObject({ custom_args_values: [{ mobile_number: "+919876543210" }] })
})
