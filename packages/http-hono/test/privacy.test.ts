import { expect, it } from "vitest"
import { dial } from "./dial.ts"
import { at, from, newWorkspace, openWorkspace, upload } from "./given.ts"

const started = async () => {
  const opened = await openWorkspace()
  const saved = await opened.mine.form("/campaign/save", upload(opened.agentId, { campaign_start_time: "" }))
  const id = at(saved, "campaign_id")
  await opened.mine.post("/campaign/start", { campaign_id: id, from_numbers: [from] })
  return { ...opened, id }
}

const asha = "+919876543210"

const erase = "/workspace/privacy/erase"

it("a person is taken out: what waits is closed, and nothing has their number any more", async () => {
  const { id, mine } = await started()
  const erased = await mine.post(erase, { phone_number: "+91 98765 43210" })
  expect(erased).toMatchObject({
    status: 200,
    body: { calls: 1, cancelled_calls: 1, contacts: 1, attempts: 0, suppressions: 0 }
  })
  const history = await mine.get("/calling/history?status=cancelled")
  expect(history.body).toMatchObject({ total: 1, calls: [{ to_number: "erased", sub_status: "ERASED" }] })
  expect((await mine.get(`/calling/explain?phone=${encodeURIComponent(asha)}`)).body).toMatchObject({ total: 0 })
  const callId = at(history, "calls.0.id")
  expect((await mine.get(`/calling/${callId}/explain`)).body).toMatchObject({ sub_status: "ERASED", attempts: [] })
  expect((await mine.get(`/campaign/info/${id}`)).body).toMatchObject({ counts: { calls: 2 } })
  expect((await mine.get("/calling/history")).text).not.toContain(asha.slice(3))
})

it("a person who is being called is not erased, and the problem names the dial", async () => {
  const { mine, run, workspaceId } = await started()
  const placements = await run(dial(workspaceId))
  const attempt = placements.find(({ attempt }) => attempt.phone === asha)?.attempt
  expect(await mine.post(erase, { phone_number: asha })).toMatchObject({
    status: 409,
    body: {
      type: "urn:campanile:problem:person-in-call",
      detail: expect.stringContaining("being called"),
      call_id: attempt?.callId,
      attempt_id: attempt?.id
    }
  })
})

it("a suppression of the number is kept, unless it is to be lifted", async () => {
  const { mine } = await started()
  await mine.post("/workspace/suppressions", { suppressions: [{ pattern: asha }, { pattern: "+1201*" }] })
  expect((await mine.post(erase, { phone_number: asha })).body).toMatchObject({ calls: 1, suppressions: 1 })
  const patterns = async () => (await mine.get("/workspace/suppressions")).body
  expect(await patterns()).toMatchObject({ suppressions: [{ pattern: "+1201*" }, { pattern: asha }] })
  expect((await mine.post(erase, { phone_number: asha, suppressions: "lift" })).body).toMatchObject({ suppressions: 1 })
  expect(await patterns()).toMatchObject({ suppressions: [{ pattern: "+1201*" }] })
})

it("another workspace's person stays", async () => {
  const app = await started()
  const { mine: other } = await newWorkspace(app)
  expect((await other.post(erase, { phone_number: asha })).body).toMatchObject({ calls: 0, contacts: 0 })
  expect((await app.mine.get("/calling/history")).text).toContain(asha)
})

it.each([
  [{}, "phone_number"],
  [{ phone_number: "98765 43210" }, "phone_number"],
  [{ phone_number: asha, suppressions: "forget" }, "suppressions"]
])("an erasure such as %o is refused", async (body, field) => {
  const { mine } = await openWorkspace()
  expect(await mine.post(erase, body)).toMatchObject({ status: 422, body: { errors: [{ field }] } })
})

it("a workspace says for how long things are kept, one by one", async () => {
  const { mine } = await openWorkspace()
  const path = "/workspace/retention"
  expect((await mine.get(path)).body).toEqual({
    finished_days: "server",
    delivered_days: "server",
    dead_days: "server"
  })
  await mine.patch(path, { finished_days: 90, dead_days: null })
  const changed = await mine.patch(path, { delivered_days: 7, finished_days: "server" })
  expect(changed.body).toEqual({ finished_days: "server", delivered_days: 7, dead_days: null })
  expect((await mine.get(path)).body).toEqual(changed.body)
  for (const days of [0, 36_501, 1.5, "90"]) {
    expect(await mine.patch(path, { finished_days: days })).toMatchObject({ status: 422 })
  }
})
