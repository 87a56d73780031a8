import { apiSource } from "@campanile/core"
import type { AskedCall } from "../api-calls.ts"
import type { Evidence, EvidentCall } from "../evidence.ts"
import type { Dial } from "./dials.ts"
import type { Finding } from "./double-dials.ts"
import { grouped } from "./grouped.ts"
import { isOver } from "./lost-contacts.ts"

/** What became of single calls. */
export interface ApiCallAudit {
  /** Those that were answered and are not there, or not over, or never dialed. */
  readonly lost: ReadonlyArray<Finding>
  /** Those that are there twice, or were dialed more often than they may. */
  readonly doubled: ReadonlyArray<Finding>
  /** Requests whose answer was lost, and how many of them were taken all the same. */
  readonly unanswered: number
  readonly unansweredTaken: number
}

/** How a dial ends that a person, or a machine in the person's place, could notice. */
const noticed: ReadonlySet<string> = new Set(["completed", "busy", "no-answer"])

const lostOf = ({ id, phone, workspaceId }: AskedCall, own: ReadonlyArray<EvidentCall>): ReadonlyArray<Finding> => {
  const unfinished = own.filter((call) => !isOver(call.status))
  return [
    ...id !== null && !own.some((call) => call.id === id)
      ? [`call ${id} to ${phone} was answered, and is not in the database`]
      : [],
    ...own.some((call) => call.workspaceId !== workspaceId) ? [`a call to ${phone} is another workspace's`] : [],
    ...unfinished.map((call) => `call ${call.id} to ${phone} is ${call.status}`),
    ...own.flatMap((call) =>
      isOver(call.status) && call.attempts === 0 ? [`call ${call.id} to ${phone} was never dialed`] : []
    )
  ]
}

const doubledOf = (
  { phone, retries }: AskedCall,
  own: ReadonlyArray<EvidentCall>,
  dials: ReadonlyArray<Dial>
): ReadonlyArray<Finding> => {
  const heard = dials.filter(({ end }) => end !== null && noticed.has(end)).length
  const talks = dials.filter(({ talkSeconds }) => talkSeconds !== null).length
  return [
    ...own.length > 1 ? [`${phone} was asked for once, and has ${own.length} calls`] : [],
    ...heard > retries + 1 ? [`${phone} was dialed ${heard} times, and may be ${retries + 1} times`] : [],
    ...talks > 1 ? [`${phone} was asked for once, and talked to ${talks} times`] : []
  ]
}

/**
 * Audits single calls, each of which was asked for once, to a phone that nobody else calls: what was answered exists, is
 * over and was dialed; what was not answered exists or not; neither is dialed as if it had been asked for twice. The
 * last is told from the carrier's record alone.
 */
export const auditApiCalls = (
  asked: ReadonlyArray<AskedCall>,
  dials: ReadonlyArray<Dial>,
  { calls, tallies }: Pick<Evidence, "calls" | "tallies">
): ApiCallAudit => {
  const api = calls.filter(({ source }) => source === apiSource)
  const byPhone = grouped(api, ({ phone }) => phone)
  const dialed = grouped(dials, ({ to }) => to)
  const known = new Set(asked.map(({ phone }) => phone))
  const counted = tallies.find(({ source }) => source === apiSource)?.calls ?? 0
  const unanswered = asked.filter(({ id }) => id === null)
  return {
    lost: [
      ...asked.flatMap((one) => lostOf(one, byPhone.get(one.phone) ?? [])),
      ...counted === api.length ? [] : [`${api.length} calls of the API are counted as ${counted}`]
    ],
    doubled: [
      ...asked.flatMap((one) => doubledOf(one, byPhone.get(one.phone) ?? [], dialed.get(one.phone) ?? [])),
      ...api.flatMap(({ id, phone }) => known.has(phone) ? [] : [`call ${id} to ${phone} was never asked for`])
    ],
    unanswered: unanswered.length,
    unansweredTaken: unanswered.filter(({ phone }) => byPhone.has(phone)).length
  }
}
