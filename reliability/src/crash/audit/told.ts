import type { Evidence } from "../evidence.ts"
import type { Received } from "../receiver.ts"
import type { Finding } from "./double-dials.ts"
import { grouped } from "./grouped.ts"

/**
 * What somebody was to hear of and did not: messages that were neither received nor are listed as dead, attempts whose
 * end no message tells, and ends that are told by two messages.
 */
export const untold = (
  received: ReadonlyMap<string, Received>,
  { attempts, deliveries, messages }: Pick<Evidence, "attempts" | "deliveries" | "messages">
): ReadonlyArray<Finding> => {
  const findings: Array<Finding> = []
  const dead = new Set<string>()
  for (const { messageId, status } of deliveries) {
    if (status === "dead") dead.add(messageId)
    else if (!received.has(messageId)) findings.push(`message ${messageId} is ${status}, and was never received`)
    else if (status !== "done") findings.push(`message ${messageId} was received, and is still ${status}`)
  }
  const ends = grouped(messages.filter(({ type }) => type === "call_completed"), ({ attemptId }) => attemptId ?? "")
  for (const { code, endedAt, id } of attempts) {
    const wasTakenBack = code.startsWith("gate:")
    const told = ends.get(id) ?? []
    if (told.length > 1) findings.push(`the end of attempt ${id} is told by ${told.length} messages`)
    if (endedAt === null || wasTakenBack) continue
    if (!told.some((message) => received.has(message.id) || dead.has(message.id))) {
      findings.push(`nobody was told of the end of attempt ${id}`)
    }
  }
  return findings
}
