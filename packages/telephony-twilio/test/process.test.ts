import { expect, it } from "@effect/vitest"
import { Effect, Redacted, Schema } from "effect"
import { FetchHttpClient } from "effect/http"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { makeTwilioApi, place, twilioConfig } from "../src/index.ts"
import { auditOf, readRecord } from "../src/testing/index.ts"
import { requestTo } from "./world.ts"

const main = fileURLToPath(import.meta.resolve("@campanile/telephony-twilio/testing/fake-twilio"))

const FirstLine = Schema.fromJsonString(
  Schema.Struct({ url: Schema.String, accountSid: Schema.String, authToken: Schema.String })
)

it.live("a fake in a process of its own says where it is, keeps its record in a file, and ends when it is told to", () =>
  Effect.gen(function*() {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "campanile-fake-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    )
    const record = join(folder, "twilio.jsonl")
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(process.execPath, [main, JSON.stringify({ cps: 1000, record })], { stdio: ["ignore", "pipe", "inherit"] })
      ),
      (running) => Effect.sync(() => running.kill("SIGKILL"))
    )
    const line = yield* Effect.callback<string>((resume) => {
      createInterface(child.stdout).once("line", (text) => resume(Effect.succeed(text)))
    })
    const { accountSid, authToken, url } = yield* Schema.decodeUnknownEffect(FirstLine)(line)
    const config = yield* twilioConfig({
      accountSid,
      authToken: Redacted.make(authToken),
      apiUrl: url,
      publicUrl: "http://127.0.0.1:9"
    })
    const api = yield* makeTwilioApi(config)
    expect(yield* place(api, config)(yield* requestTo("+447700900001"))).toMatchObject({ _tag: "Accepted" })
    const code = yield* Effect.callback<number | null>((resume) => {
      child.once("exit", (ended) => resume(Effect.succeed(ended)))
      child.kill("SIGTERM")
    })
    expect(code).toBe(0)
    expect(auditOf(readRecord(record))).toMatchObject({ requests: 1, accepted: 1 })
  }).pipe(Effect.provide(FetchHttpClient.layer)))
