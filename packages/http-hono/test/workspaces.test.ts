import { expect, it } from "vitest"
import { dial } from "./dial.ts"
import { at, from, newWorkspace, openApp, openWorkspace, operator } from "./given.ts"

it("the operator makes a workspace; its key opens it, and is told only then", async () => {
  const { client } = await openApp()
  const made = await client(operator).post("/workspace", {
    name: "North region",
    concurrency: 7,
    tariff: { connect_fee: 0.1, rate_per_minute: 1.5, first_increment: 30, next_increment: 6 }
  })
  expect(made).toMatchObject({ status: 201, body: { workspace: { name: "North region", concurrency: 7 } } })
  const shown = await client(at(made, "api_key")).get("/workspace")
  expect(shown).toMatchObject({
    status: 200,
    body: {
      id: at(made, "workspace.id"),
      tariff: { connect_fee: 0.1, rate_per_minute: 1.5, first_increment: 30, next_increment: 6 },
      credits: { available: 0, held: 0, spent: 0, granted: 0 }
    }
  })
  expect(shown.text).not.toContain(at(made, "api_key"))
})

it("credits are granted by the operator, down to a millionth", async () => {
  const { admin, mine, workspaceId } = await openWorkspace()
  const granted = await admin.post("/workspace/credits", { workspace_id: workspaceId, credits: 0.000001, note: "test" })
  expect(granted.body).toMatchObject({ workspace_id: workspaceId, credits: { available: 1000.000001 } })
  expect((await mine.get("/workspace")).body).toMatchObject({ credits: { granted: 1000.000001 } })
  for (const credits of [0, -1, 1e10, 1e-9, "5", null]) {
    const refused = await admin.post("/workspace/credits", { workspace_id: workspaceId, credits })
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: "credits" }] } })
  }
})

it("the only workspace needs not be named for a grant, one of several does", async () => {
  const app = await openWorkspace()
  expect((await app.admin.post("/workspace/credits", { credits: 5 })).status).toBe(200)
  await newWorkspace(app)
  expect(await app.admin.post("/workspace/credits", { credits: 5 })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "workspace_id" }] }
  })
})

it("a workspace changes its name and its concurrency", async () => {
  const { admin, mine, workspaceId } = await openWorkspace()
  expect((await mine.patch("/workspace", { name: "South", concurrency: 3 })).body).toMatchObject({
    name: "South",
    concurrency: 3
  })
  expect((await admin.patch("/workspace", { workspace_id: workspaceId, concurrency: 4 })).body).toMatchObject({
    name: "South",
    concurrency: 4
  })
  expect((await admin.patch("/workspace", { name: "All" })).body).toMatchObject({ errors: [{ field: "workspace_id" }] })
})

it("keys are made with a workspace's own key, or by the operator", async () => {
  const { admin, client, mine, workspaceId } = await openWorkspace()
  const own = await mine.post("/workspace/api-key", { label: "second" })
  const others = await admin.post("/workspace/api-key", { workspace_id: workspaceId })
  for (const made of [own, others]) {
    expect(made.status).toBe(201)
    expect((await client(at(made, "api_key")).get("/workspace")).body).toMatchObject({ id: workspaceId })
  }
})

it("all workspaces are listed for the operator", async () => {
  const app = await openWorkspace()
  await newWorkspace(app, 5)
  const { body } = await app.admin.get("/workspace/all")
  expect(body).toMatchObject({ workspaces: [{ name: "North region" }, { name: "North region" }] })
})

it("caller numbers are added once, with their pace", async () => {
  const { mine, numberId } = await openWorkspace()
  const slow = { phone_number: "+911409990002", label: "Slow", pace: { calls_per_second: 0.5, burst: 1 } }
  expect(await mine.post("/workspace/numbers", slow)).toMatchObject({ status: 201, body: slow })
  expect(await mine.post("/workspace/numbers", { phone_number: from })).toMatchObject({ status: 409 })
  expect((await mine.get("/workspace/numbers")).body).toMatchObject({
    numbers: [{ id: numberId, phone_number: from, pace: { calls_per_second: 5, burst: 5 } }, { label: "Slow" }]
  })
})

it("a caller number is paused, named and slowed down", async () => {
  const { mine, numberId, run, agentId, workspaceId } = await openWorkspace()
  const changed = await mine.patch(`/workspace/numbers/${numberId}`, {
    label: "Old",
    paused: true,
    pace: { calls_per_second: 0.5, burst: 1 }
  })
  expect(changed).toMatchObject({
    status: 200,
    body: { id: numberId, label: "Old", paused: true, pace: { calls_per_second: 0.5, burst: 1 } }
  })
  expect((await mine.get("/workspace/numbers")).body).toEqual({ numbers: [changed.body] })
  await mine.post("/calling/outbound/individual", {
    mobile_number: "+919876543210",
    agent_id: agentId,
    from_number: from,
    custom_args_values: { callee_name: "Asha" }
  })
  expect(await run(dial(workspaceId))).toHaveLength(0)
  expect((await mine.patch(`/workspace/numbers/${numberId}`, { paused: false })).body).toMatchObject({ label: "Old" })
  expect(await run(dial(workspaceId))).toHaveLength(1)
  expect(await mine.patch(`/workspace/numbers/${numberId}`, { phone_number: from })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "phone_number" }] }
  })
})

it("assistants are made and shown with the variables of their prompt", async () => {
  const { agentId, mine } = await openWorkspace()
  const answer = { kind: "stream", url: "wss://example.com/talk" }
  const made = await mine.post("/agent", { name: "Talker", prompt: "@{{name}}, @{{city}}, @{{name}}", answer })
  expect(made).toMatchObject({ status: 201, body: { variables: ["name", "city"], answer } })
  expect((await mine.get(`/agent/${at(made, "id")}`)).body).toEqual(made.body)
  expect((await mine.get("/agent/all")).body).toMatchObject({ agents: [{ id: agentId }, { id: at(made, "id") }] })
})

it("an assistant chooses whether machines are listened for, or leaves it to the carrier", async () => {
  const { agentId, mine } = await openWorkspace()
  const chosen = { name: "Talker", prompt: "Hello", machine_detection: "async" }
  const made = await mine.post("/agent", chosen)
  expect(made).toMatchObject({ status: 201, body: { machine_detection: "async", answer: { kind: "say" } } })
  expect(made.body).not.toHaveProperty("answer.machineDetection")
  expect((await mine.get(`/agent/${at(made, "id")}`)).body).toEqual(made.body)
  expect((await mine.get(`/agent/${agentId}`)).body).toMatchObject({ machine_detection: null })
  const refused = await mine.post("/agent", { ...chosen, machine_detection: "maybe" })
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: "machine_detection" }] } })
})

it("an assistant that says nothing itself needs no words", async () => {
  const { mine } = await openWorkspace()
  const answer = { kind: "sip", address: "sip:desk@example.com" }
  expect(await mine.post("/agent", { name: "Desk", prompt: "", answer })).toMatchObject({
    status: 201,
    body: { answer }
  })
})

it.each([
  [{ prompt: "Hello" }, "name"],
  [{ name: " ", prompt: "Hello" }, "name"],
  [{ name: "A", prompt: "" }, "prompt"],
  [{ name: "A", prompt: " \n", answer: { kind: "say", voice: "alice" } }, "prompt"],
  [{ name: "A", prompt: "@{{ }}" }, "prompt"],
  [{ name: "A", prompt: "a\u0000b" }, "prompt"],
  [{ name: "A", prompt: "a\uD800" }, "prompt"],
  [{ name: "A", prompt: "Hello", answer: { kind: "stream", url: "http://example.com" } }, "answer.url"],
  [{ name: "A", prompt: "Hello", answer: { kind: "sing" } }, "answer"]
])("an assistant such as %o is refused", async (agent, field) => {
  const { mine } = await openWorkspace()
  const refused = await mine.post("/agent", agent)
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field }] } })
})

it.each([
  ["a\u0000b", "must be without zero characters (U+0000)"],
  ["Hello \uD83D", "must be whole characters: half of one stands alone (U+D83D), as where an emoji was cut in two"],
  ["\uDE00 Hello", "must be whole characters: half of one stands alone (U+DE00), as where an emoji was cut in two"]
])("a text that a database cannot keep is refused in plain words: %j", async (name, message) => {
  const { agentId, mine } = await openWorkspace()
  expect(await mine.post("/agent", { name: "Desk", prompt: name })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "prompt", message }] }
  })
  const call = { name: "Ada", mobile_number: "+14155550001", agent_id: agentId, custom_args_values: { name } }
  expect(await mine.post("/calling/outbound/individual", call)).toMatchObject({
    status: 422,
    body: { errors: [{ field: "custom_args_values.name", message }] }
  })
  expect(await mine.post("/agent", { name: "Desk", prompt: "Hello 😀" })).toMatchObject({ status: 201 })
})
