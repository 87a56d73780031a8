import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { AttemptState } from "../../src/domain/attempt.ts"
import { isAnsweredFor, isCurrent, type Lease, need, renewed } from "../../src/domain/lease.ts"
import { attempt, now } from "./given.ts"

const lease: Lease = { nodeId: attempt.nodeId, until: now, epoch: 1 }

describe("a lease", () => {
  it("begins with epoch 1, and keeps it when it is renewed", () => {
    expect(renewed(undefined, attempt.nodeId, now)).toEqual(lease)
    expect(renewed({ ...lease, epoch: 4 }, attempt.nodeId, now + 1)).toEqual({ ...lease, until: now + 1, epoch: 4 })
  })

  it("is current in its own epoch only", () => {
    expect([undefined, lease, { ...lease, epoch: 2 }].map((one) => isCurrent(one, 1))).toEqual([false, true, false])
  })

  it("covers what was claimed in its epoch, up to and with its last instant", () => {
    expect(isAnsweredFor(attempt, lease, now)).toBe(true)
    expect(isAnsweredFor(attempt, lease, now + 1)).toBe(false)
    expect(isAnsweredFor(attempt, { ...lease, epoch: 2 }, now)).toBe(false)
    expect(isAnsweredFor(attempt, undefined, now)).toBe(false)
  })
})

describe("an attempt that lives", () => {
  it("needs nothing while its node answers, is released if it was only claimed, and is asked for otherwise", () => {
    const live = AttemptState.literals.filter((state) => state !== "ended")
    const given = fc.record({
      state: fc.constantFrom(...live),
      until: fc.integer({ min: now - 5, max: now + 5 }),
      deadlineAt: fc.integer({ min: now - 5, max: now + 5 }),
      epoch: fc.constantFrom(1, 2),
      has: fc.boolean()
    })
    fc.assert(fc.property(given, ({ deadlineAt, epoch, has, state, until }) => {
      const needed = need({ ...attempt, state, deadlineAt }, has ? { ...lease, until, epoch } : undefined, now)
      const answered = has && epoch === 1 && until >= now && deadlineAt > now
      expect(needed).toBe(answered ? "nothing" : state === "claimed" ? "release" : "ask")
    }))
    const at = (deadlineAt: number) => need({ ...attempt, state: "answered", deadlineAt }, lease, now)
    expect([at(now), at(now + 1)]).toEqual(["ask", "nothing"])
  })
})
