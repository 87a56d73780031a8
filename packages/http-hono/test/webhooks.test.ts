import { Store, WorkspaceId } from "@campanile/core"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { at, from, now, openWorkspace } from "./given.ts"

const url = "https://example.com/hook"
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

/** Take what is due, and give it up. */
const giveUp = (time: number) =>
  Effect.gen(function*() {
    const store = yield* Store
    const taken = yield* store.takeDeliveries("webhook", time, time + 60_000, 1000)
    yield* store.noteDeliveries(
      taken.map(({ message: { id, workspaceId }, target }) => ({
        workspaceId,
        id,
        target,
        result: { _tag: "Failed" as const, reason: "the receiver answered 503", retryAt: undefined }
      })),
      time
    )
    return taken
  })

it("webhooks are added, changed, listed and removed; their secret is shown once", async () => {
  const { mine } = await openWorkspace()
  const added = await mine.post("/workspace/webhooks", { url })
  expect(added).toMatchObject({ status: 201, body: { url, events: null, paused: false, cause: null } })
  expect(at(added, "secret")).toMatch(/^whsec_[\w+/]{43}=$/u)
  const own = await mine.post("/workspace/webhooks", { url, events: ["call_completed"], secret })
  expect(own).toMatchObject({ status: 201, body: { events: ["call_completed"], secret } })
  const id = at(own, "id")
  const changed = await mine.patch(`/workspace/webhooks/${id}`, { paused: true, events: ["contact.opted_out"] })
  expect(changed.body).toMatchObject({ id, url, events: ["contact.opted_out"], paused: true })
  const { body, text } = await mine.get("/workspace/webhooks")
  expect(body).toMatchObject({
    webhooks: expect.arrayContaining([
      expect.objectContaining({ id: at(added, "id") }),
      expect.objectContaining({ id, paused: true })
    ])
  })
  expect(text).not.toContain("whsec_")
  expect(await mine.send("DELETE", `/ca/api/v0/workspace/webhooks/${id}`, {})).toMatchObject({
    status: 200,
    body: { removed: true }
  })
  expect(await mine.send("DELETE", `/ca/api/v0/workspace/webhooks/${id}`, {})).toMatchObject({ status: 404 })
})

it("a workspace has at most 50 webhooks", async () => {
  const { mine } = await openWorkspace()
  for (let n = 0; n < 50; n++) expect((await mine.post("/workspace/webhooks", { url: `${url}/${n}` })).status).toBe(201)
  expect(await mine.post("/workspace/webhooks", { url })).toMatchObject({
    status: 422,
    body: { errors: [{ field: "url", message: "is one too many: a workspace has at most 50 webhooks" }] }
  })
})

it("every wrong field of a webhook is named, and no secret is repeated", async () => {
  const { mine } = await openWorkspace()
  const wrong = { url: "ftp://example.com", events: ["call_ended"], secret: "whsec_c2hvcnQ=", colour: "red" }
  const refused = await mine.post("/workspace/webhooks", wrong)
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({
    errors: expect.arrayContaining([
      { field: "url", message: "must be an http or https URL" },
      expect.objectContaining({ field: "events.0" }),
      { field: "secret", message: "must be whsec_ and 24 to 64 bytes in Base64" },
      { field: "colour", message: "is not a known field" }
    ])
  })
  expect(refused.text).not.toContain("c2hvcnQ=")
})

it("a webhook with a user and a password is refused, for nothing could be sent to it", async () => {
  const { mine } = await openWorkspace()
  for (const wrong of ["https://me:secret@example.com", "https://me@example.com", "https://example.com:99999"]) {
    const refused = await mine.post("/workspace/webhooks", { url: wrong })
    expect(refused, wrong).toMatchObject({ status: 422, body: { errors: [{ field: "url" }] } })
  }
})

it("secrets are rotated: of a webhook, and of all callback URLs", async () => {
  const { mine, run, workspaceId } = await openWorkspace()
  const added = await mine.post("/workspace/webhooks", { url, secret })
  const rotated = await mine.post(`/workspace/webhooks/${at(added, "id")}/rotate-secret`, {})
  expect(rotated).toMatchObject({ status: 200, body: { previous_until: new Date(now + 86_400_000).toISOString() } })
  expect(at(rotated, "secret")).not.toBe(secret)
  const callbacks = await mine.post("/workspace/callback-secret", { secret, overlap_seconds: 0 })
  expect(callbacks.body).toEqual({ secret, previous_until: new Date(now).toISOString() })
  const store = await run(Store)
  expect(await run(store.webhooks(WorkspaceId.make(workspaceId)))).toHaveLength(1)
})

it("messages that were given up are listed in pages, and sent again: some, a target's, a span's", async () => {
  const { agentId, mine, run } = await openWorkspace()
  const added = await mine.post("/workspace/webhooks", { url, events: ["contact.opted_out"] })
  for (const callback_url of [url, "https://example.com/other"]) {
    const call = await mine.post("/calling/outbound/individual", {
      mobile_number: "+919876543210",
      agent_id: agentId,
      from_number: from,
      custom_args_values: { callee_name: "Asha" },
      callback_url
    })
    await mine.post(`/calling/${at(call, "data.call_id")}/opt-out`, {})
  }
  const taken = await run(giveUp(now))
  expect(taken.length).toBe(6)
  const dead = await mine.get("/workspace/webhooks/dead?limit=4")
  expect(dead.body).toMatchObject({ pagination: { limit: 4, offset: 0, count: 4, has_more: true } })
  const own = await mine.get(`/workspace/webhooks/dead?target=${at(added, "id")}`)
  expect(own.body).toMatchObject({
    messages: [
      { type: "contact.opted_out", tries: 1, reason: "the receiver answered 503", dead_at: "2026-12-01T03:30:00.000Z" },
      { type: "contact.opted_out" }
    ]
  })
  const late = await mine.get("/workspace/webhooks/dead?from=2026-12-01T09:00:01%2B05:30")
  expect(late.body).toMatchObject({ messages: [] })
  const replay = (which: unknown) => mine.post("/workspace/webhooks/replay", which)
  expect((await replay({ target: "https://example.com/other" })).body).toEqual({ replayed: 2 })
  const ofFirst = await mine.get(`/workspace/webhooks/dead?target=${encodeURIComponent(url)}`)
  const index = at(ofFirst, "messages.0.type") === "contact.opted_out" ? 0 : 1
  const ids = [at(ofFirst, `messages.${index}.id`)]
  expect((await replay({ message_ids: ids })).body).toEqual({ replayed: 2 })
  expect((await replay({ until: "2026-12-01T00:00:00Z" })).body).toEqual({ replayed: 0 })
  expect((await replay({})).body).toEqual({ replayed: 2 })
  expect((await run(giveUp(now))).length).toBe(6)
})
