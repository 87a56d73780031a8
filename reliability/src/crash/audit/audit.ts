import type { FakeRecord } from "@campanile/telephony-twilio/testing"
import type { AskedCall } from "../api-calls.ts"
import type { Commanded } from "../commands.ts"
import type { Evidence } from "../evidence.ts"
import type { Receipts } from "../receiver.ts"
import { auditApiCalls } from "./api-calls.ts"
import { untoldEvents } from "./campaign-events.ts"
import { disordered } from "./campaign-order.ts"
import { type Concurrency, concurrency } from "./concurrency.ts"
import { dialsIn, requestsIn, straysIn } from "./dials.ts"
import { doubleDials, type Finding } from "./double-dials.ts"
import { auditLedger } from "./ledger.ts"
import { type Expected, lostContacts } from "./lost-contacts.ts"
import { type PaceFigure, paces } from "./pace.ts"
import { auditRests } from "./rests.ts"
import { untold } from "./told.ts"

/** What a judge knows who believes nobody: the carrier's record, the database, the webhooks, and what was asked for. */
export interface Known {
  readonly record: ReadonlyArray<FakeRecord>
  readonly evidence: Evidence
  readonly receipts: Receipts
  /** The campaigns and the single calls that were asked for, and what was asked of the campaigns then. */
  readonly expected: ReadonlyArray<Expected>
  readonly calls: ReadonlyArray<AskedCall>
  readonly commands: ReadonlyArray<Commanded>
  /** Calls per second of the carrier's account, by the engines' clock. */
  readonly cps: number
  /** By how much the clocks of two processes may differ, in ms of the engines' time. */
  readonly skew: number
}

/** The verdict. Nothing must be found; the other figures say how much was looked at. */
export interface Verdict {
  readonly campaigns: number
  readonly contacts: number
  /** Single calls that were asked for; those whose answer was lost, and how many of these exist. */
  readonly apiCalls: number
  readonly unanswered: number
  readonly unansweredTaken: number
  /** Pauses and terminations that were answered; what campaigns began that were not to; what was on its way when they came. */
  readonly rests: number
  readonly restless: number
  readonly underway: number
  /** Attempts that left, or may have left, for the carrier. */
  readonly attempts: number
  /** Requests to dial that reached the carrier, and calls that it made. */
  readonly requests: number
  readonly dials: number
  readonly doubleDials: number
  readonly lost: number
  /** Of the workspace that came closest to its capacity. */
  readonly maxConcurrent: number
  readonly capacity: number
  readonly workspaces: ReadonlyArray<Concurrency>
  readonly paceExceeded: number
  readonly paces: ReadonlyArray<PaceFigure>
  /** Micro-credits by which the books are wrong. */
  readonly ledgerError: number
  /** Micro-credits spent in all. */
  readonly spent: number
  readonly untold: number
  /** What is told of campaigns in another order than that in which it happened. */
  readonly disordered: number
  readonly messages: number
  /** What came to the receiver without a good signature, or for somebody else; ids under which two bodies came. */
  readonly forged: number
  readonly altered: number
  readonly dead: number
  /** Attempts whose outcome the engine does not know, and how many of them the carrier had dialed. */
  readonly unknown: number
  readonly unknownDialed: number
  /** Calls that the carrier took after their attempt was given up. */
  readonly strays: number
  readonly unbilled: number
  readonly findings: ReadonlyArray<Finding>
}

/** Judge a run. */
export const audit = ({ calls, commands, cps, evidence, expected, receipts, record, skew }: Known): Verdict => {
  const requests = requestsIn(record)
  const dials = dialsIn(record)
  const strays = straysIn(dials, evidence)
  const meant = dials.filter(({ sid }) => !strays.has(sid))
  const api = auditApiCalls(calls, dials, evidence)
  const doubles = [...doubleDials(requests, meant, evidence), ...api.doubled]
  const lost = [...lostContacts(expected, evidence), ...api.lost]
  const resting = auditRests(commands, requests, skew, evidence)
  const workspaces = concurrency(meant, evidence)
  const crowded = workspaces.filter(({ capacity, most }) => most > capacity)
  const fullest = workspaces.toSorted((a, b) => b.most / b.capacity - a.most / a.capacity)[0]
  const paced = paces(requests, cps, evidence)
  const ledger = auditLedger(dials, evidence)
  const missing = [...untold(receipts.received, evidence), ...untoldEvents(expected, commands, evidence)]
  const disorder = disordered(evidence)
  const dialed = new Set(dials.map(({ attemptId }) => attemptId))
  const unknown = evidence.attempts.filter(({ disposition }) => disposition === "unknown")
  return {
    campaigns: expected.length,
    contacts: expected.reduce((sum, { phones }) => sum + phones.length, 0),
    apiCalls: calls.length,
    unanswered: api.unanswered,
    unansweredTaken: api.unansweredTaken,
    rests: resting.rests,
    restless: resting.findings.length,
    underway: resting.underway,
    attempts: evidence.attempts.filter(({ code }) => !code.startsWith("gate:")).length,
    requests: requests.length,
    dials: dials.length,
    doubleDials: doubles.length,
    lost: lost.length,
    maxConcurrent: fullest?.most ?? 0,
    capacity: fullest?.capacity ?? 0,
    workspaces,
    paceExceeded: paced.reduce((sum, { exceeded }) => sum + exceeded, 0),
    paces: paced,
    ledgerError: ledger.error,
    spent: evidence.balances.reduce((sum, { spent }) => sum + spent, 0),
    untold: missing.length,
    disordered: disorder.length,
    messages: evidence.messages.length,
    forged: receipts.forged.length,
    altered: receipts.altered.length,
    dead: evidence.deliveries.filter(({ status }) => status === "dead").length,
    unknown: unknown.length,
    unknownDialed: unknown.filter(({ id }) => dialed.has(id)).length,
    strays: strays.size,
    unbilled: ledger.unbilled,
    findings: [
      ...doubles.map((finding) => `double dial: ${finding}`),
      ...lost.map((finding) => `lost: ${finding}`),
      ...crowded.map(({ capacity, most, workspace }) =>
        `capacity: ${workspace} had ${most} calls at once of ${capacity}`
      ),
      ...paced.filter(({ exceeded }) => exceeded > 0).map(({ exceeded, who }) =>
        `pace: ${who} exceeded it ${exceeded} times`
      ),
      ...ledger.findings.map((finding) => `ledger: ${finding}`),
      ...resting.findings.map((finding) => `restless: ${finding}`),
      ...missing.map((finding) => `untold: ${finding}`),
      ...disorder.map((finding) => `disordered: ${finding}`),
      ...receipts.forged.map((finding) => `forged: ${finding}`),
      ...receipts.altered.map((finding) => `altered: ${finding}`)
    ]
  }
}
