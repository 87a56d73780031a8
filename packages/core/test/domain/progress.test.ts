import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { AttemptState } from "../../src/domain/attempt.ts"
import { CallStatus, isFinal } from "../../src/domain/call.ts"
import { Disposition } from "../../src/domain/disposition.ts"
import { noProgress, Progress, progressOf } from "../../src/domain/progress.ts"
import { attempt, call, now } from "./given.ts"

const calls = fc.array(fc.record({
  status: fc.constantFrom(...CallStatus.literals),
  disposition: fc.option(fc.constantFrom(...Disposition.literals))
})).map((all) => all.map((fields) => ({ ...call, ...fields })))

const attempts = fc.array(fc.record({
  state: fc.constantFrom(...AttemptState.literals),
  placedAt: fc.constantFrom(null, now),
  spent: fc.nat()
})).map((all) => all.map((fields) => ({ ...attempt, ...fields })))

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, n) => all + n, 0)

describe("progress", () => {
  it("adds up to the calls, and to those that are closed after a dial", () => {
    fc.assert(fc.property(calls, attempts, (calls, attempts) => {
      const progress = progressOf(calls, attempts)
      expect(Schema.is(Progress)(progress)).toBe(true)
      expect(progress.calls).toBe(calls.length)
      expect(sum(progress.byStatus)).toBe(calls.length)
      const closed = calls.filter(({ disposition, status }) => isFinal(status) && disposition !== null)
      expect(sum(progress.byDisposition)).toBe(closed.length)
      expect(progress.attempts).toBe(attempts.filter(({ placedAt }) => placedAt !== null).length)
      expect(progress.live).toBe(attempts.filter(({ state }) => state !== "ended").length)
      expect(progress.spent).toBe(attempts.reduce((all, { spent }) => all + spent, 0))
    }))
  })

  it("of nothing has every count, and all are zero", () => {
    expect(progressOf([], [])).toEqual(noProgress)
    expect(Object.keys(noProgress.byStatus)).toEqual([...CallStatus.literals])
    expect(sum(noProgress.byStatus) + sum(noProgress.byDisposition)).toBe(0)
    progressOf([call], [])
    expect(noProgress.byStatus.registered).toBe(0)
  })
})
