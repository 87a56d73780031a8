import { expect, it } from "vitest"
import type { OpenApi } from "./conformance.ts"
import { at, csv, from, newWorkspace, openWorkspace, upload } from "./given.ts"

const twoWorkspaces = async () => {
  const app = await openWorkspace()
  const saved = await app.mine.form("/campaign/save", upload(app.agentId))
  const call = await app.mine.post("/calling/outbound/individual", {
    mobile_number: "+919876543210",
    agent_id: app.agentId,
    from_number: from,
    custom_args_values: { callee_name: "Asha" }
  })
  const webhook = await app.mine.post("/workspace/webhooks", { url: "https://example.com/hook" })
  const ids: Record<string, string> = {
    webhook_id: at(webhook, "id"),
    campaign_id: at(saved, "campaign_id"),
    bulk_list_id: at(saved, "list_id"),
    call_id: at(call, "data.call_id"),
    agent_id: app.agentId,
    number_id: app.numberId
  }
  const document = await (await app.app.request("/openapi.json")).json() as OpenApi
  return { ...app, ids, document, other: (await newWorkspace(app)).mine }
}

const routesWithAnId = ({ paths }: OpenApi) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    path.includes("{")
      ? Object.entries(operations).map(([method, { requestBody }]) => ({
        method: method.toUpperCase(),
        path,
        mediaType: Object.keys(requestBody?.content ?? {})[0]
      }))
      : []
  )

/** The least that a route of a media type takes. */
const bodyFor = (mediaType: string | undefined): RequestInit => {
  if (mediaType === "application/json") return { body: "{}", headers: { "content-type": mediaType } }
  const form = new FormData()
  form.append("file", new Blob([csv]), "list.csv")
  return mediaType === undefined ? {} : { body: form }
}

it("for another workspace's key, nothing that a path names is there", async () => {
  const { document, ids, mine, other } = await twoWorkspaces()
  const routes = routesWithAnId(document)
  expect(routes.length).toBeGreaterThanOrEqual(18)
  const before = await mine.get(`/campaign/info/${ids["campaign_id"]}`)
  for (const { mediaType, method, path } of routes) {
    const filled = path.replaceAll(/\{(\w+)\}/gu, (_, name: string) => ids[name] ?? `no ${name} is given`)
    const refused = await other.send(method, filled, bodyFor(mediaType))
    expect(refused, `${method} ${path}`).toMatchObject({ status: 404, mediaType: "application/problem+json" })
    const nowhere = path.replaceAll(/\{\w+\}/gu, "01890000-0000-7000-8000-000000000000")
    const unknown = await other.send(method, nowhere, bodyFor(mediaType))
    const plain = (text: string, path: string) => text.replaceAll(path.match(/[0-9a-f-]{36}/u)?.[0] ?? "", "id")
    expect(plain(refused.text, filled), `${method} ${path} tells that the id exists`).toBe(plain(unknown.text, nowhere))
  }
  expect((await mine.get("/workspace/webhooks")).body).toMatchObject({ webhooks: [{ id: ids["webhook_id"] }] })
  expect((await mine.get(`/campaign/info/${ids["campaign_id"]}`)).body).toEqual(before.body)
})

it("for another workspace's key, nothing that a body or a query names is there", async () => {
  const { ids, mine, other, workspaceId } = await twoWorkspaces()
  const { agent_id = "", bulk_list_id, call_id, campaign_id } = ids
  const numbers = { from_numbers: [from] }
  const attempts = [
    other.post("/campaign/start", { campaign_id, ...numbers }),
    other.post("/campaign/start", { list_id: bulk_list_id, ...numbers }),
    other.post("/campaign/v2/start", { campaign_id, ...numbers }),
    other.post("/campaign/make-call-async", { bulk_list_id, ...numbers }),
    other.patch("/campaign/terminate", { campaign_id }),
    other.patch("/campaign/terminate", { call_ids: [call_id] }),
    other.get(`/calling/history?campaign_id=${campaign_id}`),
    other.get(`/calling/history?bulk_list_id=${bulk_list_id}`),
    other.form("/campaign/save", upload(agent_id)),
    other.form("/campaign/upload-csv", upload(agent_id)),
    other.post("/calling/outbound/individual", { mobile_number: "+919876543210", agent_id, from_number: from }),
    other.patch("/campaign/concurrency", { campaigns: [{ campaign_id, concurrency_percentage: 5 }] }),
    other.post("/workspace/call-frequency-cap/projection", { list_id: bulk_list_id }),
    other.post("/workspace/suppressions", {
      suppressions: [{ pattern: "+919876543210", scope: "campaign", campaign_id }]
    }),
    other.patch("/workspace", { workspace_id: workspaceId, concurrency: 1 }),
    other.post("/workspace/api-key", { workspace_id: workspaceId })
  ]
  for (const refused of await Promise.all(attempts)) expect(refused).toMatchObject({ status: 404 })
  const saved = await other.form("/campaign/save", upload(at(await other.get("/agent/all"), "agents.0.id")))
  const foreign = await other.post("/campaign/start", { agent_id, list_id: at(saved, "list_id"), ...numbers })
  expect(foreign.status).toBe(404)
  expect((await mine.get(`/campaign/info/${campaign_id}`)).body).toMatchObject({ campaign_status: "draft" })
})

it("another's caller number is as unknown as one that nobody has", async () => {
  const { mine, numberId, other } = await twoWorkspaces()
  const saved = await other.form("/campaign/save", upload(at(await other.get("/agent/all"), "agents.0.id")))
  const refused = await other.post("/campaign/start", { list_id: at(saved, "list_id"), from_number_ids: [numberId] })
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: "from_number_ids.0" }] } })
  expect((await mine.get("/workspace/numbers")).body).toMatchObject({ numbers: [{ id: numberId }] })
})

it("listings have nothing of others", async () => {
  const { agentId, ids, other } = await twoWorkspaces()
  expect((await other.get("/campaign/all")).body).toMatchObject({ campaigns: [], pagination: { total: 0 } })
  expect((await other.get("/calling/history")).body).toMatchObject({ calls: [], total: 0 })
  const told = [await other.get("/agent/all"), await other.get("/workspace/numbers"), await other.get("/workspace")]
  for (const { text } of told) for (const id of [...Object.values(ids), agentId]) expect(text).not.toContain(id)
})
