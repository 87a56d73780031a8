import { apiSource } from "@campanile/core"
import type { Evidence } from "../evidence.ts"
import type { Received } from "../receiver.ts"
import type { Finding } from "./double-dials.ts"
import { grouped } from "./grouped.ts"
import { isOver } from "./lost-contacts.ts"

/** Why calls are over that waited when their campaign ended, of itself or because somebody terminated it. */
const closedByCampaign: ReadonlySet<string> = new Set(["campaign_ended", "terminated"])

/** Messages that were not received by each of their targets, nor are listed as dead, and those that are for nobody. */
const undelivered = (
  received: ReadonlyMap<string, Received>,
  { deliveries, messages }: Pick<Evidence, "deliveries" | "messages">
): ReadonlyArray<Finding> => {
  const targets = grouped(deliveries, ({ messageId }) => messageId)
  return [
    ...messages.flatMap(({ id }) => targets.has(id) ? [] : [`message ${id} is for nobody`]),
    ...deliveries.flatMap(({ address, messageId, status }) => {
      if (status === "dead") return []
      const what = `message ${messageId} to ${address}`
      if (received.get(messageId)?.at.has(address) !== true) return [`${what} is ${status}, and was never received`]
      return status === "done" ? [] : [`${what} was received, and is still ${status}`]
    })
  ]
}

/**
 * What somebody was to hear of and did not: messages that were neither received nor are listed as dead; conversations and
 * ends of attempts, and last words on calls, whether of campaigns or of the API, that no message tells, or two. The calls
 * that wait when their campaign ends are told of by its own end.
 */
export const untold = (
  received: ReadonlyMap<string, Received>,
  { attempts, calls, deliveries, messages }: Pick<Evidence, "attempts" | "calls" | "deliveries" | "messages">
): ReadonlyArray<Finding> => {
  const findings = [...undelivered(received, { deliveries, messages })]
  const ofType = (type: string) =>
    grouped(messages.filter((message) => message.type === type), ({ attemptId }) => attemptId ?? "")
  const starts = ofType("call_started")
  const ends = ofType("call_completed")
  for (const { answeredAt, code, endedAt, id } of attempts) {
    const started = starts.get(id)?.length ?? 0
    const ended = ends.get(id)?.length ?? 0
    if (started > 1) findings.push(`the conversation of attempt ${id} is told by ${started} messages`)
    if (answeredAt !== null && started === 0) findings.push(`nobody was told of the conversation of attempt ${id}`)
    if (ended > 1) findings.push(`the end of attempt ${id} is told by ${ended} messages`)
    const wasTakenBack = code.startsWith("gate:")
    if (endedAt !== null && !wasTakenBack && ended === 0) findings.push(`nobody was told of the end of attempt ${id}`)
  }
  const lastWords = new Set(messages.flatMap(({ id, type }) => type.startsWith("contact.") ? [id] : []))
  for (const { id, source, status, subStatus } of calls) {
    if (lastWords.has(id)) {
      if (!isOver(status)) findings.push(`call ${id} is ${status}, and its last word was told`)
    } else if (isOver(status) && (source === apiSource || !closedByCampaign.has(subStatus))) {
      findings.push(`nobody was told the last word on call ${id}, which is ${status}: ${subStatus}`)
    }
  }
  return findings
}
