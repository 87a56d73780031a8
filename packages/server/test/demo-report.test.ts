import { expect, it } from "vitest"
import { type Ended, figuresOf, mistakesOf, reportOf } from "../src/demo/report.ts"
import { type CampaignInfo, isThrough, livePicture, plainLine } from "../src/demo/standing.ts"

const info: CampaignInfo = {
  campaign_status: "completed",
  cause: null,
  draining: false,
  total_count: 10,
  invalidated_rows_count: 2,
  slots_in_use: 0,
  credits_spent: 9.1,
  counts: {
    calls: 10,
    attempts: 13,
    by_status: { registered: 0, ongoing: 0, retry: 0, completed: 7, failed: 1, error: 1, cancelled: 1 },
    by_disposition: { answered: 6, voicemail: 1, busy: 1, carrier_error: 1 }
  }
}

const ended: Ended = {
  info,
  capacity: 4,
  credits: { granted: 30, spent: 9.1, held: 0, left: 20.9 },
  audit: { requests: 13, doubleDials: 0, maxConcurrent: 4 },
  seconds: 21.25,
  played: 4500
}

it("has the figures under the names that programs read", () => {
  expect(figuresOf(ended)).toEqual({
    contacts: 12,
    accepted: 10,
    rejected: 2,
    calls: 10,
    completed: 7,
    failed: 2,
    canceled: 1,
    attempts: 13,
    maxConcurrent: 4,
    capacity: 4,
    creditsGranted: 30,
    creditsSpent: 9.1,
    creditsHeld: 0,
    doubleDials: 0,
    seconds: 21.25
  })
})

it("finds nothing wrong where everything adds up", () => {
  expect(mistakesOf(ended)).toEqual([])
})

it.each<[string, Ended]>([
  ["10 contacts, but 9 closed calls", {
    ...ended,
    info: { ...info, counts: { ...info.counts, by_status: { ...info.counts.by_status, completed: 6, ongoing: 1 } } }
  }],
  ["1 double dials", { ...ended, audit: { ...ended.audit, doubleDials: 1 } }],
  ["5 calls at once, above the capacity", { ...ended, audit: { ...ended.audit, maxConcurrent: 5 } }],
  ["14 dials at the carrier, 13 in the books", { ...ended, audit: { ...ended.audit, requests: 14 } }],
  ["the credits do not add up", { ...ended, credits: { ...ended.credits, left: 20 } }],
  ["0.5 credits are still held", { ...ended, credits: { ...ended.credits, held: 0.5, left: 20.4 } }],
  ["the campaign and the workspace disagree on what was spent", {
    ...ended,
    credits: { ...ended.credits, spent: 9, left: 21 }
  }]
])("finds that %s", (mistake, wrong) => {
  expect(mistakesOf(wrong)).toEqual([mistake])
})

it("reports counts that add up to the list", () => {
  const report = reportOf(ended)
  expect(report).toContain("12 rows in the list: 10 contacts, 2 rows set aside")
  expect([...report.matchAll(/^ {4}(\S.*?) +(\d+)$/gmu)].map(([, words, count]) => [words, Number(count)])).toEqual([
    ["answered", 6],
    ["voicemail", 1],
    ["busy", 1],
    ["carrier error", 1],
    ["not dialed", 1],
    ["together", 10]
  ])
  expect(report).toContain("30 credits granted = 9.1 spent + 0 held + 20.9 left")
})

it("is through when the campaign is over and its last call has ended", () => {
  expect(isThrough(info)).toBe(true)
  expect(isThrough({ ...info, draining: true })).toBe(false)
  expect(isThrough({ ...info, campaign_status: "paused" })).toBe(false)
})

it("shows where a campaign stands", () => {
  const standing = {
    info: {
      ...info,
      slots_in_use: 3,
      counts: {
        ...info.counts,
        by_status: { registered: 1, ongoing: 3, retry: 1, completed: 4, failed: 1, error: 0, cancelled: 0 }
      }
    },
    capacity: 4,
    creditsLeft: 20.9,
    now: Date.UTC(2026, 2, 3, 9, 42)
  }
  const [bar, counts] = livePicture(standing)
  expect(bar).toBe(`  Tue 09:42 UTC  ${"█".repeat(15)}${"░".repeat(15)}  50 %  5 of 10 done`)
  expect(counts).toBe(
    "  1 to call · 13 dials · 6 answered · 1 voicemail · 1 to retry · 1 failed · 3/4 slots · 20 credits left"
  )
  expect(plainLine(standing)).toContain("Tue 09:42 UTC  50 %  1 to call · 13 dials")
})
