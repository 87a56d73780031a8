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
  const told = async () => (await opened.mine.get(`/campaign/upload-status/${list}/invalid-rows.csv`)).text
  return { ...opened, list, campaign, told, into: (way: string) => `/campaign/upload-csv/${list}/${way}` }
}

/** The rows of a list by their lines: each with the end of its phone and its name. */
const rowsOf = async ({ list, run, workspaceId }: Awaited<ReturnType<typeof start>>) => {
  const page = { limit: 99, offset: 0 }
  const contacts = await run(Lists.contacts(WorkspaceId.make(workspaceId), ListId.make(list), page))
  return contacts.map(({ line, phone, variables }) => [line, phone.slice(-3), variables["callee_name"]] as const)
    .toSorted(([a], [b]) => a - b)
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

const files = [
  [header, "+919876543210,Asha\n+9112,\"Ravi\n+below, far\"\n\n \n"],
  ["\nMobile Number,callee_name\n", "+9134,Uma\n\n+919876543213,\"Dev\n\nand Co\"\n,\n"],
  ["callee_name,Mobile Number\n", "\nEsha,+919876543214\n\"=Farid\",+9156"],
  [header, "+9178,Gita\n"]
] as const

/** A list of a file to which three others were appended, that end and begin in different ways. */
const startOfFiles = async () => {
  const [first, ...others] = files
  const started = await start(first.join(""))
  for (const file of others) {
    const fields = { file: file.join(""), remove_invalid_rows: "true" }
    expect((await started.mine.form(started.into("append"), fields)).status).toBe(200)
  }
  return started
}

const mendedRows = [
  [2, "210", "Asha"],
  [3, "300", "Ravi\n+below, far"],
  [7, "301", "Uma"],
  [9, "213", "Dev\n\nand Co"],
  [14, "214", "Esha"],
  [15, "302", "=Farid"]
]

it("rows of appended files are mended by the files pasted together, in the lines that the rejected rows name", async () => {
  const started = await startOfFiles()
  const pasted = header + files.map(([, rows]) => rows.endsWith("\n") ? rows : `${rows}\n`).join("")
  const lines = pasted.replace("Esha,+919876543214", "+919876543214,Esha").replace("\"=Farid\",+9156", "+9156,=Farid")
    .split("\n")
  const told = async () =>
    [...(await started.told()).matchAll(/^(\d+),Mobile Number,\w+,/gmu)].map(([, line]) => Number(line))
  const bad = await told()
  expect(bad.map((line) => lines[line - 1])).toEqual(["+9112,\"Ravi", "+9134,Uma", "+9156,=Farid", "+9178,Gita"])
  for (const [index, line] of bad.slice(0, 3).entries()) {
    lines[line - 1] = lines[line - 1]!.replace(/^\+91\d\d/u, `+91987654330${index}`)
  }
  const mended = await started.mine.form(started.into("mend"), { file: lines.join("\n") })
  expect(mended.body).toMatchObject({ added_contacts: 3, total_callees: 6, invalidated_rows_count: 1 })
  expect(await told()).toEqual(bad.slice(3))
  expect(await rowsOf(started)).toEqual(mendedRows)
})

it("rows of appended files are mended by the file of the rejected rows, corrected", async () => {
  const started = await startOfFiles()
  const before = await started.told()
  const phones = ["12", "34", "56"]
  const file = phones.reduce((text, bad, index) => text.replace(`'+91${bad},`, `'+91987654330${index},`), before)
  const mended = await started.mine.form(started.into("mend"), { file })
  expect(mended.body).toMatchObject({ added_contacts: 3, total_callees: 6, invalidated_rows_count: 1 })
  expect(await rowsOf(started)).toEqual(mendedRows)
  const after = await started.told()
  expect(after).toBe([before.split("\r\n")[0], before.split("\r\n").at(-2), ""].join("\r\n"))
})

it("the file of the rejected rows, sent back as it is, mends nothing", async () => {
  const bad = [
    "+91987654321",
    "\"+919876543298",
    "+919876543297, Ana\" x",
    "+919876543296",
    "+919876543295,a,b",
    "+919876543210,Eve"
  ]
  const started = await start(`${header}+919876543210,Asha\n${bad.join("\n")}\n`)
  const before = await started.told()
  const mended = await started.mine.form(started.into("mend"), { file: before })
  expect(mended.body).toMatchObject({ added_contacts: 0 })
  // What is wrong with quotes is said in other words; all else is as it was.
  const withoutReason = (text: string) => text.replaceAll(/(?<=bad_quotes,)(?:"[^"]*"|[^,]*)/gu, "")
  const after = withoutReason(await started.told())
  expect(after).toBe(withoutReason(before))
  expect([...after.matchAll(/^\d+,[^,]*,(\w+),/gmu)].map(([, code]) => code)).toEqual([
    "too_few_cells",
    "bad_quotes",
    "bad_quotes",
    "too_few_cells",
    "too_many_cells",
    "duplicate_phone"
  ])
})

it("the file of the rejected rows must tell lines, and changes no row that is good", async () => {
  const started = await startOfFiles()
  const before = [await rowsOf(started), await started.told()]
  const mend = (file: string) => started.mine.form(started.into("mend"), { file })
  expect(await mend("line,row\nthird,\"+919876543219,Ravi\"\n")).toMatchObject({
    status: 422,
    body: { title: "The file cannot be read as a list", detail: expect.stringContaining("\"third\"") }
  })
  expect((await mend("line,row\n2,\"+919876543219,Eve\"\n")).body).toMatchObject({ added_contacts: 0 })
  expect([await rowsOf(started), await started.told()]).toEqual(before)
  expect((await mend("Line,Row\n7,\"\"\"+919876543219\"\"x,Uma\"\n")).body).toMatchObject({ added_contacts: 0 })
  expect(await started.told()).toMatch(/^7,,bad_quotes,/mu)
  const append = await started.mine.form(started.into("append"), { file: "line,row\n3,\"+919876543219,Eve\"\n" })
  expect(append.status).toBe(422)
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
