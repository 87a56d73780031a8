import type { ClockLine } from "campanile"
import { Schema } from "effect"
import { statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { endOf, firstLine, start } from "./child.ts"

/** A carrier in a process of its own that nothing kills. */
export interface CarrierProcess {
  readonly port: number
  readonly accountSid: string
  readonly authToken: string
  /** The file with its own record. */
  readonly record: string
  /** Grows with each line of it. */
  readonly written: () => number
  readonly destroy: () => void
  readonly stop: () => Promise<unknown>
}

/** Calls per second that the account may start, by the engines' clock. */
export const cps = 2

/** What goes wrong with requests to dial, and with callbacks: shares of them. */
const faults = {
  throttled: 0.02,
  errorBefore: 0.01,
  errorAfter: 0.01,
  silenceBefore: 0.005,
  silenceAfter: 0.005,
  resetBefore: 0.01,
  resetAfter: 0.01
}
const callbacks = { duplicated: 0.05, late: 0.1, lateBy: 20_000, lost: 0.03 }

/** How fast phones ring and people talk, beside life: so slowly that calls want more slots than there are. */
const paceOfLife = 0.7

const FirstLine = Schema.fromJsonString(
  Schema.Struct({ url: Schema.String, accountSid: Schema.String, authToken: Schema.String })
)

const main = fileURLToPath(new URL("./fake-twilio-process.ts", import.meta.url))

/** Start the carrier on the clock that engines have, too. */
export const startCarrier = async (
  { clock, folder, log, seed }: {
    readonly clock: ClockLine
    readonly folder: string
    readonly log: number
    readonly seed: string
  }
): Promise<CarrierProcess> => {
  const record = join(folder, "carrier.jsonl")
  const options = JSON.stringify({ clock, cps, speed: paceOfLife, faults, callbacks, record, seed })
  const child = start(process.execPath, ["--disable-warning=ExperimentalWarning", main, options], { log, reads: true })
  const { accountSid, authToken, url } = Schema.decodeUnknownSync(FirstLine)(await firstLine(child))
  return {
    port: Number(new URL(url).port),
    accountSid,
    authToken,
    record,
    written: () => statSync(record).size,
    destroy: () => {
      child.kill("SIGKILL")
    },
    stop: () => {
      child.stdin?.end()
      const impatient = setTimeout(() => child.kill("SIGKILL"), 3000)
      return endOf(child).then(() => clearTimeout(impatient))
    }
  }
}
