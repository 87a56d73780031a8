import type { FakeRecord } from "@campanile/telephony-twilio/testing"
import type { Known } from "../../src/crash/audit/audit.ts"
import type { Commanded, CommandKind } from "../../src/crash/commands.ts"
import type { EvidentAttempt, EvidentCall } from "../../src/crash/evidence.ts"
import type { JournalLine } from "../../src/crash/journal.ts"

/**
 * The start (ms UTC) of a small run in which nothing went wrong: a campaign of two contacts, one of whom was busy at first
 * and was called again after a pause, and a call of the API.
 */
export const at = 1_000_000

const from = "+16465550100"
const ann = "+12015550100"
const bob = "+12025550100"
const cat = "+12075550100"
const hook = "http://127.0.0.1/callback"

const placed = (attempt: string, sid: string, to: string, when: number): ReadonlyArray<FakeRecord> => [
  {
    kind: "request",
    at: when,
    method: "POST",
    path: "/2010-04-01/Accounts/AC1/Calls.json",
    form: [["To", to], ["From", from], ["StatusCallback", `http://127.0.0.1/events?attempt=${attempt}`]],
    fault: null,
    status: 201
  },
  { kind: "accepted", at: when, sid, to, from, attempt, startAt: when }
]

const talked = (sid: string, answeredAt: number, seconds: number): ReadonlyArray<FakeRecord> => [
  { kind: "state", at: answeredAt, sid, state: "in-progress", sip: null },
  { kind: "state", at: answeredAt + seconds * 1000, sid, state: "completed", sip: 200 }
]

const attempt = (own: Pick<EvidentAttempt, "id" | "callId" | "phone"> & Partial<EvidentAttempt>): EvidentAttempt => ({
  workspaceId: "w",
  source: "c",
  numberId: "n",
  state: "ended",
  held: 2_000_000,
  spent: 0,
  connectFee: 0,
  ratePerMinute: 1_000_000,
  firstIncrement: 60,
  nextIncrement: 60,
  claimedAt: at,
  answeredAt: null,
  endedAt: at + 60_000,
  disposition: "answered",
  code: "completed",
  ...own
})

const line = (attemptId: string | null, kind: string, from: string, to: string, amount: number) => ({
  workspaceId: "w",
  kind,
  from,
  to,
  amount,
  attemptId
})

/** What was told, by the ids of messages: their types, and the attempts that they tell of. */
const told: Readonly<Record<string, readonly [type: string, attemptId?: string]>> = {
  e1: ["campaign.scheduled"],
  e2: ["campaign.started"],
  e3: ["campaign.paused"],
  e4: ["campaign.resumed"],
  e5: ["campaign.completed"],
  s2: ["call_started", "b1"],
  s3: ["call_started", "a2"],
  s4: ["call_started", "d1"],
  m1: ["call_completed", "a1"],
  m2: ["call_completed", "b1"],
  m3: ["call_completed", "a2"],
  m4: ["call_completed", "d1"],
  ca: ["contact.completed"],
  cb: ["contact.completed"],
  cd: ["contact.completed"]
}

const ids = Object.keys(told)

/** What each message of the campaign says that it became. */
const statuses: Readonly<Record<string, string>> = {
  e1: "scheduled",
  e2: "ongoing",
  e3: "paused",
  e4: "ongoing",
  e5: "completed"
}

const call = (own: Pick<EvidentCall, "id" | "phone"> & Partial<EvidentCall>): EvidentCall => ({
  workspaceId: "w",
  source: "c",
  contact: null,
  status: "completed",
  subStatus: "completed",
  attempts: 1,
  ...own
})

/** A line of a journal in a few words: what the campaign `c` became, or an attempt of it; `d1` is one of the API's. */
export type Became = readonly [id: string, status: string]

/** A journal of such lines. */
export const journalOf = (...lines: ReadonlyArray<Became>): ReadonlyArray<JournalLine> =>
  lines.map(([id, status], index) => ({
    sequence: index + 1,
    kind: id === "c" ? "campaign" : "attempt",
    id,
    source: id === "d1" ? "api" : "c",
    status
  }))

const commanded = (kind: CommandKind, askedAt: number): Commanded => ({
  campaignId: "c",
  kind,
  askedAt: at + askedAt,
  answeredAt: at + askedAt + 100,
  outcome: "done"
})

/** What is known of that run. Tests change one thing in it, and the audit must find just that. */
export const soundRun: Known = {
  cps: 10,
  skew: 0,
  expected: [{ id: "c", name: "Campaign", phones: [ann, bob] }],
  calls: [{ workspaceId: "w", phone: cat, retries: 0, id: "cd" }],
  commands: [commanded("pause", 20_000), commanded("resume", 60_000)],
  record: [
    ...placed("a1", "CA1", ann, at),
    { kind: "state", at: at + 5000, sid: "CA1", state: "busy", sip: 486 },
    ...placed("b1", "CA2", bob, at + 4000),
    ...talked("CA2", at + 10_000, 30),
    ...placed("a2", "CA3", ann, at + 65_000),
    ...talked("CA3", at + 70_000, 61),
    ...placed("d1", "CA4", cat, at + 200_000),
    ...talked("CA4", at + 205_000, 10)
  ],
  receipts: {
    received: new Map(ids.map((id) => {
      const [type, attemptId = null] = told[id]!
      return [id, { type, attemptId, at: new Set([hook]), times: 1 }]
    })),
    forged: [],
    altered: []
  },
  evidence: {
    workspaces: [{ id: "w", name: "North", capacity: 2 }],
    numbers: [{ id: "n", workspaceId: "w", phone: from, perSecond: 0.25, burst: 1 }],
    campaigns: [{ id: "c", workspaceId: "w", listId: "l", status: "completed" }],
    contacts: [{ listId: "l", number: 1, phone: ann }, { listId: "l", number: 2, phone: bob }],
    calls: [
      call({ id: "ca", contact: 1, phone: ann, attempts: 2 }),
      call({ id: "cb", contact: 2, phone: bob }),
      call({ id: "cd", source: "api", phone: cat })
    ],
    attempts: [
      attempt({ id: "a1", callId: "ca", phone: ann, disposition: "busy", code: "busy" }),
      attempt({ id: "b1", callId: "cb", phone: bob, spent: 1_000_000, claimedAt: at + 4000, answeredAt: at + 10_000 }),
      attempt({
        id: "a2",
        callId: "ca",
        phone: ann,
        spent: 2_000_000,
        claimedAt: at + 65_000,
        answeredAt: at + 70_000
      }),
      attempt({
        id: "d1",
        callId: "cd",
        source: "api",
        phone: cat,
        spent: 1_000_000,
        claimedAt: at + 200_000,
        answeredAt: at + 205_000
      })
    ],
    tallies: [{ source: "c", calls: 2 }, { source: "api", calls: 1 }],
    balances: [{ workspaceId: "w", granted: 9_000_000, available: 5_000_000, held: 0, spent: 4_000_000 }],
    postings: [
      line(null, "grant", "outside", "available", 9_000_000),
      line("a1", "hold", "available", "held", 2_000_000),
      line("a1", "void", "held", "available", 2_000_000),
      line("b1", "hold", "available", "held", 2_000_000),
      line("b1", "settle", "held", "spent", 1_000_000),
      line("b1", "void", "held", "available", 1_000_000),
      line("a2", "hold", "available", "held", 2_000_000),
      line("a2", "settle", "held", "spent", 2_000_000),
      line("d1", "hold", "available", "held", 2_000_000),
      line("d1", "settle", "held", "spent", 1_000_000),
      line("d1", "void", "held", "available", 1_000_000)
    ],
    messages: ids.map((id, sequence) => {
      const [type, attemptId = null] = told[id]!
      const campaignId = attemptId === "d1" || id === "cd" ? null : "c"
      const cause = type === "campaign.paused" ? "requested" : null
      return { id, type, attemptId, campaignId, status: statuses[id] ?? null, cause, sequence }
    }),
    deliveries: ids.map((messageId) => ({ messageId, address: hook, status: "done" })),
    journal: journalOf(
      ["c", "draft"],
      ["c", "ongoing"],
      ["a1", "claimed"],
      ["a1", "placing"],
      ["b1", "claimed"],
      ["b1", "placing"],
      ["c", "paused"],
      ["c", "ongoing"],
      ["a2", "claimed"],
      ["a2", "placing"],
      ["c", "completed"],
      ["d1", "claimed"],
      ["d1", "placing"]
    )
  }
}

const phones = { ann, bob, cat }

/** That run with more in the carrier's record: a request that was taken, and a conversation of so many seconds. */
export const withDial = (
  dial: {
    readonly attempt: string
    readonly to: keyof typeof phones
    readonly after: number
    readonly seconds?: number
  }
): Known => {
  const when = at + dial.after
  const { attempt, seconds = 1, to } = dial
  return {
    ...soundRun,
    record: [
      ...soundRun.record,
      ...placed(attempt, "CA9", phones[to], when),
      ...talked("CA9", when, seconds)
    ]
  }
}

/** That run with something else in its database. */
export const withEvidence = (changed: Partial<Known["evidence"]>): Known => ({
  ...soundRun,
  evidence: { ...soundRun.evidence, ...changed }
})
