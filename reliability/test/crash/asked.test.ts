import { expect, it } from "vitest"
import { audit } from "../../src/crash/audit/audit.ts"
import { at, soundRun, withDial, withEvidence } from "./world.ts"

const { evidence } = soundRun
const [asked] = soundRun.calls
const [pause, resume] = soundRun.commands

/** The run with something else about its call of the API, and about what its client knows. */
const withCall = (changed: object, known: object = {}) => {
  const calls = evidence.calls.map((call) => call.source === "api" ? { ...call, ...changed } : call)
  return audit({ ...withEvidence({ calls }), calls: [{ ...asked!, ...known }] })
}

it.each([
  ["is gone", { id: "cx" }, "call cd to +12075550100 was answered, and is not in the database"],
  ["is not over", { status: "retry" }, "call cd to +12075550100 is retry"],
  ["was never dialed", { attempts: 0 }, "call cd to +12075550100 was never dialed"],
  ["is another workspace's", { workspaceId: "x" }, "a call to +12075550100 is another workspace's"]
])("finds an API call that was answered and %s", (_, changed, finding) => {
  expect(withCall(changed).findings).toContain(`lost: ${finding}`)
  expect(withCall(changed).lost).toBeGreaterThan(0)
})

it("takes a call whose answer was lost as it comes, once", () => {
  expect(withCall({}, { id: null })).toMatchObject({ unanswered: 1, unansweredTaken: 1, findings: [] })
  const none = {
    ...withEvidence({
      calls: evidence.calls.filter(({ id }) => id !== "cd"),
      tallies: evidence.tallies.filter(({ source }) => source !== "api")
    }),
    calls: [{ ...asked!, id: null }]
  }
  expect(audit(none)).toMatchObject({ unanswered: 1, unansweredTaken: 0, lost: 0 })
  const twice = { ...withEvidence({ calls: [...evidence.calls, { ...evidence.calls[2]!, id: "ce" }] }) }
  expect(audit({ ...twice, calls: [{ ...asked!, id: null }] }).findings).toContain(
    "double dial: +12075550100 was asked for once, and has 2 calls"
  )
})

it("finds a call that nobody asked for, and one that is not counted", () => {
  expect(audit({ ...soundRun, calls: [] }).findings).toEqual([
    "double dial: call cd to +12075550100 was never asked for"
  ])
  const tallies = evidence.tallies.filter(({ source }) => source !== "api")
  expect(audit(withEvidence({ tallies })).findings).toEqual(["lost: 1 calls of the API are counted as 0"])
})

it("finds by the carrier's record alone that a call was dialed too often", () => {
  const { findings } = audit(withDial({ attempt: "d2", to: "cat", after: 300_000 }))
  expect(findings).toContain("double dial: +12075550100 was dialed 2 times, and may be 1 times")
  expect(findings).toContain("double dial: +12075550100 was asked for once, and talked to 2 times")
})

/** What is found where the attempt after the pause came at another instant: 65,000 ms after the start it is sound. */
const secondAt = (
  after: number,
  changed: object = {},
  commands = [pause!, resume!],
  more: Partial<typeof evidence> = {}
) => {
  const attempts = evidence.attempts.map((one) =>
    one.id === "a2" ? { ...one, claimedAt: at + after, placedAt: at + after, ...changed } : one
  )
  const record = soundRun.record.map((line) => line.at === at + 65_000 ? { ...line, at: at + after } : line)
  return audit({ ...withEvidence({ attempts, ...more }), record, commands })
}

it("finds what a paused campaign claims, places and asks for", () => {
  expect(secondAt(40_000).findings).toEqual([
    expect.stringContaining("restless: attempt a2 was claimed"),
    expect.stringContaining("restless: attempt a2 was placed")
  ])
  expect(secondAt(40_000, { claimedAt: at + 1000 }).restless).toBe(1)
  expect(secondAt(40_000, { claimedAt: at + 1000, placedAt: null }).findings).toContainEqual(
    expect.stringContaining("without being placed")
  )
})

it("lets pass what was on its way when the pause came, and counts it", () => {
  const early = { claimedAt: at + 19_000, placedAt: at + 19_500 }
  expect(secondAt(40_000, early)).toMatchObject({ restless: 0, underway: 1, rests: 1 })
})

it("finds what a terminated campaign does, for ever", () => {
  expect(secondAt(65_000, {}, [{ ...pause!, kind: "terminate" }]).restless).toBe(2)
})

it("says nothing of a pause that was refused, or that a late resumption may have ended", () => {
  const refused = { ...pause!, outcome: "refused" } as const
  expect(secondAt(40_000, {}, [refused, resume!])).toMatchObject({ rests: 0, restless: 0 })
  const lost = { ...resume!, askedAt: at + 10_000, outcome: "lost" } as const
  expect(secondAt(40_000, {}, [lost, pause!, resume!])).toMatchObject({ rests: 1, restless: 2 })
  const again = { ...evidence.messages.find(({ type }) => type === "campaign.resumed")!, id: "again" }
  const late = secondAt(40_000, {}, [lost, pause!, resume!], { messages: [...evidence.messages, again] })
  expect(late).toMatchObject({ rests: 0, restless: 0 })
})
