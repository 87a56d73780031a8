import { expect, it } from "vitest"
import { audit } from "../../src/crash/audit/audit.ts"
import type { EvidentMessage } from "../../src/crash/evidence.ts"
import { journalOf, soundRun, withEvidence } from "./world.ts"

const { evidence } = soundRun

const found = (changed: Partial<typeof evidence>) => {
  const { disordered, findings } = audit(withEvidence(changed))
  const own = findings.filter((finding) => finding.startsWith("disordered"))
  expect(own).toHaveLength(disordered)
  return own.map((finding) => finding.replace("disordered: campaign c: ", ""))
}

/** The messages of the run, one of them with something else in it. */
const withMessage = (id: string, changed: Partial<EvidentMessage>) =>
  evidence.messages.map((message) => message.id === id ? { ...message, ...changed } : message)

/** What is told of the campaign, and what the journal has of it, in a few words each. */
const story = (types: ReadonlyArray<readonly [type: string, status: string]>, became: ReadonlyArray<string>) => ({
  messages: types.map(([type, status], n): EvidentMessage => ({
    ...evidence.messages[0]!,
    id: `m${n}`,
    type: `campaign.${type}`,
    status,
    sequence: n
  })),
  journal: journalOf(...became.map((status) => ["c", status] as const))
})

it("finds a pause that is numbered after the resumption that followed it", () => {
  expect(found({ messages: withMessage("e3", { sequence: 3.5 }) })).toEqual([
    "became paused in line 7 of the journal, where message e4 (campaign.resumed, 3) follows message e2 (campaign.started, 1) by its sequence"
  ])
})

it("finds two messages of a campaign that have one number, and one that has none", () => {
  expect(found({ messages: withMessage("e4", { sequence: 2 }) })).toEqual([
    "message e3 (campaign.paused, 2) and message e4 (campaign.resumed, 2) have one number, or none"
  ])
  expect(found({ messages: withMessage("e4", { sequence: Number.NaN }) })).toContainEqual(
    expect.stringContaining("message e4 (campaign.resumed, NaN) have one number, or none")
  )
})

it("finds what the journal has and nobody is told, and what is told and the journal does not have", () => {
  expect(found({ messages: evidence.messages.filter(({ id }) => id !== "e5") })).toEqual([
    "became completed in line 11 of the journal, where nothing follows message e4 (campaign.resumed, 3)"
  ])
  expect(found({ messages: [...evidence.messages, { ...evidence.messages[2]!, id: "e6", sequence: 99 }] })).toEqual([
    "became nothing any more, where message e6 (campaign.paused, 99) follows message e5 (campaign.completed, 4) by its sequence"
  ])
  expect(found({ messages: [] })).toEqual([
    "became ongoing in line 2 of the journal, where nothing follows nothing"
  ])
})

it.each(
  [
    ["is scheduled and starts", [["scheduled", "scheduled"], ["started", "ongoing"]], ["draft", "ongoing"]],
    [
      "is scheduled, and starts and is paused",
      [["scheduled", "scheduled"], ["started", "ongoing"], ["paused", "paused"]],
      ["draft", "scheduled", "paused"]
    ],
    [
      "is scheduled and starts, before it is paused and edited,",
      [["scheduled", "scheduled"], ["started", "ongoing"], ["paused", "paused"], ["edited", "paused"]],
      ["draft", "ongoing", "paused"]
    ],
    [
      "goes on before its start and starts, and goes on and ends",
      [
        ["scheduled", "scheduled"],
        ["paused", "paused"],
        ["resumed", "scheduled"],
        ["started", "ongoing"],
        ["paused", "paused"],
        ["resumed", "ongoing"],
        ["completed", "completed"]
      ],
      ["draft", "scheduled", "paused", "ongoing", "paused", "completed"]
    ]
  ] as const
)("knows that of a step in which a campaign %s the journal has the last status alone", (_, told, became) => {
  expect(found(story(told, became))).toEqual([])
})

it("takes no pause, resumption or end for a part of another step", () => {
  const told = [["started", "ongoing"], ["resumed", "ongoing"], ["paused", "paused"]] as const
  expect(found(story(told, ["draft", "ongoing", "paused"]))).toHaveLength(1)
  expect(found(story([...told, ["canceled", "canceled"]], ["draft", "ongoing", "canceled"]))).toHaveLength(1)
})
