#!/usr/bin/env node
import { Result } from "effect"
import { randomBytes } from "node:crypto"
import { constants } from "node:os"
import { play } from "./crash.ts"
import { openGrounds } from "./grounds.ts"
import { optionsOf } from "./options.ts"
import { figuresOf, isSound, reportOf } from "./report.ts"

const read = optionsOf(process.argv.slice(2), randomBytes(4).toString("hex"))
if (Result.isFailure(read)) {
  process.stderr.write(`${read.failure.message}\n`)
  process.exit(2)
}
const options = read.success
const out = options.json ? process.stderr : process.stdout
const say = (text: string) => {
  out.write(`${text}\n`)
}

const grounds = openGrounds(options.keep)
process.on("exit", grounds.clearAtOnce)
const end = (code: number) => grounds.clear().finally(() => process.exit(code))
let isInterrupted = false
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    isInterrupted = true
    say(`interrupted by ${signal}`)
    void end(128 + constants.signals[signal])
  })
}

const played = await play(options, grounds, say).catch((error: unknown) => {
  // What fails once all is being ended says nothing.
  if (isInterrupted) return new Promise<never>(() => {})
  throw error
})
say(reportOf(played, options))
if (options.json) process.stdout.write(`${JSON.stringify(figuresOf(played, options))}\n`)
await end(isSound(played, options) ? 0 : 1)
