import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const run = async () => (await promisify(execFile)(process.execPath, [main])).stdout.trim().split("\n")

it("calls everybody on the rota once, and says how each call ended", async () => {
  const lines = (await run()).toSorted()
  expect(lines.map((line) => line.split(": ")[0])).toEqual(["+447700900001", "+447700900002", "+447700900003"])
  for (const line of lines) {
    expect(line).toMatch(/: (?:answered|voicemail|no_answer|busy|rejected|carrier_error|invalid_number)$/u)
  }
}, 60_000)
