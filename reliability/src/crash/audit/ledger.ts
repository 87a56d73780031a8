import { cost } from "@campanile/core"
import type { Evidence, EvidentAttempt, EvidentPosting } from "../evidence.ts"
import type { Dial } from "./dials.ts"
import type { Finding } from "./double-dials.ts"
import { grouped } from "./grouped.ts"

/** What is wrong with the books, and by how many micro-credits in all. */
export interface LedgerAudit {
  readonly error: number
  readonly findings: ReadonlyArray<Finding>
  /** Micro-credits of conversations that the carrier bills, in attempts whose outcome the engine does not know. */
  readonly unbilled: number
}

const accounts = ["granted", "available", "held", "spent"] as const

const sumOf = (postings: ReadonlyArray<EvidentPosting>, kind: string) =>
  postings.reduce((sum, posting) => posting.kind === kind ? sum + posting.amount : sum, 0)

/** What an attempt should have cost: by the seconds that the carrier bills, under the tariff of its claim. */
const due = (attempt: EvidentAttempt, dials: ReadonlyArray<Dial>): number =>
  dials.reduce(
    (sum, { talkSeconds }) => talkSeconds === null ? sum : sum + Math.min(attempt.held, cost(attempt, talkSeconds)),
    0
  )

/**
 * Audits the books: every balance is the sum of its lines and all of them come to zero; each hold is settled or voided
 * once, in full; nothing is held at the end; what an attempt cost is what the carrier's billed seconds cost.
 */
export const auditLedger = (
  dials: ReadonlyArray<Dial>,
  { attempts, balances, postings }: Pick<Evidence, "attempts" | "balances" | "postings">
): LedgerAudit => {
  const findings: Array<Finding> = []
  let error = 0
  let unbilled = 0
  const differs = (what: string, is: number, shouldBe: number) => {
    if (is === shouldBe) return
    error += Math.abs(is - shouldBe)
    findings.push(`${what} is ${is}, and should be ${shouldBe}`)
  }

  for (const balance of balances) {
    const sums: Record<string, number> = { outside: 0, available: 0, held: 0, spent: 0 }
    for (const { amount, from, to, workspaceId } of postings) {
      if (workspaceId !== balance.workspaceId) continue
      sums[from] = (sums[from] ?? 0) - amount
      sums[to] = (sums[to] ?? 0) + amount
    }
    const lines = {
      granted: -(sums["outside"] ?? 0),
      available: sums["available"],
      held: sums["held"],
      spent: sums["spent"]
    }
    for (const account of accounts) {
      differs(`${account} of ${balance.workspaceId}`, balance[account], lines[account] ?? 0)
    }
    differs(`held of ${balance.workspaceId} at the end`, balance.held, 0)
    differs(`all of ${balance.workspaceId}`, balance.available + balance.held + balance.spent, balance.granted)
    const spent = attempts.reduce(
      (sum, { spent, workspaceId }) => workspaceId === balance.workspaceId ? sum + spent : sum,
      0
    )
    differs(`spent of ${balance.workspaceId} by its attempts`, balance.spent, spent)
  }

  const lines = grouped(postings, ({ attemptId }) => attemptId ?? "")
  const made = grouped(dials, ({ attemptId }) => attemptId ?? "")
  for (const attempt of attempts) {
    const own = lines.get(attempt.id) ?? []
    for (const kind of ["hold", "settle", "void"]) {
      const times = own.filter((posting) => posting.kind === kind).length
      if (times > 1) differs(`number of ${kind} lines of attempt ${attempt.id}`, times, 1)
    }
    differs(`hold of attempt ${attempt.id}`, sumOf(own, "hold"), attempt.held)
    differs(`settled and voided of attempt ${attempt.id}`, sumOf(own, "settle") + sumOf(own, "void"), attempt.held)
    differs(`settled of attempt ${attempt.id}`, sumOf(own, "settle"), attempt.spent)
    const owed = due(attempt, made.get(attempt.id) ?? [])
    if (attempt.disposition === "unknown") unbilled += owed
    else differs(`cost of attempt ${attempt.id} (${attempt.disposition} ${attempt.code})`, attempt.spent, owed)
  }
  return { error, findings, unbilled }
}
