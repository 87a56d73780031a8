import type { TwilioSettings } from "@campanile/telephony-twilio"
import { auditOf, type FakeRecord, readRecord } from "@campanile/telephony-twilio/testing"
import { Effect, Redacted, Schema } from "effect"
import { spawn } from "node:child_process"
import { createServer } from "node:net"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { ClockLine } from "../clock.ts"
import type { Audit } from "./report.ts"

/** The fake Twilio did not start. */
export class FakeNotStarted extends Schema.TaggedError<FakeNotStarted>()("FakeNotStarted", { reason: Schema.String }) {
  override get message(): string {
    return `the fake Twilio did not start: ${this.reason}`
  }
}

/** A carrier that a demo's server dials through over HTTP, and is called back by. */
export interface FakeTwilioProcess {
  readonly twilio: TwilioSettings
  /** The port on which the server must listen, for that is where it is called back. */
  readonly port: number
  /** Reads the carrier's own record. */
  readonly audit: Effect.Effect<Audit>
}

const main = fileURLToPath(
  new URL(`./fake-twilio-process${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url)
)

/** Calls per second that the account of a demo may start, by the demo's clock. */
const cps = 20

/** Milliseconds of real time that a request may take. */
const patience = 10_000

const FirstLine = Schema.fromJsonString(
  Schema.Struct({ url: Schema.String, accountSid: Schema.String, authToken: Schema.String })
)

/** A port of this machine that nobody listens on, for those who must name it before they listen there. */
export const freePort = Effect.callback<number>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    server.close(() => resume(Effect.succeed(port)))
  })
})

/** Begun minutes of conversation, by the instants at which the carrier's record says that it began and ended. */
const minutesIn = (record: ReadonlyArray<FakeRecord>): number => {
  const answered = new Map<string, number>()
  let minutes = 0
  for (const line of record) {
    if (line.kind !== "state") continue
    if (line.state === "in-progress") answered.set(line.sid, line.at)
    const from = answered.get(line.sid)
    if (line.state === "completed" && from !== undefined) {
      minutes += Math.ceil(Math.ceil((line.at - from) / 1000) / 60)
    }
  }
  return minutes
}

/** Start a fake Twilio in a process of its own, on a demo's clock, as long as the scope is open. */
export const startFakeTwilio = Effect.fn("demo.fakeTwilio")(function*(folder: string, clock: ClockLine) {
  const record = join(folder, "fake-twilio.jsonl")
  const args = [...process.execArgv, main, JSON.stringify({ clock, cps, record })]
  const child = yield* Effect.acquireRelease(
    Effect.sync(() => spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] })),
    (running) =>
      Effect.callback<void>((resume) => {
        if (running.exitCode !== null || running.signalCode !== null) return resume(Effect.void)
        running.once("exit", () => resume(Effect.void))
        running.kill("SIGKILL")
      })
  )
  const line = yield* Effect.callback<string, FakeNotStarted>((resume) => {
    const failed = (reason: string) => resume(Effect.fail(new FakeNotStarted({ reason })))
    child.once("error", (error) => failed(error.message))
    child.once("exit", (code) => failed(`it ended with code ${code}`))
    createInterface(child.stdout).once("line", (text) => resume(Effect.succeed(text)))
  })
  const { accountSid, authToken, url } = yield* Schema.decodeUnknownEffect(FirstLine)(line).pipe(
    Effect.mapError(({ message }) => new FakeNotStarted({ reason: message }))
  )
  const port = yield* freePort
  const started: FakeTwilioProcess = {
    port,
    twilio: {
      accountSid,
      authToken: Redacted.make(authToken),
      apiUrl: url,
      publicUrl: `http://127.0.0.1:${port}`,
      cps,
      requestTimeout: patience * clock.speed
    },
    audit: Effect.sync(() => {
      const lines = readRecord(record)
      const { accepted, callbacks, doubleDials, maxConcurrent } = auditOf(lines)
      // What it refused for now was asked for again, and is no dial.
      return { requests: accepted, doubleDials, maxConcurrent, callbacks, minutes: minutesIn(lines) }
    })
  }
  return started
})
