import type { FakeRecord } from "@campanile/telephony-twilio/testing"
import type { Known } from "../../src/crash/audit/audit.ts"
import type { EvidentAttempt } from "../../src/crash/evidence.ts"

/** The start of a small run in which nothing went wrong: two contacts, one of whom was busy at first. */
const at = 1_000_000

const from = "+16465550100"
const ann = "+12015550100"
const bob = "+12025550100"

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
  numberId: "n",
  state: "ended",
  held: 2_000_000,
  spent: 0,
  connectFee: 0,
  ratePerMinute: 1_000_000,
  firstIncrement: 60,
  nextIncrement: 60,
  claimedAt: at,
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

const received = (attemptId: string) => ({ type: "call_completed", attemptId, times: 1 })

/** What is known of that run. Tests change one thing in it, and the audit must find just that. */
export const soundRun: Known = {
  cps: 10,
  expected: [{ id: "c", name: "Campaign", phones: [ann, bob] }],
  record: [
    ...placed("a1", "CA1", ann, at),
    { kind: "state", at: at + 5000, sid: "CA1", state: "busy", sip: 486 },
    ...placed("b1", "CA2", bob, at + 4000),
    ...talked("CA2", at + 10_000, 30),
    ...placed("a2", "CA3", ann, at + 65_000),
    ...talked("CA3", at + 70_000, 61)
  ],
  received: new Map([["m1", received("a1")], ["m2", received("b1")], ["m3", received("a2")]]),
  evidence: {
    workspaces: [{ id: "w", name: "North", capacity: 2 }],
    numbers: [{ id: "n", workspaceId: "w", phone: from, perSecond: 0.25, burst: 1 }],
    campaigns: [{ id: "c", workspaceId: "w", listId: "l", status: "completed" }],
    contacts: [{ listId: "l", number: 1, phone: ann }, { listId: "l", number: 2, phone: bob }],
    calls: [
      { id: "ca", source: "c", contact: 1, phone: ann, status: "completed", attempts: 2 },
      { id: "cb", source: "c", contact: 2, phone: bob, status: "completed", attempts: 1 }
    ],
    attempts: [
      attempt({ id: "a1", callId: "ca", phone: ann, disposition: "busy", code: "busy" }),
      attempt({ id: "b1", callId: "cb", phone: bob, spent: 1_000_000, claimedAt: at + 4000 }),
      attempt({ id: "a2", callId: "ca", phone: ann, spent: 2_000_000, claimedAt: at + 65_000 })
    ],
    tallies: [{ source: "c", calls: 2 }],
    balances: [{ workspaceId: "w", granted: 9_000_000, available: 6_000_000, held: 0, spent: 3_000_000 }],
    postings: [
      line(null, "grant", "outside", "available", 9_000_000),
      line("a1", "hold", "available", "held", 2_000_000),
      line("a1", "void", "held", "available", 2_000_000),
      line("b1", "hold", "available", "held", 2_000_000),
      line("b1", "settle", "held", "spent", 1_000_000),
      line("b1", "void", "held", "available", 1_000_000),
      line("a2", "hold", "available", "held", 2_000_000),
      line("a2", "settle", "held", "spent", 2_000_000)
    ],
    messages: [
      { id: "m1", type: "call_completed", attemptId: "a1" },
      { id: "m2", type: "call_completed", attemptId: "b1" },
      { id: "m3", type: "call_completed", attemptId: "a2" }
    ],
    deliveries: ["m1", "m2", "m3"].map((messageId) => ({ messageId, status: "done" }))
  }
}

/** That run with more in the carrier's record: a request that was taken, and a conversation of so many seconds. */
export const withDial = (
  dial: { readonly attempt: string; readonly to: "ann" | "bob"; readonly after: number; readonly seconds?: number }
): Known => {
  const when = at + dial.after
  const { attempt, seconds = 1, to } = dial
  return {
    ...soundRun,
    record: [
      ...soundRun.record,
      ...placed(attempt, "CA9", to === "ann" ? ann : bob, when),
      ...talked("CA9", when, seconds)
    ]
  }
}

/** That run with something else in its database. */
export const withEvidence = (changed: Partial<Known["evidence"]>): Known => ({
  ...soundRun,
  evidence: { ...soundRun.evidence, ...changed }
})
