import type { FakeRecord } from "@campanile/telephony-twilio/testing"
import type { Evidence } from "../evidence.ts"

/** A request to dial, as the carrier's own record has it. */
export interface Request {
  readonly at: number
  readonly attemptId: string | null
  readonly from: string
  readonly to: string
}

/** A call that the carrier made. */
export interface Dial extends Request {
  readonly sid: string
  /** Infinity for one that still lives. */
  readonly endedAt: number
  /** How it ended, in the carrier's words; null for one that still lives. */
  readonly end: string | null
  /** Seconds of conversation that the carrier bills; null where nobody took it. */
  readonly talkSeconds: number | null
}

const over: ReadonlySet<string> = new Set(["completed", "busy", "failed", "no-answer", "canceled"])

const attemptOf = (callback: string | undefined): string | null =>
  callback !== undefined && URL.canParse(callback) ? new URL(callback).searchParams.get("attempt") : null

/** Every request to dial that reached the carrier, also those that it did not take. */
export const requestsIn = (record: ReadonlyArray<FakeRecord>): ReadonlyArray<Request> =>
  record.flatMap((line) => {
    if (line.kind !== "request" || line.method !== "POST" || !line.path.endsWith("/Calls.json")) return []
    const field = (name: string) => line.form.find(([key]) => key === name)?.[1]
    return [{
      at: line.at,
      attemptId: attemptOf(field("StatusCallback")),
      from: field("From") ?? "",
      to: field("To") ?? ""
    }]
  })

/** Every call that the carrier made, in the order in which it took them. */
export const dialsIn = (record: ReadonlyArray<FakeRecord>): ReadonlyArray<Dial> => {
  const ended = new Map<string, { readonly at: number; readonly state: string }>()
  const answered = new Map<string, number>()
  for (const line of record) {
    if (line.kind !== "state") continue
    if (line.state === "in-progress") answered.set(line.sid, line.at)
    if (over.has(line.state)) ended.set(line.sid, line)
  }
  return record.flatMap((line) => {
    if (line.kind !== "accepted") return []
    const { at, attempt, from, sid, to } = line
    const ending = ended.get(sid)
    const endedAt = ending?.at ?? Infinity
    const began = answered.get(sid)
    const talkSeconds = began === undefined ? null : Math.ceil((endedAt - began) / 1000)
    return [{ at, attemptId: attempt, from, to, sid, endedAt, end: ending?.state ?? null, talkSeconds }]
  })
}

/**
 * Calls, by their sids, that the carrier took only after their attempt had ended as unknown: their request was held up on
 * its way for longer than its sender lived. No engine can prevent them, so they are counted apart.
 */
export const straysIn = (
  dials: ReadonlyArray<Dial>,
  { attempts }: Pick<Evidence, "attempts">
): ReadonlySet<string> => {
  const givenUp = new Map(
    attempts.flatMap(({ disposition, endedAt, id }) => disposition === "unknown" ? [[id, endedAt ?? Infinity]] : [])
  )
  return new Set(
    dials.flatMap(({ at, attemptId, sid }) => at >= (givenUp.get(attemptId ?? "") ?? Infinity) ? [sid] : [])
  )
}
