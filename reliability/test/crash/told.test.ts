import { expect, it } from "vitest"
import { audit } from "../../src/crash/audit/audit.ts"
import { soundRun, withEvidence } from "./world.ts"

const { evidence } = soundRun

/** What is found of a run with something else in its database, but for the order of what is told. */
const findingsWith = (changed: Partial<typeof evidence>) =>
  audit(withEvidence(changed)).findings.filter((finding) => !finding.startsWith("disordered"))

/** The messages of the run without one, as if it had never been written. */
const without = (id: string) => ({
  messages: evidence.messages.filter((message) => message.id !== id),
  deliveries: evidence.deliveries.filter(({ messageId }) => messageId !== id)
})

/** The messages of the run with one of them written again, under another id. */
const twice = (id: string) => {
  const again = { ...evidence.messages.find((message) => message.id === id)!, id: "again" }
  return { messages: [...evidence.messages, again] }
}

it("finds what was written and never received, and lets what is listed as dead pass", () => {
  const received = new Map([...soundRun.receipts.received].filter(([id]) => id !== "m2"))
  const receipts = { ...soundRun.receipts, received }
  expect(audit({ ...soundRun, receipts })).toMatchObject({ untold: 1 })
  const deliveries = evidence.deliveries.map((one) => one.messageId === "m2" ? { ...one, status: "dead" } : one)
  expect(audit({ ...withEvidence({ deliveries }), receipts })).toMatchObject({ untold: 0, dead: 1 })
})

it("finds what reached one of its targets alone", () => {
  const deliveries = [...evidence.deliveries, { messageId: "m2", address: "webhook", status: "done" }]
  expect(findingsWith({ deliveries })).toEqual(["untold: message m2 to webhook is done, and was never received"])
  expect(findingsWith({ deliveries: evidence.deliveries.slice(1) })).toEqual(["untold: message e1 is for nobody"])
})

it.each([
  ["the end of an attempt", "m1", "nobody was told of the end of attempt a1"],
  ["the end of an attempt of an API call", "m4", "nobody was told of the end of attempt d1"],
  ["a conversation", "s2", "nobody was told of the conversation of attempt b1"],
  ["a conversation of an API call", "s4", "nobody was told of the conversation of attempt d1"],
  ["the last word on a contact", "cb", "nobody was told the last word on call cb"],
  ["the last word on an API call", "cd", "nobody was told the last word on call cd"],
  ["a schedule", "e1", "campaign.scheduled is told by 0 messages instead of 1"],
  ["a beginning", "e2", "campaign.started is told by 0 messages instead of 1"],
  ["a pause", "e3", "campaign.paused is told by 0 messages instead of 1"],
  ["a resumption", "e4", "campaign.resumed is told by 0 messages instead of 1"],
  ["an end", "e5", "Campaign is completed, and its end is told as nothing"]
])("finds that nobody was told of %s", (_, id, finding) => {
  expect(findingsWith(without(id))).toEqual([expect.stringContaining(finding)])
})

it.each([
  ["the end of an attempt", "m1", "the end of attempt a1 is told by 2 messages"],
  ["a conversation", "s4", "the conversation of attempt d1 is told by 2 messages"],
  ["a pause", "e3", "campaign.paused is told by 2 messages instead of 1"],
  ["an end", "e5", "its end is told as completed, completed"]
])("finds %s that is told twice", (_, id, finding) => {
  expect(findingsWith(twice(id))).toContainEqual(expect.stringContaining(finding))
})

it("knows that what a lost answer was about may have happened, and no more than that", () => {
  const [pause, resume] = soundRun.commands
  const lost = { ...pause!, outcome: "lost" } as const
  const commands = [lost, lost, resume!]
  expect(audit({ ...soundRun, commands }).untold).toBe(0)
  expect(audit({ ...withEvidence(without("e3")), commands }).untold).toBe(0)
  expect(audit({ ...withEvidence(twice("e3")), commands: [lost, resume!] }).untold).toBeGreaterThan(0)
  expect(audit({ ...soundRun, commands: [resume!] }).untold).toBe(1)
})

it("finds a last word on a call that goes on, but none where calls were closed with their campaign", () => {
  const calls = (changed: object) => evidence.calls.map((call) => call.id === "cb" ? { ...call, ...changed } : call)
  expect(findingsWith({ calls: calls({ status: "ongoing" }) })).toContain(
    "untold: call cb is ongoing, and its last word was told"
  )
  const closed = calls({ status: "canceled", subStatus: "terminated" })
  expect(findingsWith({ ...without("cb"), calls: closed })).toEqual([])
})

it("passes on what must not be believed", () => {
  const receipts = {
    ...soundRun.receipts,
    forged: ["message m9 is not signed"],
    altered: ["message m1 has two bodies"]
  }
  expect(audit({ ...soundRun, receipts })).toMatchObject({
    forged: 1,
    altered: 1,
    findings: ["forged: message m9 is not signed", "altered: message m1 has two bodies"]
  })
})
