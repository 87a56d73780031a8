import { assert, it } from "@effect/vitest"
import { Effect, Queue, Schema } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { temporaryDirectory } from "./files.ts"
import { repository } from "./readme-transcript.ts"
import { receiver } from "./receiver.ts"
import { adminKey, send, serve, text } from "./served.ts"

const Told = Schema.fromJsonString(Schema.Struct({ type: Schema.String, to_number: Schema.optionalKey(Schema.String) }))

const formOf = (file: string | Uint8Array<ArrayBuffer>, fields: Readonly<Record<string, string>>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append("file", new Blob([file]), "contacts")
  return form
}

/** A server on SQLite whose clock begins on a Monday, when it is day in London and in California, and runs fast. */
const open = Effect.gen(function*() {
  const ended = yield* Queue.unbounded<string>()
  const hook = yield* receiver((_, response) => {
    const { to_number, type } = Schema.decodeUnknownSync(Told)(hook.received.at(-1)!.body)
    if (type === "call_completed") Queue.offerUnsafe(ended, to_number ?? "")
    response.end()
  })
  const database = join(temporaryDirectory(), "calls.db")
  const { address, key } = yield* Effect.promise(async () => {
    const { address } = await serve(database, {}, ["--clock-start", "2027-03-01T17:30Z", "--speed", "120"])
    const made = await send(address, adminKey, "/workspace", { name: "Clinic" })
    const workspace_id = text(made, "workspace", "id")
    await send(address, adminKey, "/workspace/credits", { workspace_id, credits: 100 })
    const key = text(made, "api_key")
    await send(address, key, "/workspace/numbers", { phone_number: "+442079460001" })
    return { address, key }
  })
  const ask = (path: string, body?: unknown) => Effect.promise(() => send(address, key, path, body))
  const agent = yield* ask("/agent", { name: "Reminder", prompt: "Hello @{{callee_name}}." })
  const upload = (file: string | Uint8Array<ArrayBuffer>) =>
    ask(
      "/campaign/upload-csv",
      formOf(file, {
        agent_id: text(agent, "id"),
        campaign_name: "Reminders",
        country_code: "+44",
        remove_invalid_rows: "true",
        campaign_end_time: "05/03/2027, 18:00",
        call_config: JSON.stringify({
          call_time: { timezone: "Europe/London", call_start_time: "00:00", call_end_time: "24:00" },
          always_on: true
        }),
        callback_url: hook.url
      })
    )
  const start = (list: unknown) =>
    ask("/campaign/make-call-async", {
      bulk_list_id: text(list, "bulk_list_id"),
      from_numbers: ["+442079460001"]
    })
  /** The phones of the next calls that end, sorted. */
  const called = (count: number) => Effect.map(Queue.takeN(ended, count), (phones) => phones.toSorted())
  return { ask, called, start, upload }
})

it.live("a workbook is uploaded, its campaign started, and everybody in it called", () =>
  Effect.gen(function*() {
    const { ask, called, start, upload } = yield* open
    const workbook = new Uint8Array(readFileSync(`${repository}packages/contact-lists/test/files/xlsxwriter.xlsx`))
    const list = yield* upload(workbook)
    assert.deepNestedInclude(list, { status: "completed", total_callees: 3, invalidated_rows_count: 0 })
    const balance = yield* ask(`/campaign/check-balance/${text(list, "bulk_list_id")}`, {})
    assert.deepNestedInclude(balance, { required_credits: 3, sufficient_balance: true })
    yield* start(list)
    assert.deepEqual(yield* called(3), ["+14155550123", "+447700900123", "+447700900124"])
    const info = yield* ask(`/campaign/info/${text(list, "campaign_id")}`)
    assert.deepNestedInclude(info, { campaign_status: "ongoing", total_count: 3, draining: false })
  }))

it.live("rows that the corrected file mends are called by the campaign that runs", () =>
  Effect.gen(function*() {
    const { ask, called, start, upload } = yield* open
    const file = (second: string) => `Mobile Number,callee_name\n07700 900101,Asha\n${second},Lin\n`
    const list = yield* upload(file("07700 9001"))
    assert.deepNestedInclude(list, { total_callees: 1, invalidated_rows_count: 1 })
    yield* start(list)
    assert.deepEqual(yield* called(1), ["+447700900101"])
    const none = yield* ask("/calling/history?phone=%2B447700900102")
    assert.deepNestedInclude(none, { total: 0 })

    const mend = `/campaign/upload-csv/${text(list, "bulk_list_id")}/mend`
    const mended = yield* ask(mend, formOf(file("07700 900102"), { country_code: "+44" }))
    assert.deepNestedInclude(mended, { added_contacts: 1, total_callees: 2, invalidated_rows_count: 0 })
    assert.deepEqual(yield* called(1), ["+447700900102"])
    const campaign_id = text(list, "campaign_id")
    const history = yield* ask("/calling/history?phone=%2B447700900102")
    assert.deepNestedInclude(history, { total: 1, "calls[0].campaign_id": campaign_id })
    const why = yield* ask(`/calling/explain?phone=%2B447700900102&campaign_id=${campaign_id}`)
    assert.deepNestedInclude(why, { total: 1, "calls[0].attempts[0].state": "ended" })
  }))
