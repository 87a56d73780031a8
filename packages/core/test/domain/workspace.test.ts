import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { Assistant, CallerNumber, Name, Workspace } from "../../src/domain/workspace.ts"
import { number, workspace } from "./given.ts"

describe("workspaces", () => {
  it("have a name that people can read", () => {
    const names = ["Campanile", "ש", "", "  ", "x".repeat(200), "x".repeat(201)]
    expect(names.map((name) => Schema.is(Name)(name))).toEqual([true, true, false, false, true, false])
  })

  it("have one slot at least", () => {
    expect(Schema.is(Workspace)(workspace)).toBe(true)
    for (const capacity of [0, -1, 1.5, 100_001]) expect(Schema.is(Workspace)({ ...workspace, capacity })).toBe(false)
  })

  it("have caller numbers with a pace that ends some time", () => {
    expect(Schema.is(CallerNumber)(number)).toBe(true)
    for (const perSecond of [0, -1, Infinity, NaN]) {
      expect(Schema.is(CallerNumber)({ ...number, pace: { perSecond, burst: 1 } })).toBe(false)
    }
  })

  it("have assistants that are reached in one way", () => {
    const assistant = { workspaceId: workspace.id, id: number.id, name: "Reminder", prompt: "", createdAt: 0 }
    const is = (answer: unknown) => Schema.is(Assistant)({ ...assistant, answer })
    expect(is({ kind: "say" })).toBe(true)
    expect(is({ kind: "sip", address: "sip:desk@example.com" })).toBe(true)
    expect(is({ kind: "stream" })).toBe(false)
    expect(is({ kind: "shout" })).toBe(false)
  })
})
