import type { Evidence } from "../evidence.ts"
import type { Finding } from "./double-dials.ts"

/** What a crash test knows of a campaign that it started. */
export interface Expected {
  readonly id: string
  readonly name: string
  readonly phones: ReadonlyArray<string>
}

const final: ReadonlySet<string> = new Set(["completed", "failed", "error", "canceled"])

/** Whether a call has come to its end. */
export const isOver = (status: string): boolean => final.has(status)

/** Contacts without exactly one call that has come to its end, and campaigns that are not over or do not add up. */
export const lostContacts = (
  expected: ReadonlyArray<Expected>,
  { calls, campaigns, contacts, tallies }: Pick<Evidence, "calls" | "campaigns" | "contacts" | "tallies">
): ReadonlyArray<Finding> =>
  expected.flatMap(({ id, name, phones }) => {
    const campaign = campaigns.find((one) => one.id === id)
    if (campaign === undefined) return phones.map((phone) => `${name}: ${phone} is lost with its campaign`)
    const findings: Array<Finding> = []
    if (!["completed", "failed", "canceled"].includes(campaign.status)) findings.push(`${name} is ${campaign.status}`)
    const own = calls.filter(({ source }) => source === id)
    const listed = new Map(
      contacts.filter(({ listId }) => listId === campaign.listId).map(({ number, phone }) => [number, phone])
    )
    const byPhone = new Map<string, Array<string>>()
    for (const { contact, phone, status } of own) {
      if (contact === null || listed.get(contact) !== phone) findings.push(`${name}: a call to ${phone} has no contact`)
      byPhone.set(phone, [...byPhone.get(phone) ?? [], status])
    }
    for (const phone of phones) {
      const statuses = byPhone.get(phone) ?? []
      if (statuses.length !== 1) findings.push(`${name}: ${phone} has ${statuses.length} calls`)
      else if (!isOver(statuses[0]!)) findings.push(`${name}: ${phone} is ${statuses[0]}`)
    }
    const counted = tallies.find(({ source }) => source === id)?.calls ?? 0
    if (counted !== phones.length || own.length !== phones.length) {
      findings.push(`${name}: ${phones.length} contacts, ${own.length} calls, counted as ${counted}`)
    }
    return findings
  })
