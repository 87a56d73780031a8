import type { Commanded, CommandKind } from "../commands.ts"
import type { Evidence } from "../evidence.ts"
import type { Finding } from "./double-dials.ts"
import { grouped } from "./grouped.ts"
import type { Expected } from "./lost-contacts.ts"

const endings: Readonly<Record<string, string>> = {
  "campaign.completed": "completed",
  "campaign.failed": "failed",
  "campaign.canceled": "canceled"
}

const told: Readonly<Record<CommandKind, string>> = {
  pause: "campaign.paused",
  resume: "campaign.resumed",
  terminate: "campaign.canceled"
}

/**
 * Events of campaigns that no message tells, or more than one: each is scheduled, begins and ends once, and is paused,
 * resumed and terminated as often as it was answered to be; where answers were lost, up to as many times more.
 */
export const untoldEvents = (
  expected: ReadonlyArray<Expected>,
  commands: ReadonlyArray<Commanded>,
  { campaigns, messages }: Pick<Evidence, "campaigns" | "messages">
): ReadonlyArray<Finding> => {
  const byCampaign = grouped(messages, ({ campaignId }) => campaignId ?? "")
  return expected.flatMap(({ id, name }) => {
    const own = byCampaign.get(id) ?? []
    const findings: Array<Finding> = []
    const expect = (type: string, least: number, most: number) => {
      const times = own.filter((message) =>
        message.type === type && (type !== told.pause || message.cause === "requested")
      ).length
      if (times < least || times > most) {
        const wanted = least === most ? `${least}` : `${least} to ${most}`
        findings.push(`${name}: ${type} is told by ${times} messages instead of ${wanted}`)
      }
    }
    expect("campaign.scheduled", 1, 1)
    expect("campaign.started", 1, 1)
    for (const kind of ["pause", "resume", "terminate"] as const) {
      const given = commands.filter((one) => one.campaignId === id && one.kind === kind)
      const done = given.filter(({ outcome }) => outcome === "done").length
      expect(told[kind], done, done + given.filter(({ outcome }) => outcome === "lost").length)
    }
    const ends = own.flatMap(({ type }) => endings[type] ?? [])
    const status = campaigns.find((campaign) => campaign.id === id)?.status
    if (ends.length !== 1 || ends[0] !== status) {
      findings.push(`${name} is ${status}, and its end is told as ${ends.join(", ") || "nothing"}`)
    }
    return findings
  })
}
