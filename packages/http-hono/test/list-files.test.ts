import { ListId, Lists, WorkspaceId } from "@campanile/core"
import { expect, it } from "vitest"
import { at, from, openWorkspace, upload } from "./given.ts"

const start = async (file?: string) => {
  const opened = await openWorkspace()
  const saved = await opened.mine.form("/campaign/upload-csv", {
    ...upload(opened.agentId, { campaign_start_time: "", remove_invalid_rows: "true" }),
    ...(file === undefined ? {} : { file })
  })
  const list = at(saved, "bulk_list_id")
  const campaign = at(saved, "campaign_id")
  await opened.mine.post("/campaign/make-call-async", { bulk_list_id: list, from_numbers: [from] })
  return { ...opened, list, campaign, into: (way: string) => `/campaign/upload-csv/${list}/${way}` }
}

const header = "Mobile Number,callee_name\n"

it("rows are added to a list, and its running campaign calls them too", async () => {
  const { campaign, into, list, mine } = await start()
  const file = `${header}98765 43299,Uma\n+919876543210,Again\n`
  const added = await mine.form(into("append"), { file, country_code: "IN", remove_invalid_rows: "true" })
  expect(added).toMatchObject({
    status: 200,
    body: { bulk_list_id: list, added_contacts: 1, total_callees: 3, invalidated_rows_count: 1 }
  })
  expect((await mine.get(`/campaign/info/${campaign}`)).body).toMatchObject({ total_count: 3, counts: { calls: 3 } })
})

it("people who are added after the campaign was over are counted with the list, not with it, and the answer says so", async () => {
  const { campaign, into, list, mine } = await start()
  const append = (phone: string) => mine.form(into("append"), { file: `${header}${phone},Uma\n` })
  expect((await append("+919876543299")).body).toMatchObject({ message: "Contacts added successfully!" })
  expect((await mine.patch("/campaign/terminate", { campaign_id: campaign })).status).toBe(200)
  expect((await append("+919876543298")).body).toMatchObject({
    message: "Contacts added successfully! No campaign will call them: the list's campaign is over.",
    added_contacts: 1,
    total_callees: 4
  })
  const counted = { total_count: 3, counts: { calls: 3 } }
  expect((await mine.get(`/campaign/info/${campaign}`)).body).toMatchObject(counted)
  expect((await mine.get("/campaign/all")).body).toMatchObject({ campaigns: [{ total_count: 3 }] })
  expect((await mine.get(`/campaign/upload-status/${list}`)).body).toMatchObject({ total_callees: 4 })
})

it("the corrected file mends the rows that were rejected, each in its place", async () => {
  const { campaign, into, list, mine } = await start(`${header}+919876543210,Asha\n+9112,Ravi\n+9134,Uma\n`)
  const mended = await mine.form(into("mend"), { file: `${header}+919876543210,Asha\n+919876543211,Ravi\n+9156,Uma\n` })
  expect(mended.body).toMatchObject({ added_contacts: 1, total_callees: 2, invalidated_rows_count: 1 })
  const { text } = await mine.get(`/campaign/upload-status/${list}/invalid-rows.csv`)
  expect(text.split("\r\n")).toEqual([
    "line,column,code,reason,row",
    expect.stringMatching(/^4,Mobile Number,phone_too_short,.*,"?'\+9156,Uma"?$/u),
    ""
  ])
  expect((await mine.get(`/campaign/info/${campaign}`)).body).toMatchObject({ counts: { calls: 2 } })
})

it("rows of appended files are mended in the line that the rejected rows name, wherever files end", async () => {
  const { into, list, mine, run, workspaceId } = await start(`${header}+919876543210,Asha\n+9112,"Ravi\nbelow"\n\n \n`)
  const others = [
    ["\nMobile Number,callee_name\n", "+9134,Uma\n\n+919876543213,\"Dev\n\nand Co\"\n,\n"],
    [header, "\n+919876543214,Esha\n+9156,Farid"],
    [header, "+9178,Gita\n"]
  ] as const
  for (const [head, rows] of others) {
    const added = await mine.form(into("append"), { file: head + rows, remove_invalid_rows: "true" })
    expect(added.status).toBe(200)
  }
  const pasted = `${header}+919876543210,Asha\n+9112,"Ravi\nbelow"\n\n \n` +
    others.map(([, rows]) => rows.endsWith("\n") ? rows : `${rows}\n`).join("")
  const told = async () => {
    const { text } = await mine.get(`/campaign/upload-status/${list}/invalid-rows.csv`)
    return [...text.matchAll(/^(\d+),Mobile Number,(\w+),/gmu)].map(([, line, code]) => [Number(line), code] as const)
  }
  const lines = pasted.split("\n")
  const bad = await told()
  expect(bad.map(([line]) => lines[line - 1])).toEqual(["+9112,\"Ravi", "+9134,Uma", "+9156,Farid", "+9178,Gita"])

  // The rows are corrected where they are told to be, all but one.
  for (const [index, [line]] of bad.slice(0, 3).entries()) {
    lines[line - 1] = lines[line - 1]!.replace(/^\+91\d\d/u, `+91987654330${index}`)
  }
  const mended = await mine.form(into("mend"), { file: lines.join("\n") })
  expect(mended.body).toMatchObject({ added_contacts: 3, total_callees: 6, invalidated_rows_count: 1 })
  expect(await told()).toEqual([bad[3]])
  const contacts = await run(Lists.contacts(WorkspaceId.make(workspaceId), ListId.make(list), { limit: 9, offset: 0 }))
  const rows = contacts.map(({ line, phone, variables }) => [line, phone.slice(-3), variables["callee_name"]] as const)
  expect(rows.toSorted(([a], [b]) => a - b)).toEqual([
    [2, "210", "Asha"],
    [3, "300", "Ravi\nbelow"],
    [7, "301", "Uma"],
    [9, "213", "Dev\n\nand Co"],
    [14, "214", "Esha"],
    [15, "302", "Farid"]
  ])
})

it("a row that is bad in an appended file that is refused is told by its line there", async () => {
  const { into, mine } = await start(`${header}+919876543210,Asha\n\n\n`)
  const refused = await mine.form(into("append"), { file: `\n${header}+9112,Ravi\n` })
  expect(refused).toMatchObject({ status: 422, body: { title: "Some rows cannot be accepted" } })
  expect(refused.text).toMatch(/line\W+3\b/u)
})

it("of a file that cannot be read, or has bad rows and is not to lose them, nothing reaches the list", async () => {
  const { into, list, mine } = await start()
  for (
    const [file, title] of [
      [`${header}+919876543299,Uma\n12,Nobody\n`, "Some rows cannot be accepted"],
      ["phone,colour\n+919876543299,blue\n", "The file lacks columns"],
      ["name\nUma\n", "The file cannot be read as a list"]
    ] as const
  ) {
    expect(await mine.form(into("append"), { file })).toMatchObject({ status: 422, body: { title } })
  }
  expect((await mine.get(`/campaign/upload-status/${list}`)).body).toMatchObject({
    total_callees: 2,
    invalidated_rows_count: 0
  })
})

it("a dry run tells what an upload would give, and keeps nothing", async () => {
  const { agentId, mine } = await openWorkspace()
  const file = `${header}+919876543210,Asha\n+9112,=1+1\n`
  const tried = await mine.form("/campaign/upload-csv/dry-run", { file, agent_id: agentId })
  expect(tried).toMatchObject({
    status: 200,
    body: {
      columns: ["Mobile Number", "callee_name"],
      phone_column: "Mobile Number",
      total_rows: 2,
      successful_rows: 1,
      failed_rows: 1,
      rows: [{ line: 3, column: "Mobile Number", code: "phone_too_short", row: "+9112,=1+1" }]
    }
  })
  expect((await mine.get("/campaign/all")).body).toMatchObject({ pagination: { total: 0 } })
  const lacking = await mine.form("/campaign/upload-csv/dry-run", { file: "phone\n+919876543210\n", agent_id: agentId })
  expect(lacking).toMatchObject({ status: 422, body: { missing_columns: [{ variable: "callee_name" }] } })
})

it("a dry run refuses a map of variables that an upload refuses", async () => {
  const { agentId, mine } = await openWorkspace()
  const fields = upload(agentId, { variables_map: JSON.stringify({ colour: "callee_name" }) })
  const refused = { status: 422, body: { errors: [{ field: "variables_map.colour" }] } }
  expect(await mine.form("/campaign/save", fields)).toMatchObject(refused)
  const { agent_id = "", file = "", variables_map = "" } = fields
  expect(await mine.form("/campaign/upload-csv/dry-run", { agent_id, file, variables_map })).toMatchObject(refused)
  expect((await mine.form("/campaign/upload-csv/dry-run", { file, variables_map })).status).toBe(200)
})

it("numbers may have to be unique in the whole workspace", async () => {
  const { agentId, mine } = await start()
  const file = `${header}+919876543210,Asha\n+919876543299,Uma\n`
  const fields = upload(agentId, { file, unique: "workspace", remove_invalid_rows: "true" })
  expect((await mine.form("/campaign/save", fields)).body).toMatchObject({ successful_rows: 1, failed_rows: 1 })
  const refused = await mine.form("/campaign/save", upload(agentId, { unique: "galaxy" }))
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: "unique" }] } })
})
