import { type ListId, newId, Store, type WorkspaceId } from "@campanile/core"
import { Effect } from "effect"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { at, from, openWorkspace, upload } from "./given.ts"

const usual = process.env["TMPDIR"]
let spool: string

beforeEach(() => {
  spool = mkdtempSync(join(tmpdir(), "campanile-test-"))
  process.env["TMPDIR"] = spool
})

afterEach(() => {
  if (usual === undefined) delete process.env["TMPDIR"]
  else process.env["TMPDIR"] = usual
  expect(readdirSync(spool), "an upload was left on the disk").toEqual([])
  rmSync(spool, { recursive: true })
})

const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => `+9198765${String(n).padStart(5, "0")},Asha ${n}\n`).join("")

/** How a form with the boundary `b` begins, up to the middle of its file. */
const beginning = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nphone,callee_name\n"

it("upload, ask, check, call: the large flow from its beginning to its end", async () => {
  const { admin, agentId, mine, workspaceId } = await openWorkspace()
  const file = `phone,callee_name\n${rows(6000)}nonsense,Nobody\n`
  const uploaded = await mine.form("/campaign/upload-csv", upload(agentId, { file, remove_invalid_rows: "true" }))
  const bulk_list_id = at(uploaded, "bulk_list_id")
  const expected = {
    bulk_list_id,
    status: "completed",
    message: "",
    campaign_id: at(uploaded, "campaign_id"),
    campaign_name: "Delivery slots",
    total_callees: 6000,
    invalidated_rows_count: 1,
    invalidated_rows_csv_url: `http://localhost/ca/api/v0/campaign/upload-status/${bulk_list_id}/invalid-rows.csv`,
    total_rows: 6001,
    processed_rows: 6001,
    successful_rows: 6000,
    failed_rows: 1
  }
  expect(uploaded).toMatchObject({ status: 200, body: expected })
  expect((await mine.get(`/campaign/upload-status/${bulk_list_id}`)).body).toEqual(expected)

  const poor = await mine.post(`/campaign/check-balance/${bulk_list_id}`)
  expect(poor.body).toMatchObject({
    status: "draft",
    required_credits: 6000,
    worst_case_credits: 30_000,
    available_credits: 1000,
    sufficient_balance: false
  })
  const make = {
    bulk_list_id,
    agent_id: agentId,
    country_code: "+91",
    campaign_start_time: "02/12/2026, 11:00",
    campaign_end_time: "03/12/2026, 18:00",
    call_config: { max_call_length: 60, call_retry_config: { retry_count: 1, retry_busy: 30 } },
    from_numbers: [from],
    concurrency_percentage: 40
  }
  expect((await mine.post("/campaign/make-call-async", make)).status).toBe(402)
  expect((await admin.post("/workspace/credits", { workspace_id: workspaceId, credits: 5000 })).status).toBe(200)
  expect((await mine.post(`/campaign/check-balance/${bulk_list_id}`)).body).toMatchObject({ sufficient_balance: true })
  expect((await mine.post("/campaign/make-call-async", make)).body).toEqual({
    message: "Campaign calls scheduled",
    bulk_list_id,
    status: "scheduled",
    campaign_id: expected.campaign_id
  })
  expect((await mine.get(`/campaign/info/${expected.campaign_id}`)).body).toMatchObject({
    campaign_start_time: "2026-12-02T05:30:00.000Z",
    concurrency_percentage: 40,
    call_config: { max_call_length: 60, call_retry_config: { retry_count: 1, retry_busy: 30, retry_not_picked: 30 } },
    counts: { calls: 6000 }
  })
  expect(await mine.post("/campaign/make-call-async", make)).toMatchObject({
    status: 409,
    body: { state: "scheduled" }
  })
})

it("fields may come behind the file", async () => {
  const { agentId, mine } = await openWorkspace()
  const { file = "", ...fields } = upload(agentId)
  const uploaded = await mine.form("/campaign/upload-csv", { file, ...fields })
  expect(uploaded).toMatchObject({ status: 200, body: { total_callees: 2 } })
  const turned = await mine.form("/campaign/upload-csv", { ...fields, file })
  expect(turned).toMatchObject({ status: 200, body: { total_callees: 2 } })
})

it.each([
  [{ concurrency_percentage: 0 }, 0],
  [{ concurrency_percentage: 1 }, 1],
  [{ concurrency_percentage: 32.5 }, 32.5],
  [{ concurrency_percentage: 100 }, 100],
  [{}, 0]
])("a concurrency of %o is kept as %d percent", async (share, kept) => {
  const { agentId, mine } = await openWorkspace()
  const uploaded = await mine.form("/campaign/upload-csv", upload(agentId))
  const made = await mine.post("/campaign/make-call-async", {
    bulk_list_id: at(uploaded, "bulk_list_id"),
    from_numbers: [from],
    ...share
  })
  expect(made.status).toBe(200)
  expect((await mine.get(`/campaign/info/${at(made, "campaign_id")}`)).body).toMatchObject({
    concurrency_percentage: kept
  })
})

it.each([
  ["both number sources", { from_numbers: [from], number_pool_id: "pool" }, "number_pool_id"],
  ["no number source", {}, "from_numbers"],
  ["a concurrency above all", { from_numbers: [from], concurrency_percentage: 101 }, "concurrency_percentage"],
  ["a concurrency of less than one", { from_numbers: [from], concurrency_percentage: 0.4 }, "concurrency_percentage"],
  ["an unknown field", { from_numbers: [from], colour: "blue" }, "colour"],
  ["a start in the past", { from_numbers: [from], campaign_start_time: "01/11/2026, 09:00" }, "campaign_start_time"],
  [
    "a planned start in the past",
    { from_numbers: [from], call_config: { call_time: { scheduled_at: "2025-11-24T01:55:00" } } },
    "call_config.call_time.scheduled_at"
  ]
])("calls with %s are refused", async (_, wrong, field) => {
  const { agentId, mine } = await openWorkspace()
  const uploaded = await mine.form("/campaign/upload-csv", upload(agentId))
  const made = await mine.post("/campaign/make-call-async", { bulk_list_id: at(uploaded, "bulk_list_id"), ...wrong })
  expect(made).toMatchObject({ status: 422, body: { errors: [{ field }] } })
})

it("rejected rows come as a file in which no spreadsheet finds a formula", async () => {
  const { agentId, mine } = await openWorkspace()
  const file = "phone,callee_name\n=1+1,Eve\n12,\"Smith, \"\"J\"\"\"\n+919876543210,Asha\n"
  const uploaded = await mine.form("/campaign/upload-csv", upload(agentId, { file, remove_invalid_rows: "true" }))
  const path = new URL(at(uploaded, "invalidated_rows_csv_url")).pathname.replace("/ca/api/v0", "")
  const answered = await mine.get(path)
  expect(answered).toMatchObject({ status: 200, mediaType: "text/csv" })
  expect(answered.headers.get("content-disposition")).toBe("attachment; filename=\"invalid-rows.csv\"")
  const [header, first, second, ...rest] = answered.text.split("\r\n")
  expect(header).toBe("line,column,code,reason,row")
  expect(first).toMatch(/^2,phone,phone_not_a_number,.*,"?'=1\+1,Eve"?$/u)
  expect(second).toMatch(/^3,phone,phone_too_short,.*,"12,""Smith, """"J"""""""$/u)
  expect(rest).toEqual([""])
})

it("all rejected rows come, also where there are more than one step reads", async () => {
  const { agentId, mine } = await openWorkspace()
  const file = `phone,callee_name\n${"12,Nobody\n".repeat(2000)}+919876543210,Asha\n`
  const uploaded = await mine.form("/campaign/upload-csv", upload(agentId, { file, remove_invalid_rows: "true" }))
  const { text } = await mine.get(`/campaign/upload-status/${at(uploaded, "bulk_list_id")}/invalid-rows.csv`)
  expect(text.trimEnd().split("\r\n")).toHaveLength(2001)
})

it("a file that is too large is refused, and nothing is kept of it", async () => {
  const { mine } = await openWorkspace({ maxUploadBytes: 10_000 })
  const headers = { "content-type": "multipart/form-data; boundary=b" }
  const body = `${beginning}${rows(1000)}\r\n--b--\r\n`
  const refused = await mine.send("POST", "/ca/api/v0/campaign/upload-csv", { headers, body })
  expect(refused).toMatchObject({ status: 413, body: { limit: 10_000 } })
  expect((await mine.get("/campaign/all")).body).toMatchObject({ pagination: { total: 0 } })
})

it("an upload that breaks off is refused", async () => {
  const { mine } = await openWorkspace()
  const broken = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(beginning))
      controller.error(new Error("the line is gone"))
    }
  })
  const headers = { "content-type": "multipart/form-data; boundary=b" }
  const half = { method: "POST", headers, body: broken, duplex: "half" as const }
  expect(await mine.send("POST", "/ca/api/v0/campaign/upload-csv", half)).toMatchObject({ status: 400 })
  expect(await mine.send("POST", "/ca/api/v0/campaign/upload-csv", { headers, body: beginning })).toMatchObject({
    status: 400
  })
})

it("a client that goes away stops the upload", async () => {
  const { app, key } = await openWorkspace()
  const leaving = new AbortController()
  const endless = new ReadableStream({
    pull: (controller) => {
      controller.enqueue(new TextEncoder().encode(beginning))
      leaving.abort()
      return new Promise(() => {})
    }
  })
  const response = await app.request("/ca/api/v0/campaign/upload-csv", {
    method: "POST",
    headers: { "x-api-key": key, "content-type": "multipart/form-data; boundary=b" },
    body: endless,
    signal: leaving.signal,
    duplex: "half"
  })
  expect(response.status).toBe(503)
})

it("a file without a usable header is refused, in words for its owner", async () => {
  const { agentId, mine } = await openWorkspace()
  const refused = await mine.form("/campaign/upload-csv", upload(agentId, { file: "a,b\n1,2\n" }))
  expect(refused).toMatchObject({ status: 422, body: { title: "The file cannot be read as a list", line: 1 } })
  expect(refused.text).toContain("phone column")
})

it("a list that is still imported can be asked for, and not called", async () => {
  const { mine, run, workspaceId } = await openWorkspace()
  const id = await run(Effect.gen(function*() {
    const store = yield* Store
    const id = yield* newId<ListId>()
    yield* store.addList({
      workspaceId: workspaceId as WorkspaceId,
      id,
      name: "Half",
      status: "importing",
      columns: [],
      phoneColumn: "",
      accepted: 7,
      rejected: 0,
      reason: "",
      createdAt: 0
    })
    return id
  }))
  expect((await mine.get(`/campaign/upload-status/${id}`)).body).toMatchObject({
    status: "processing",
    campaign_id: null,
    campaign_name: "Half",
    processed_rows: 7
  })
  const refused = { status: 409, body: { state: "processing" } }
  expect(await mine.post(`/campaign/check-balance/${id}`)).toMatchObject(refused)
  expect(await mine.post("/campaign/make-call-async", { bulk_list_id: id, from_numbers: [from] })).toMatchObject(
    refused
  )
})

it("the address of the rejected rows is where the app is reached from outside", async () => {
  const { agentId, mine } = await openWorkspace({ publicUrl: "https://calls.example.com/" })
  const file = "phone,callee_name\n12,Nobody\n+919876543210,Asha\n"
  const uploaded = await mine.form("/campaign/upload-csv", upload(agentId, { file, remove_invalid_rows: "true" }))
  expect(at(uploaded, "invalidated_rows_csv_url")).toMatch(/^https:\/\/calls\.example\.com\/ca\/api\/v0\/campaign\//u)
})
