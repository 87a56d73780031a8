import { createServer } from "node:net"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { temporaryDirectory } from "./files.ts"
import { campanile, run } from "./program.ts"

const adminKey = "an-admin-key-for-tests"

const serve = (database: string, env: Readonly<Record<string, string>> = {}) =>
  campanile(["serve"], { CAMPANILE_DATABASE_URL: `sqlite:${database}`, PORT: "0", HOST: "127.0.0.1", ...env })

const listening = /Campanile listens on (http:\/\/127\.0\.0\.1:\d+)/u

const get = (address: string, path: string, key: string) =>
  fetch(`${address}/ca/api/v0${path}`, { headers: { "x-api-key": key } })

const database = () => join(temporaryDirectory(), "calls.db")

it("serves, tells where, and ends with code 0 on SIGTERM within ten seconds", async () => {
  const server = serve(database(), { CAMPANILE_ADMIN_KEY: adminKey })
  const [, address] = await server.prints(listening)
  expect((await get(address!, "/workspace/all", adminKey)).status).toBe(200)
  const stopped = performance.now()
  server.kill("SIGTERM")
  const { code, stderr, stdout } = await server.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  expect(performance.now() - stopped).toBeLessThan(10_000)
  expect(stdout).toContain("Stopped")
  expect(stdout).not.toContain(adminKey)
})

it("ends with code 0 on Ctrl-C, and logs JSON where that is wanted", async () => {
  const server = serve(database(), { CAMPANILE_LOG: "json" })
  await server.prints(listening)
  server.kill("SIGINT")
  const { code, stdout } = await server.ended
  expect(code).toBe(0)
  expect(stdout.trimEnd().split("\n").map((line) => Object.keys(JSON.parse(line)))).toContainEqual(
    expect.arrayContaining(["level", "message", "timestamp"])
  )
})

it("closes the operator's routes where there is no admin key", async () => {
  const server = serve(database())
  const [, address] = await server.prints(listening)
  expect((await get(address!, "/workspace/all", adminKey)).status).toBe(401)
  expect((await get(address!, "/workspace/all", "")).status).toBe(401)
})

it("opens its doors to a key that is made while it runs", async () => {
  const path = database()
  const server = serve(path)
  const [, address] = await server.prints(listening)
  const create = (...more: ReadonlyArray<string>) =>
    run(["keys", "create", "--workspace", "North", ...more], { CAMPANILE_DATABASE_URL: `sqlite:${path}` })

  const first = await create("--capacity", "7", "--credits", "12.5", "--json")
  expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: "" })
  const told = JSON.parse(first.stdout) as { readonly key: string; readonly workspace_id: string }
  expect(told).toMatchObject({ workspace: "North", capacity: 7, credits: 12.5 })
  expect(told.key).toMatch(/^cmp_[\w-]{43}$/u)

  const second = await create("--credits", "0.5")
  expect(second.stdout).toContain(`Workspace "North" (${told.workspace_id}): 7 calls at once, 13 credits.`)
  const [otherKey] = /cmp_[\w-]{43}/u.exec(second.stdout)!
  expect(otherKey).not.toBe(told.key)

  for (const key of [told.key, otherKey]) {
    const response = await get(address!, "/workspace", key)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ id: told.workspace_id, concurrency: 7, credits: { available: 13 } })
  }
  expect((await get(address!, "/workspace", `${told.key}x`)).status).toBe(401)
})

it("says that its port is in use, and ends with code 1", async () => {
  const other = createServer()
  onTestFinished(() => {
    other.close()
  })
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
  const address = other.address()
  const port = typeof address === "object" && address !== null ? String(address.port) : ""
  const { code, stderr } = await serve(database(), { PORT: port }).ended
  expect(code).toBe(1)
  expect(stderr).toBe(
    `cannot listen on port ${port}: it is in use; stop what listens there, or choose another with --port or PORT\n`
  )
})

it("ends with code 2 and every wrong setting by name", async () => {
  const { code, stderr } = await run(["serve", "--port", "http", "--log", "xml"], {
    CAMPANILE_DATABASE_URL: "mysql://me:secret@db/calls",
    CAMPANILE_CARRIER: "twilio"
  })
  expect(code).toBe(2)
  expect(stderr.trimEnd().split("\n").map((line) => line.split(":")[0])).toEqual([
    "CAMPANILE_DATABASE_URL",
    "--port",
    "--log",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "CAMPANILE_PUBLIC_URL"
  ])
  expect(stderr).not.toContain("secret")
})

it.each([
  [["serve", "--prot", "80"], "--prot"],
  [["keys", "create"], "--workspace"],
  [["prune", "--older-than", "forever"], "--older-than"],
  [["demo", "--contacts", "5", "--csv", "contacts.csv"], "--csv"],
  [["demo", "--contacts", "0"], "--contacts"]
])("ends with code 2 on %j, and names %s", async (args, name) => {
  const { code, stderr } = await run(args)
  expect(code).toBe(2)
  expect(stderr).toContain(name)
})

it("says which database it cannot open", async () => {
  const path = join(temporaryDirectory(), "missing", "calls.db")
  const { code, stderr } = await serve(path).ended
  expect(code).toBe(1)
  expect(stderr).toContain(path)
})

it("dials through an account at Twilio where it is told to, and takes callbacks from nobody else", async () => {
  const server = serve(database(), {
    CAMPANILE_CARRIER: "twilio",
    CAMPANILE_PUBLIC_URL: "https://calls.example.com",
    TWILIO_ACCOUNT_SID: `AC${"1".repeat(32)}`,
    TWILIO_AUTH_TOKEN: "a-token-that-nobody-sees",
    TWILIO_API_URL: "http://127.0.0.1:9",
    HOST: "127.0.0.1",
    PORT: "0"
  })
  const [, address] = await server.prints(/listens on (http:\S+), and is reached at https:\/\/calls\.example\.com/u)
  await server.prints(/carrier twilio: phones will ring/u)
  const forged = await fetch(`${address!}/carrier/twilio/events?attempt=1`, {
    method: "POST",
    body: new URLSearchParams({ CallStatus: "completed" })
  })
  expect(forged.status).toBe(403)
  server.kill("SIGTERM")
  const { code, stdout } = await server.ended
  expect(code).toBe(0)
  expect(stdout).toContain("its signature is not Twilio's")
  expect(stdout).not.toContain("a-token-that-nobody-sees")
})
