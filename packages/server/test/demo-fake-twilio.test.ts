import { readdirSync } from "node:fs"
import { expect, it } from "vitest"
import { temporaryDirectory } from "./files.ts"
import { run } from "./program.ts"

it("plays a campaign through the Twilio adapter, and the ledger and the carrier's record agree to the minute", async () => {
  const temporary = temporaryDirectory()
  const args = ["demo", "--carrier", "fake-twilio", "--contacts", "25", "--speed", "400", "--json"]
  const ending = await run(args, { TMPDIR: temporary })
  expect(ending.stderr).toContain("a fake Twilio in a process of its own")
  expect(ending.code).toBe(0)
  const figures = JSON.parse(ending.stdout)
  expect(figures).toMatchObject({
    contacts: 25,
    calls: 25,
    doubleDials: 0,
    creditsHeld: 0,
    carrierMinutes: figures.creditsSpent,
    carrierCosts: [{ currency: "USD", attempts: figures.completed }]
  })
  expect(figures.creditsSpent).toBeGreaterThan(0)
  expect(figures.maxConcurrent).toBeLessThanOrEqual(figures.capacity)
  expect(figures.callbacks.delivered).toBeGreaterThan(figures.attempts)
  expect(figures.callbacks.failed).toBe(0)
  expect(readdirSync(temporary)).toEqual([])
})

it("does not promise to go on with a carrier that ends with it", async () => {
  const { code, stderr } = await run(["demo", "--carrier", "fake-twilio", "--data", temporaryDirectory()])
  expect(code).toBe(2)
  expect(stderr).toContain("--carrier: cannot be given together with --data")
})
