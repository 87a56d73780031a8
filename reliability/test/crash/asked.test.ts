import { expect, it } from "vitest"
import { audit } from "../../src/crash/audit/audit.ts"
import { at, type Became, journalOf, soundRun, withDial, withEvidence } from "./world.ts"

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

/**
 * The run with other lines in its journal after the campaign began and two attempts were placed, and with its third
 * request so many ms after the start.
 */
const judged = (
  lines: ReadonlyArray<Became>,
  { after = 65_000, commands = [pause!, resume!] }: { after?: number; commands?: typeof soundRun.commands } = {}
) => {
  const record = soundRun.record.map((line) => line.at === at + 65_000 ? { ...line, at: at + after } : line)
  const journal = journalOf(["d1", "placing"], ["c", "ongoing"], ["a1", "placing"], ["b1", "placing"], ...lines)
  const { findings, ...figures } = audit({ ...withEvidence({ journal }), record, commands })
  return { ...figures, findings: findings.filter((finding) => finding.startsWith("restless")) }
}

const [claimed, placed]: ReadonlyArray<Became> = [["a2", "claimed"], ["a2", "placing"]]
const [rests, goesOn]: ReadonlyArray<Became> = [["c", "paused"], ["c", "ongoing"]]

it("finds what a campaign claims and places while it rests, by the order of the steps and not by clocks", () => {
  expect(judged([rests!, claimed!, placed!, goesOn!])).toMatchObject({
    restless: 2,
    findings: [
      "restless: attempt a2 was claimed in line 6 of the journal, when its campaign c was paused since line 5",
      "restless: attempt a2 was placed in line 7 of the journal, when its campaign c was paused since line 5"
    ]
  })
  expect(judged([claimed!, rests!, placed!, goesOn!]).findings).toEqual([
    expect.stringContaining("a2 was placed in line 7")
  ])
})

it.each(["draft", "scheduled", "completed", "failed", "canceled"])(
  "finds what a campaign claims that is %s",
  (status) => {
    expect(
      judged([rests!, ["c", status], claimed!, goesOn!, placed!], { commands: [pause!, resume!, resume!] }).findings
    )
      .toEqual([
        `restless: attempt a2 was claimed in line 7 of the journal, when its campaign c was ${status} since line 6`
      ])
  }
)

it("finds an attempt of a campaign of which the journal knows nothing", () => {
  const { findings } = audit(withEvidence({ journal: evidence.journal.filter(({ id }) => id !== "c") }))
  expect(findings).toContainEqual(expect.stringContaining("when its campaign c was unknown"))
})

it("finds what was asked for and never placed", () => {
  expect(judged([rests!, goesOn!, claimed!]).findings).toEqual([
    "restless: attempt a2 was asked for at 1065000, and was never placed"
  ])
})

it("finds a pause and a termination that were answered and not done, and lets those be that were not answered", () => {
  expect(judged([placed!])).toMatchObject({
    rests: 1,
    findings: ["restless: campaign c was paused 0 times, and 1 pauses were answered"]
  })
  const terminate = { ...pause!, kind: "terminate" } as const
  expect(judged([placed!], { commands: [terminate] })).toMatchObject({
    rests: 1,
    findings: ["restless: campaign c was terminated by an answer, and by nothing else"]
  })
  expect(judged([placed!, ["c", "canceled"]], { commands: [terminate] }).restless).toBe(0)
  for (const outcome of ["refused", "lost"] as const) {
    expect(judged([placed!], { commands: [{ ...pause!, outcome }] })).toMatchObject({ rests: 0, restless: 0 })
  }
})

it("finds a resumption that nobody asked for, and none where an answer was lost, and it came late", () => {
  const resumed = [rests!, goesOn!, placed!]
  for (const commands of [[], [pause!], [pause!, { ...resume!, outcome: "refused" }]] as const) {
    expect(judged(resumed, { commands }).findings).toEqual([
      "restless: campaign c was resumed 1 times, and asked to be 0 times"
    ])
  }
  const late = { ...resume!, outcome: "lost" } as const
  expect(judged(resumed, { commands: [late, pause!] })).toMatchObject({ rests: 1, restless: 0 })
})

it("lets pass what was on its way when the pause came, and counts it", () => {
  const early = [claimed!, placed!, rests!, goesOn!]
  expect(judged(early, { after: 40_000 })).toMatchObject({ restless: 0, underway: 1, rests: 1 })
  expect(judged(early, { after: 65_000 })).toMatchObject({ restless: 0, underway: 0 })
  const terminate = { ...pause!, kind: "terminate" } as const
  const over = [claimed!, placed!, ["c", "canceled"]] as const
  expect(judged(over, { after: 40_000, commands: [terminate] })).toMatchObject({ restless: 0, underway: 1, rests: 1 })
  const resumed = [rests!, goesOn!, claimed!, placed!]
  for (const next of [[], [["c", "completed"]]] as const) {
    expect(judged([...resumed, ...next], { after: 40_000 })).toMatchObject({ restless: 0, underway: 0 })
  }
})
