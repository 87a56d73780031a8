import { expect, it } from "vitest"
import { audit } from "../../src/crash/audit/audit.ts"
import { soundRun, withDial, withEvidence } from "./world.ts"

const { evidence } = soundRun

it("finds nothing where nothing is wrong", () => {
  expect(audit(soundRun)).toMatchObject({
    apiCalls: 1,
    unanswered: 0,
    rests: 1,
    restless: 0,
    underway: 0,
    attempts: 4,
    dials: 4,
    doubleDials: 0,
    lost: 0,
    maxConcurrent: 2,
    capacity: 2,
    paceExceeded: 0,
    ledgerError: 0,
    untold: 0,
    disordered: 0,
    forged: 0,
    altered: 0,
    findings: []
  })
})

it("finds an attempt that was dialed again", () => {
  const { doubleDials, findings } = audit(withDial({ attempt: "b1", to: "bob", after: 200_000 }))
  expect(doubleDials).toBe(2)
  expect(findings).toContainEqual(expect.stringContaining("attempt b1 to +12025550100 was asked for once more"))
  expect(findings).toContainEqual(expect.stringContaining("call cb to +12025550100 was dialed 2 times in 1 attempts"))
})

it("finds two calls to a phone at the same time, and a dial that the database has lost", () => {
  const { findings } = audit(withDial({ attempt: "gone", to: "bob", after: 15_000 }))
  expect(findings).toContainEqual(expect.stringContaining("during a call until"))
  expect(findings).toContainEqual(expect.stringContaining("attempt gone to +12025550100 was asked for"))
})

it("counts apart what the carrier took after its attempt was given up, and only that", () => {
  const [ann, bob, ...others] = evidence.attempts
  const stray = withDial({ attempt: "late", to: "bob", after: 15_000 })
  const late = { ...bob!, id: "late", spent: 0, disposition: "unknown", code: "not_known_to_carrier" }
  const judged = (endedAt: number) =>
    audit({ ...stray, evidence: { ...evidence, attempts: [ann!, bob!, ...others, { ...late, endedAt }] } })
  expect(judged(bob!.claimedAt + 5000)).toMatchObject({ doubleDials: 0, strays: 1, unknown: 1, unknownDialed: 1 })
  expect(judged(bob!.claimedAt + 50_000)).toMatchObject({ doubleDials: 1, strays: 0 })
})

it("finds a dial of an attempt that was taken back as never dialed", () => {
  const attempts = evidence.attempts.map((one) => one.id === "a1" ? { ...one, code: "gate:slot" } : one)
  expect(audit(withEvidence({ attempts })).findings).toContainEqual(expect.stringContaining("taken back"))
})

it("finds a contact without a call, with two, and with one that goes on", () => {
  const [ann, bob, ...others] = evidence.calls
  expect(audit(withEvidence({ calls: [ann!, ...others] })).lost).toBeGreaterThan(0)
  expect(audit(withEvidence({ calls: [ann!, bob!, { ...bob!, id: "cc" }, ...others] })).lost).toBeGreaterThan(0)
  expect(audit(withEvidence({ calls: [ann!, { ...bob!, status: "ongoing" }, ...others] })).lost).toBe(1)
  expect(audit(withEvidence({ tallies: [{ source: "c", calls: 1 }, { source: "api", calls: 1 }] })).lost).toBe(1)
  expect(audit(withEvidence({ campaigns: [] })).lost).toBe(2)
})

it("finds more calls at once than there are slots", () => {
  const workspaces = [{ id: "w", name: "North", capacity: 1 }]
  expect(audit(withEvidence({ workspaces })).findings).toEqual(["capacity: North had 2 calls at once of 1"])
})

it("finds requests that come faster than the pace, but not those that were claimed in time and came late", () => {
  const [first, second, ...others] = evidence.attempts
  const early = { ...second!, claimedAt: second!.claimedAt - 2000 }
  const hasty = { ...withEvidence({ attempts: [first!, early, ...others] }) }
  const record = hasty.record.map((line) => line.at === second!.claimedAt ? { ...line, at: early.claimedAt } : line)
  expect(audit({ ...hasty, record }).findings).toContainEqual(
    expect.stringContaining("pace: +16465550100 exceeded it")
  )
  const slow = soundRun.record.map((line) => line.at === first!.claimedAt ? { ...line, at: line.at + 3000 } : line)
  expect(audit({ ...soundRun, record: slow }).paceExceeded).toBe(0)
})

it("finds a charge that is not what the carrier's seconds cost, and books that do not balance", () => {
  const attempts = evidence.attempts.map((one) =>
    one.id === "b1" ? { ...one, firstIncrement: 10, nextIncrement: 10 } : one
  )
  expect(audit(withEvidence({ attempts })).ledgerError).toBe(500_000)
  const [grant, ...others] = evidence.postings
  expect(audit(withEvidence({ postings: [grant!, ...others.slice(1)] })).ledgerError).toBeGreaterThan(0)
  expect(
    audit(withEvidence({ postings: [...evidence.postings, others.find(({ kind }) => kind === "settle")!] })).findings
  ).toContainEqual(
    expect.stringContaining("number of settle lines of attempt b1 is 2")
  )
})
