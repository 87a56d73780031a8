import type { Commanded } from "../commands.ts"
import type { Evidence } from "../evidence.ts"
import type { Request } from "./dials.ts"
import type { Finding } from "./double-dials.ts"
import { grouped } from "./grouped.ts"

/** A time in which a campaign may begin nothing: from the answer to a pause, or to its termination, on. Instants, ms UTC. */
export interface Rest {
  readonly campaignId: string
  readonly from: number
  /** When its resumption was asked for; infinite where it never was. */
  readonly until: number
}

/** What campaigns did that were not to do anything. */
export interface RestAudit {
  /** Pauses and terminations that were answered, and held against the carrier's record. */
  readonly rests: number
  /** Requests that reached the carrier in a rest, and were on their way when it began. */
  readonly underway: number
  readonly findings: ReadonlyArray<Finding>
}

const restsOf = (
  commands: ReadonlyArray<Commanded>,
  { messages }: Pick<Evidence, "messages">
): ReadonlyArray<Rest> => {
  const resumed = grouped(
    messages.filter(({ type }) => type === "campaign.resumed"),
    ({ campaignId }) => campaignId ?? ""
  )
  return commands.flatMap(({ answeredAt: from, campaignId, kind, outcome }) => {
    if (outcome !== "done" || kind === "resume") return []
    if (kind === "terminate") return [{ campaignId, from, until: Infinity }]
    const resumes = commands.filter((one) => one.campaignId === campaignId && one.kind === "resume")
    const done = resumes.filter((one) => one.outcome === "done").length
    // One whose answer was lost may have reached a frozen process, which did it when it thawed: in any later pause.
    const isLate = resumes.some((one) => one.outcome === "lost" && one.askedAt < from)
    if (isLate && (resumed.get(campaignId)?.length ?? 0) > done) return []
    const asked = resumes.filter(({ askedAt }) => askedAt >= from).map(({ askedAt }) => askedAt)
    return [{ campaignId, from, until: Math.min(Infinity, ...asked) }]
  })
}

/**
 * Audits pauses and terminations: from their answer on the campaign claims nothing and places nothing, and what reaches
 * the carrier was placed before. `skew` is by how much the clocks of two processes may differ, in ms of the engines' time.
 */
export const auditRests = (
  commands: ReadonlyArray<Commanded>,
  requests: ReadonlyArray<Request>,
  skew: number,
  { attempts, messages }: Pick<Evidence, "attempts" | "messages">
): RestAudit => {
  const rests = restsOf(commands, { messages })
  const ofCampaign = grouped(attempts, ({ source }) => source)
  const asked = new Map(requests.map(({ at, attemptId }) => [attemptId, at]))
  const findings: Array<Finding> = []
  let underway = 0
  for (const { campaignId, from, until } of rests) {
    const isIn = (instant: number | null | undefined) =>
      typeof instant === "number" && instant > from + skew && instant < until - skew
    for (const { claimedAt, id, placedAt } of ofCampaign.get(campaignId) ?? []) {
      const rest = `while its campaign ${campaignId} rested from ${from} to ${until}`
      const at = asked.get(id)
      if (isIn(claimedAt)) findings.push(`attempt ${id} was claimed at ${claimedAt}, ${rest}`)
      if (isIn(placedAt)) findings.push(`attempt ${id} was placed at ${placedAt}, ${rest}`)
      if (!isIn(at)) continue
      if (placedAt === null) findings.push(`attempt ${id} was asked for at ${at} without being placed, ${rest}`)
      else if (!isIn(placedAt)) underway++
    }
  }
  return { rests: rests.length, underway, findings }
}
