import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const run = async () => (await promisify(execFile)(process.execPath, [main])).stdout.trim().split("\n")

it("calls everybody on the rota once, and says how each call ended", async () => {
  const ended = (await run()).map((line): ReadonlyArray<unknown> => JSON.parse(line))
  expect(new Set(ended.map(([phone]) => phone))).toEqual(
    new Set(["+447700900001", "+447700900002", "+447700900003"])
  )
  for (const [, disposition] of ended) {
    expect(["answered", "voicemail", "no_answer", "busy", "invalid_number"]).toContain(
      disposition
    )
  }
}, 60_000)
