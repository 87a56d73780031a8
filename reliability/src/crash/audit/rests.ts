import { apiSource } from "@campanile/core"
import type { Commanded, CommandKind } from "../commands.ts"
import type { Evidence } from "../evidence.ts"
import type { JournalLine } from "../journal.ts"
import type { Request } from "./dials.ts"
import type { Finding } from "./double-dials.ts"
import { grouped } from "./grouped.ts"

/** A time in which a client knows that a campaign rests: from the answer to a pause, or to its termination, on. Instants, ms UTC. */
interface Rest {
  readonly campaignId: string
  readonly from: number
  /** When its resumption was asked for; infinite where it never was. */
  readonly until: number
}

/** What campaigns did that were not to do anything. */
export interface RestAudit {
  /** Pauses and terminations that were answered. */
  readonly rests: number
  /** Requests that reached the carrier in a rest, and were placed before it. */
  readonly underway: number
  readonly findings: ReadonlyArray<Finding>
}

const restsOf = (commands: ReadonlyArray<Commanded>): ReadonlyArray<Rest> =>
  commands.flatMap(({ answeredAt: from, campaignId, kind, outcome }) => {
    if (outcome !== "done" || kind === "resume") return []
    if (kind === "terminate") return [{ campaignId, from, until: Infinity }]
    const resumes = commands.filter((one) => one.campaignId === campaignId && one.kind === "resume")
    const asked = resumes.filter(({ askedAt }) => askedAt >= from).map(({ askedAt }) => askedAt)
    return [{ campaignId, from, until: Math.min(Infinity, ...asked) }]
  })

/** Whether a campaign may claim and place: the domain says so of one status only. */
const mayBegin = (status: string | undefined): boolean => status === "ongoing"

/** What each state of an attempt that begins something is called. */
const begun: Readonly<Record<string, string>> = { claimed: "claimed", placing: "placed" }

/** Attempts that became claimed or placed after their campaign had become something in which it begins nothing. */
const begunInRests = (journal: ReadonlyArray<JournalLine>): ReadonlyArray<Finding> => {
  const latest = new Map<string, JournalLine>()
  return journal.flatMap((line) => {
    const { id, kind, sequence, source, status } = line
    if (kind === "campaign") latest.set(id, line)
    if (kind === "campaign" || source === apiSource || begun[status] === undefined) return []
    const campaign = latest.get(source)
    if (mayBegin(campaign?.status)) return []
    const was = campaign === undefined ? "unknown" : `${campaign.status} since line ${campaign.sequence}`
    return [
      `attempt ${id} was ${begun[status]} in line ${sequence} of the journal, when its campaign ${source} was ${was}`
    ]
  })
}

/**
 * Commands that a campaign did not follow: fewer pauses than were answered, no end after an answered termination, or more
 * resumptions than were asked for.
 */
const unheeded = (
  commands: ReadonlyArray<Commanded>,
  journal: ReadonlyArray<JournalLine>
): ReadonlyArray<Finding> => {
  const campaigns = grouped(journal.filter(({ kind }) => kind === "campaign"), ({ id }) => id)
  const byCampaign = grouped(commands, ({ campaignId }) => campaignId)
  return [...new Set([...campaigns.keys(), ...byCampaign.keys()])].flatMap((id) => {
    const given = byCampaign.get(id) ?? []
    const statuses = (campaigns.get(id) ?? []).map(({ status }) => status)
    const times = (kind: CommandKind, ...outcomes: ReadonlyArray<Commanded["outcome"]>) =>
      given.filter((one) => one.kind === kind && outcomes.includes(one.outcome)).length
    const became = (status: string) => statuses.filter((one) => one === status).length
    const resumed = statuses.filter((status, n) =>
      statuses[n - 1] === "paused" && (status === "ongoing" || status === "scheduled")
    ).length
    const findings: Array<Finding> = []
    const [paused, ended] = [times("pause", "done"), times("terminate", "done")]
    const asked = times("resume", "done", "lost")
    if (became("paused") < paused) {
      findings.push(`campaign ${id} was paused ${became("paused")} times, and ${paused} pauses were answered`)
    }
    if (became("canceled") < ended) findings.push(`campaign ${id} was terminated by an answer, and by nothing else`)
    if (resumed > asked) findings.push(`campaign ${id} was resumed ${resumed} times, and asked to be ${asked} times`)
    return findings
  })
}

/**
 * Audits pauses and terminations by the journal: no step that claims or places comes after the one that ended the
 * campaign's time to begin something, what was answered was done, and nothing reaches the carrier that was not placed.
 * `skew` is by how much the clocks of two processes may differ, in ms of the engines' time; it counts for nothing but
 * which requests were `underway`.
 */
export const auditRests = (
  commands: ReadonlyArray<Commanded>,
  requests: ReadonlyArray<Request>,
  skew: number,
  { journal }: Pick<Evidence, "journal">
): RestAudit => {
  const rests = restsOf(commands)
  const placed = new Map(journal.flatMap((line) => line.status === "placing" ? [[line.id, line]] : []))
  const campaigns = journal.filter(({ kind }) => kind === "campaign")
  const findings = [...begunInRests(journal), ...unheeded(commands, journal)]
  let underway = 0
  for (const { at, attemptId } of requests) {
    const line = placed.get(attemptId ?? "")
    if (line === undefined) {
      findings.push(`attempt ${attemptId ?? "none"} was asked for at ${at}, and was never placed`)
      continue
    }
    const { sequence, source } = line
    const isIn = rests.some(({ campaignId, from, until }) =>
      campaignId === source && at > from + skew && at < until - skew
    )
    const next = campaigns.find((one) => one.id === source && one.sequence > sequence)
    if (isIn && (next?.status === "paused" || next?.status === "canceled")) underway++
  }
  return { rests: rests.length, underway, findings }
}
