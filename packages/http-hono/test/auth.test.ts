import { Effect, Redacted } from "effect"
import { expect, it } from "vitest"
import { hashApiKey, newApiKey } from "../src/index.ts"
import { openApp, openWorkspace, operator } from "./given.ts"

it("without a key, or with a wrong one, nothing is told", async () => {
  const { client } = await openWorkspace()
  for (const key of [undefined, "", "wrong", operator.toUpperCase()]) {
    const refused = await client(key).get("/workspace")
    expect(refused).toMatchObject({ status: 401, mediaType: "application/problem+json" })
    expect(refused.headers.get("www-authenticate")).toContain("X-API-KEY")
  }
})

it("a workspace's key is no operator's, and the operator's no workspace's", async () => {
  const { admin, mine } = await openWorkspace()
  expect((await mine.post("/workspace", { name: "Mine" })).status).toBe(403)
  expect((await mine.get("/workspace/all")).status).toBe(403)
  expect((await mine.post("/workspace/credits", { credits: 1_000_000 })).status).toBe(403)
  expect((await admin.get("/campaign/all")).status).toBe(403)
})

it("without an operator's key there is no operator", async () => {
  const { app } = await openApp()
  expect((await app.request("/ca/api/v0/workspace/all", { headers: { "x-api-key": operator } })).status).toBe(200)
  const { app: closed } = await openApp({ adminKey: Redacted.make("") })
  expect((await closed.request("/ca/api/v0/workspace/all", { headers: { "x-api-key": "" } })).status).toBe(401)
})

it("a key is checked before anything else of the request is looked at", async () => {
  const { client } = await openApp()
  expect((await client("wrong").post("/campaign/start", { colour: "blue" })).status).toBe(401)
  expect((await client("wrong").get("/campaign/info/none")).status).toBe(401)
})

it("keys have 256 bits of chance, are kept as SHA-256, and are not printed", () => {
  const [one, other] = [Effect.runSync(newApiKey), Effect.runSync(newApiKey)]
  expect(Redacted.value(one)).toMatch(/^cmp_[\w-]{43}$/u)
  expect(Redacted.value(one)).not.toBe(Redacted.value(other))
  expect(JSON.stringify(one)).not.toContain(Redacted.value(one))
  expect(hashApiKey(Redacted.make("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
})
