import { expect, it } from "vitest"
import { dial } from "./dial.ts"
import { at, from, openWorkspace, upload } from "./given.ts"

const startOne = async (fields: Record<string, string> = {}) => {
  const opened = await openWorkspace()
  const saved = await opened.mine.form(
    "/campaign/save",
    upload(opened.agentId, { campaign_start_time: "", ...fields })
  )
  const id = at(saved, "campaign_id")
  await opened.mine.post("/campaign/start", { campaign_id: id, from_numbers: [from] })
  return { ...opened, id }
}

const suppressions = "/workspace/suppressions"

it("a number that is suppressed is not called any more, and what waits for it is closed", async () => {
  const { mine, run, workspaceId } = await startOne()
  const suppressed = await mine.post(suppressions, {
    suppressions: [{ pattern: "+919876543210", source: "register", reason: "asked for it" }]
  })
  expect(suppressed).toMatchObject({ status: 200, body: { suppressed: 1, cancelled_calls: 1 } })
  expect((await mine.get("/calling/history?status=cancelled")).body).toMatchObject({
    total: 1,
    calls: [{ to_number: "+919876543210", sub_status: "DND_SKIPPED" }]
  })
  expect((await run(dial(workspaceId))).map(({ attempt }) => attempt.phone)).toEqual(["+919876543211"])
})

it("an opt-out in a call suppresses the number at once, for all or for the campaign's subject", async () => {
  const { id, mine, run, workspaceId } = await startOne({
    call_config: JSON.stringify({ call_time: { timezone: "Asia/Kolkata" }, subject: "parcels" })
  })
  const placements = await run(dial(workspaceId))
  const callTo = (phone: string) => placements.find(({ attempt }) => attempt.phone === phone)?.attempt.callId
  const all = await mine.post(`/calling/${callTo("+919876543210")}/opt-out`, {})
  const one = await mine.post(`/calling/${callTo("+919876543211")}/opt-out`, { scope: "subject" })
  expect([all, one]).toMatchObject([{ status: 200, body: { suppressed: 1 } }, { status: 200 }])
  expect((await mine.get(suppressions)).body).toMatchObject({
    suppressions: [
      { pattern: "+919876543210", scope: "workspace", subject: null, source: expect.stringContaining("call") },
      { pattern: "+919876543211", scope: "subject", subject: "parcels" }
    ]
  })
  expect((await mine.get(`/campaign/info/${id}`)).body).toMatchObject({ slots_in_use: 2 })
})

it("suppressions are listed in pages, and lifted by pattern and scope", async () => {
  const { id, mine } = await startOne()
  const given = [
    { pattern: "+1201*", scope: "subject", subject: "parcels", expires_at: "2027-01-01T00:00:00+05:30" },
    { pattern: "+14155550100" },
    { pattern: "+14155550101", scope: "campaign", campaign_id: id }
  ]
  await mine.post(suppressions, { suppressions: given })
  expect((await mine.get(`${suppressions}?limit=2`)).body).toMatchObject({
    suppressions: [{ ...given[0], expires_at: "2026-12-31T18:30:00.000Z" }, { ...given[1], scope: "workspace" }],
    pagination: { limit: 2, offset: 0, count: 2, has_more: true }
  })
  expect((await mine.get(`${suppressions}?limit=2&offset=2`)).body).toMatchObject({
    suppressions: [given[2]],
    pagination: { count: 1, has_more: false }
  })
  const remove = (query: string) => mine.send("DELETE", `/ca/api/v0${suppressions}?${query}`, {})
  expect((await remove("pattern=%2B14155550101")).body).toEqual({ removed: false })
  expect((await remove(`pattern=%2B14155550101&scope=campaign&campaign_id=${id}`)).body).toEqual({ removed: true })
  expect((await remove("pattern=+14155550100")).body).toEqual({ removed: true })
  expect((await remove("pattern=%2B1201*&scope=subject&subject=parcels")).body).toEqual({ removed: true })
  expect((await mine.get(suppressions)).body).toMatchObject({ suppressions: [] })
})

it("what is exported has no formulas, and can be imported again", async () => {
  const { mine } = await startOne()
  await mine.post(suppressions, {
    suppressions: [
      { pattern: "+1201*", reason: "=cmd|' /C calc'!A0", source: "register" },
      { pattern: "+1202*", reason: "one;=two|-three|'four", source: "%" },
      { pattern: "+14155550100", scope: "subject", subject: "parcels, all", expires_at: "2027-01-01T00:00:00Z" }
    ]
  })
  const exported = await mine.get(`${suppressions}/export.csv`)
  expect(exported).toMatchObject({ status: 200, mediaType: "text/csv" })
  expect(exported.text.split("\r\n").slice(0, 2)).toEqual([
    "pattern,scope,campaign_id,subject,source,reason,expires_at,created_at",
    "'+1201*,workspace,,,register,\"'=cmd|' /C calc'!A0\",,2026-12-01T03:30:00.000Z"
  ])
  const before = await mine.get(suppressions)
  const imported = await mine.form(`${suppressions}/import`, { file: exported.text })
  expect(imported.body).toMatchObject({ suppressed: 3, failed_rows: 0, rows: [] })
  expect((await mine.get(suppressions)).body).toEqual(before.body)
})

it("of a file, good rows are suppressed also where others cannot be read", async () => {
  const { mine } = await startOne()
  const file =
    "phone,reason,scope,campaign_id\n98765 43210,asked,,\n12,,,\n+14155550100,,galaxy,\n+14155550101,,campaign,\n"
  const imported = await mine.form(`${suppressions}/import`, { file, country_code: "IN", source: "desk" })
  expect(imported.body).toEqual({
    message: "Numbers suppressed successfully!",
    suppressed: 1,
    cancelled_calls: 1,
    failed_rows: 3,
    rows: [
      { line: 3, column: "phone", reason: "is not a phone number", row: "12,,," },
      { line: 4, column: "scope", reason: expect.any(String), row: "+14155550100,,galaxy," },
      { line: 5, column: "campaign_id", reason: expect.any(String), row: "+14155550101,,campaign," }
    ]
  })
  expect((await mine.get(suppressions)).body).toMatchObject({
    suppressions: [{ pattern: "+919876543210", source: "desk", reason: "asked" }]
  })
})

it.each([
  "Pattern,Scope,Subject,Expires_At",
  " PATTERN , SCOPE , SUBJECT , EXPIRES_AT ",
  "Phone Number,scope,Subject,expires at",
  "pattern,scope,subject,Expires-At"
])("a file whose columns are headed %o says the same", async (header) => {
  const { mine } = await startOne()
  const file = `${header}\n+14155550100,subject,parcels,2027-01-01T00:00:00Z\n`
  expect((await mine.form(`${suppressions}/import`, { file })).body).toMatchObject({ suppressed: 1, failed_rows: 0 })
  expect((await mine.get(suppressions)).body).toMatchObject({
    suppressions: [{ scope: "subject", subject: "parcels", expires_at: "2027-01-01T00:00:00.000Z" }]
  })
})

it("a row's problem names the column as the file does, and two columns for one thing are refused", async () => {
  const { mine } = await startOne()
  const importing = (file: string) => mine.form(`${suppressions}/import`, { file })
  expect((await importing("Pattern,Expires At\n+14155550100,soon\n")).body).toMatchObject({
    rows: [{ line: 2, column: "Expires At" }]
  })
  expect(await importing("pattern,expires_at,Expires At\n+14155550100,,2027-01-01T00:00:00Z\n")).toMatchObject({
    status: 422,
    body: { title: "The file cannot be read as a list", detail: expect.stringContaining("expires_at") }
  })
})

it("a file without a column of numbers is refused", async () => {
  const { mine } = await startOne()
  for (const file of ["name\nAsha\n", ""]) {
    expect(await mine.form(`${suppressions}/import`, { file })).toMatchObject({
      status: 422,
      body: { title: "The file cannot be read as a list" }
    })
  }
})

it.each([
  [{ pattern: "9876543210" }, "pattern"],
  [{ pattern: "+91*87" }, "pattern"],
  [{ pattern: "+919876543210", scope: "campaign" }, "campaign_id"],
  [{ pattern: "+919876543210", subject: "parcels" }, "subject"],
  [{ pattern: "+919876543210", expires_at: "2027-01-01T00:00" }, "expires_at"],
  [{ pattern: "+919876543210", colour: "blue" }, "colour"]
])("a suppression such as %o is refused", async (suppression, field) => {
  const { mine } = await openWorkspace()
  expect(await mine.post(suppressions, { suppressions: [suppression] })).toMatchObject({
    status: 422,
    body: { errors: [{ field: `suppressions.0.${field}` }] }
  })
})
