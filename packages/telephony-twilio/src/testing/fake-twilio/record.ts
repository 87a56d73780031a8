import type { CallState } from "../../dispositions.ts"

/** One line of a fake's own record: what it was asked and what it did, and when (ms UTC). Lines are only ever added. */
export type FakeRecord =
  | {
    readonly kind: "request"
    readonly at: number
    readonly method: string
    readonly path: string
    readonly form: ReadonlyArray<readonly [string, string]>
    /** The fault with which it was met. */
    readonly fault: string | null
    /** The status of the answer; null where none was given. */
    readonly status: number | null
  }
  | {
    readonly kind: "accepted"
    readonly at: number
    readonly sid: string
    readonly to: string
    readonly from: string
    /** The attempt, by the id in the callback URL. */
    readonly attempt: string | null
    /** When its turn in the queue comes. */
    readonly startAt: number
  }
  | {
    readonly kind: "state"
    readonly at: number
    readonly sid: string
    readonly state: CallState
    readonly sip: number | null
  }
  | {
    readonly kind: "callback"
    readonly at: number
    readonly sid: string
    readonly url: string
    readonly tells: string
    readonly sequence: number | null
    readonly outcome: "delivered" | "lost" | "failed"
    /** The receiver's status; null where it did not answer. */
    readonly status: number | null
  }

/** What a fake's record says about how it was used. */
export interface FakeAudit {
  /** Requests to dial, taken or not. */
  readonly requests: number
  /** Calls that were made of them. */
  readonly accepted: number
  /** Calls of an attempt that already had one, or to a phone that already had a live one. */
  readonly doubleDials: number
  /** The most calls that lived at the same time, those in the queue among them. */
  readonly maxConcurrent: number
  readonly callbacks: { readonly delivered: number; readonly lost: number; readonly failed: number }
}

const over: ReadonlySet<CallState> = new Set(["completed", "busy", "failed", "no-answer", "canceled"])

/** Reads a record, such as one out of a file, as a judge of whoever used the fake. */
export const auditOf = (record: ReadonlyArray<FakeRecord>): FakeAudit => {
  const ends = new Map<string, number>()
  for (const line of record) if (line.kind === "state" && over.has(line.state)) ends.set(line.sid, line.at)
  const attempts = new Set<string>()
  const busyUntil = new Map<string, number>()
  const changes: Array<{ readonly at: number; readonly by: number }> = []
  const callbacks = { delivered: 0, lost: 0, failed: 0 }
  let requests = 0
  let doubleDials = 0
  let accepted = 0
  for (const line of record) {
    if (line.kind === "callback") callbacks[line.outcome]++
    if (line.kind === "request" && line.method === "POST" && line.path.endsWith("/Calls.json")) requests++
    if (line.kind !== "accepted") continue
    accepted++
    const until = ends.get(line.sid) ?? Infinity
    const isRepeated = line.attempt !== null && attempts.has(line.attempt)
    if (isRepeated || (busyUntil.get(line.to) ?? 0) > line.at) doubleDials++
    if (line.attempt !== null) attempts.add(line.attempt)
    busyUntil.set(line.to, Math.max(busyUntil.get(line.to) ?? 0, until))
    changes.push({ at: line.at, by: 1 }, { at: until, by: -1 })
  }
  let live = 0
  let maxConcurrent = 0
  for (const { by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    live += by
    maxConcurrent = Math.max(maxConcurrent, live)
  }
  return { requests, accepted, doubleDials, maxConcurrent, callbacks }
}
