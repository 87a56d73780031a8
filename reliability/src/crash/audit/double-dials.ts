import type { Evidence } from "../evidence.ts"
import type { Dial, Request } from "./dials.ts"
import { grouped } from "./grouped.ts"

/** Something that must not be, in words. */
export type Finding = string

/**
 * Double dials: two requests for one attempt; two calls of a workspace to a phone that overlap; a request that the
 * database does not know; a call for an attempt that was taken back as never dialed; more calls to a contact than it has
 * attempts.
 */
export const doubleDials = (
  requests: ReadonlyArray<Request>,
  dials: ReadonlyArray<Dial>,
  { attempts, calls, numbers }: Pick<Evidence, "attempts" | "calls" | "numbers">
): ReadonlyArray<Finding> => {
  const findings: Array<Finding> = []
  const known = new Map(attempts.map((attempt) => [attempt.id, attempt]))
  const workspaceOf = new Map(numbers.map(({ phone, workspaceId }) => [phone, workspaceId]))
  const asked = new Set<string>()
  for (const { at, attemptId, to } of requests) {
    const id = attemptId ?? "none"
    if (asked.has(id)) findings.push(`attempt ${id} to ${to} was asked for once more at ${at}`)
    else if (!known.has(id)) findings.push(`attempt ${id} to ${to} was asked for at ${at}, and is not in the database`)
    asked.add(id)
  }
  const busyUntil = new Map<string, number>()
  const dialed = new Map<string, number>()
  for (const { at, attemptId, endedAt, from, to } of dials) {
    const line = `${workspaceOf.get(from)} ${to}`
    const until = busyUntil.get(line) ?? -Infinity
    if (until > at) findings.push(`${to} was dialed at ${at} for ${attemptId}, during a call until ${until}`)
    busyUntil.set(line, Math.max(until, endedAt))
    const attempt = known.get(attemptId ?? "")
    if (attempt === undefined) continue
    if (attempt.code.startsWith("gate:")) {
      findings.push(`attempt ${attempt.id} to ${to} was dialed at ${at}, and taken back as if it had not been`)
    }
    dialed.set(attempt.callId, (dialed.get(attempt.callId) ?? 0) + 1)
  }
  const tries = grouped(attempts.filter(({ code }) => !code.startsWith("gate:")), ({ callId }) => callId)
  for (const { id, phone } of calls) {
    const times = dialed.get(id) ?? 0
    const counted = tries.get(id)?.length ?? 0
    if (times > counted) findings.push(`call ${id} to ${phone} was dialed ${times} times in ${counted} attempts`)
  }
  return findings
}
