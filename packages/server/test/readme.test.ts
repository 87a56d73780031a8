import { join } from "node:path"
import { expect, it } from "vitest"
import { temporaryDirectory } from "./files.ts"
import { campanile } from "./program.ts"
import { Session } from "./readme-session.ts"
import { wordsOf } from "./readme-shell.ts"
import { type Step, stepsOf } from "./readme-transcript.ts"

const serving = "node packages/server/src/main.ts "

/** Start the server as the first step of the README does, but on a port that is free, and with files of the test's own. */
const start = async ({ command }: Step): Promise<string> => {
  const [before, args] = command.split(serving)
  const env = Object.fromEntries(wordsOf(before ?? "", new Map()).map((word) => word.split("=")))
  const server = campanile(wordsOf(args ?? "", new Map()), {
    ...env,
    CAMPANILE_DATABASE_URL: `sqlite:${join(temporaryDirectory(), "calls.db")}`,
    HOST: "127.0.0.1",
    PORT: "0"
  })
  const [, address] = await server.prints(/listens on (http:\S+)/u)
  return address!
}

it("answers what the README, and then the page of the HTTP API, print", async () => {
  const [first, ...others] = stepsOf("README.md")
  expect(first?.command).toContain(serving)
  const session = new Session(await start(first!))
  for (const step of others) await session.follow(step)
  const asked = session.asked.map((route) => route.replace("/ca/api/v0", "").replace(/[0-9a-f-]{36}$/u, "…"))
  expect(asked).toEqual([
    "POST /workspace",
    "POST /workspace/credits",
    "POST /workspace/numbers",
    "POST /agent",
    "POST /campaign/save",
    "POST /campaign/start",
    "GET /campaign/all",
    "GET /campaign/info/…",
    "POST /campaign/upload-csv",
    "GET /campaign/upload-status/…",
    "POST /campaign/check-balance/…",
    "POST /campaign/make-call-async",
    "GET /campaign/info/…"
  ])
  for (const step of stepsOf("docs/http-api.md")) await session.follow(step)
})
