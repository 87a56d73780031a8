import type { Evidence, EvidentMessage } from "../evidence.ts"
import type { Finding } from "./double-dials.ts"
import { grouped } from "./grouped.ts"

/** What one step may make of a campaign after something else: the journal has what the step left, the messages have both. */
const inOneStep: Readonly<Record<string, ReadonlySet<string>>> = {
  "campaign.scheduled": new Set(["campaign.started"]),
  "campaign.started": new Set(["campaign.paused", "campaign.completed"]),
  "campaign.resumed": new Set(["campaign.started", "campaign.completed"])
}

/** What is told of a campaign's status; an edit changes none. */
const isOfStatus = ({ type }: EvidentMessage): boolean => type.startsWith("campaign.") && type !== "campaign.edited"

const nameOf = (message: EvidentMessage | undefined): string =>
  message === undefined ? "nothing" : `message ${message.id} (${message.type}, ${message.sequence})`

/** The messages of a campaign that have the number of the one before, or none. */
const sharedNumbers = (ordered: ReadonlyArray<EvidentMessage>): ReadonlyArray<Finding> =>
  ordered.flatMap((message, index) => {
    const before = ordered[index - 1]
    const isApart = before === undefined || before.sequence < message.sequence
    return isApart ? [] : [`${nameOf(before)} and ${nameOf(message)} have one number, or none`]
  })

/** Where what is told, by its sequence, first leaves the statuses that the journal has; nothing where it never does. */
const firstParting = (
  ordered: ReadonlyArray<EvidentMessage>,
  became: Evidence["journal"]
): ReadonlyArray<Finding> => {
  const told = ordered.filter(isOfStatus)
  let next = 0
  for (const [index, message] of told.entries()) {
    if (message.status === became[next]?.status) {
      next++
      continue
    }
    const after = told[index + 1]
    if (after !== undefined && inOneStep[message.type]?.has(after.type) === true) continue
    const line = became[next]
    const was = line === undefined ? "nothing any more" : `${line.status} in line ${line.sequence} of the journal`
    return [`became ${was}, where ${nameOf(message)} follows ${nameOf(told[index - 1])} by its sequence`]
  }
  const line = became[next]
  return line === undefined
    ? []
    : [`became ${line.status} in line ${line.sequence} of the journal, where nothing follows ${nameOf(told.at(-1))}`]
}

/**
 * Campaigns of which the messages, in the order of their `sequence`, tell anything but the statuses that the database's
 * journal has, in its order. A message that is missing there, or one too many, parts them as well.
 */
export const disordered = (
  { journal, messages }: Pick<Evidence, "journal" | "messages">
): ReadonlyArray<Finding> => {
  const lines = grouped(journal.filter(({ kind, status }) => kind === "campaign" && status !== "draft"), ({ id }) => id)
  const byCampaign = grouped(
    messages.filter(({ type }) => type.startsWith("campaign.")),
    ({ campaignId }) => campaignId ?? ""
  )
  return [...new Set([...lines.keys(), ...byCampaign.keys()])].flatMap((id) => {
    const ordered = (byCampaign.get(id) ?? []).toSorted((a, b) => a.sequence - b.sequence)
    const findings = [...sharedNumbers(ordered), ...firstParting(ordered, lines.get(id) ?? [])]
    return findings.map((finding) => `campaign ${id}: ${finding}`)
  })
}
