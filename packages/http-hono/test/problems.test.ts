import { StoreUnavailable } from "@campanile/core"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { openApp, openWorkspace } from "./given.ts"

const json = { "content-type": "application/json" }

it.each([
  ["no JSON", { headers: json, body: "{" }, 400],
  ["nothing", { headers: json }, 400],
  ["half of a character", { headers: json, body: new Uint8Array([0x22, 0xc3]) }, 400],
  ["another kind of body", { headers: { "content-type": "text/plain" }, body: "{}" }, 415],
  ["no kind of body", { body: new Uint8Array([0x7b, 0x7d]) }, 415],
  ["JSON that is not an object", { headers: json, body: "[]" }, 422],
  ["too much", { headers: json, body: `"${"a".repeat(1_048_576)}"` }, 413],
  ["JSON of a related kind", { headers: { "content-type": "application/vnd.a+json; charset=utf-8" }, body: "{}" }, 422]
])("%s as a body is answered as a problem", async (_, init, status) => {
  const { mine } = await openWorkspace()
  const answered = await mine.send("POST", "/ca/api/v0/campaign/start", init)
  expect(answered).toMatchObject({ status, mediaType: "application/problem+json", body: { status } })
})

it.each([
  ["JSON", json, "{}", 415],
  ["a form without a boundary", { "content-type": "multipart/form-data" }, "x", 400],
  ["a form that never begins", { "content-type": "multipart/form-data; boundary=b" }, "x", 400],
  ["nothing", { "content-type": "multipart/form-data; boundary=b" }, undefined, 400],
  ["a form without a part", { "content-type": "multipart/form-data; boundary=b" }, "--b--\r\n", 422],
  ["a form that is closed twice", { "content-type": "multipart/form-data; boundary=b" }, "--b--\r\n--b--\r\n", 422]
])("%s as an upload is answered as a problem", async (_, headers: Record<string, string>, body, status) => {
  const { mine } = await openWorkspace()
  const init = body === undefined ? { headers } : { headers, body }
  const answered = await mine.send("POST", "/ca/api/v0/campaign/save", init)
  expect(answered).toMatchObject({ status, mediaType: "application/problem+json" })
})

it("a form with more parts than any form has is not read to its end", async () => {
  const { mine } = await openWorkspace()
  const part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
  const headers = { "content-type": "multipart/form-data; boundary=b" }
  const answered = await mine.send("POST", "/ca/api/v0/campaign/save", {
    headers,
    body: `${part.repeat(200)}--b--\r\n`
  })
  expect(answered.status).toBe(400)
})

it("unknown paths and wrong methods are problems as well", async () => {
  const { mine } = await openWorkspace()
  for (const path of ["/ca/api/v0/campaign", "/ca/api/v0", "/elsewhere"]) {
    expect(await mine.send("GET", path, {})).toMatchObject({ status: 404, mediaType: "application/problem+json" })
  }
  const wrong = await mine.send("DELETE", "/ca/api/v0/workspace", {})
  expect(wrong.status).toBe(405)
  expect(wrong.headers.get("allow")).toBe("POST, GET, PATCH")
  expect((await mine.send("POST", "/ca/api/v0/calling/history", {})).headers.get("allow")).toBe("GET")
})

it.each(["none", "01890000", "%00", "%E0%A4%A", "a%2Fb", "01890000-0000-4000-8000-000000000000"])(
  "an id such as %s names nothing",
  async (id) => {
    const { mine } = await openWorkspace()
    expect(await mine.send("GET", `/ca/api/v0/campaign/info/${id}`, {})).toMatchObject({ status: 404 })
  }
)

it("a store that does not answer is 503, and its words stay in the log", async () => {
  const secret = "connection to db.internal refused"
  const gone = Effect.fail(new StoreUnavailable({ step: "look up a key", cause: new Error(secret) }))
  const { client } = await openApp({}, () => ({ workspaceOfKey: () => gone }))
  for (const answered of [await client("key").get("/workspace"), await client("key").send("GET", "/healthz", {})]) {
    expect(answered).toMatchObject({ status: 503, mediaType: "application/problem+json" })
    expect(answered.text).not.toContain(secret)
  }
})

it("a fault of the app is 500, and says nothing of itself", async () => {
  const { client } = await openApp({}, () => ({ workspaceOfKey: () => Effect.die(new Error("a secret")) }))
  const answered = await client("key").get("/workspace")
  expect(answered).toMatchObject({ status: 500, mediaType: "application/problem+json" })
  expect(answered.text).not.toContain("secret")
})

it("a store that answers is healthy", async () => {
  const { client } = await openApp()
  expect(await client(undefined).send("GET", "/healthz", {})).toMatchObject({ status: 200, body: { status: "ok" } })
})
