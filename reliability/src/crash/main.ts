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
process.on("exit", grounds.clear)
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    say(`interrupted by ${signal}`)
    process.exit(128 + constants.signals[signal])
  })
}

const played = await play(options, grounds, say)
say(reportOf(played, options))
if (options.json) process.stdout.write(`${JSON.stringify(figuresOf(played, options))}\n`)
process.exit(isSound(played, options) ? 0 : 1)
