import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const run = async () => (await promisify(execFile)(process.execPath, [main])).stdout.trim().split("\n")

it("calls the list to its end, and says how", async () => {
  const [summary, ...dispositions] = await run()
  expect(summary).toMatch(/^7 contacts, 1 rows rejected, \d+ attempts$/u)
  const counted = dispositions.map((line) => Number(line.split(": ")[1])).reduce((sum, calls) => sum + calls, 0)
  expect(counted).toBe(7)
}, 60_000)
