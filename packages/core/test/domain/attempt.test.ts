import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { AttemptState, type CarrierEvent, hasEnded, learn, outcomeUnknown } from "../../src/domain/attempt.ts"
import { isConnected } from "../../src/domain/disposition.ts"
import { cost } from "../../src/domain/tariff.ts"
import { attempt, now } from "./given.ts"
import { end, event, retold, story } from "./stories.ts"

describe("an attempt", () => {
  it("is the same for the same events, whatever their order and repetition", () => {
    fc.assert(
      fc.property(retold, ({ again, events }) => {
        expect(again.reduce(learn, attempt)).toEqual(events.reduce(learn, attempt))
      }),
      { numRuns: 500 }
    )
  })

  it("only ever goes forward, and keeps the earliest instant of each kind", () => {
    fc.assert(fc.property(story, (events) => {
      const states = AttemptState.literals
      let before = attempt
      for (const event of events) {
        const next = learn(before, event)
        expect(states.indexOf(next.state)).toBeGreaterThanOrEqual(states.indexOf(before.state))
        before = next
      }
      const earliest = (kind: CarrierEvent["kind"]) => {
        const instants = events.filter((event) => event.kind === kind).map((event) => event.at)
        return instants.length === 0 ? null : Math.min(...instants)
      }
      expect(before.ringingAt).toBe(earliest("ringing"))
      expect(before.answeredAt).toBe(earliest("answered"))
      expect(hasEnded(before)).toBe(events.some(({ kind }) => kind === "ended"))
    }))
  })

  it("is charged for the time that the line was connected, and never more than its hold", () => {
    fc.assert(fc.property(end, (end) => {
      const { disposition, spent, talkSeconds } = learn(attempt, end)
      expect(disposition).toBe(end.disposition ?? "unknown")
      if (isConnected(disposition!)) {
        expect(talkSeconds).toBe(end.talkSeconds)
        expect(spent).toBe(Math.min(attempt.held, cost(attempt.tariff, end.talkSeconds)))
      } else {
        expect([talkSeconds, spent]).toEqual([0, 0])
      }
    }))
  })

  it("has the carrier's name for it as soon as one is told, and keeps it", () => {
    const [unnamed, named] = [null, "CA1"].map((carrierCallId) => event({ kind: "queued", carrierCallId }))
    expect(learn(attempt, unnamed!).carrierCallId).toBeNull()
    expect(learn(learn(attempt, unnamed!), named!).carrierCallId).toBe("CA1")
    expect(learn(learn(attempt, named!), unnamed!).carrierCallId).toBe("CA1")
  })

  it("ends once: a second end changes nothing", () => {
    fc.assert(fc.property(end, end, (first, second) => {
      const ended = learn(attempt, first)
      expect(learn(ended, second)).toEqual(ended)
    }))
  })

  it("of which nobody knows anything ends as unknown, and costs nothing", () => {
    const ended = learn(attempt, outcomeUnknown(attempt, "not_known_to_carrier", now + 5))
    expect(ended).toMatchObject({
      state: "ended",
      disposition: "unknown",
      endedAt: now + 5,
      spent: 0,
      code: "not_known_to_carrier"
    })
  })
})
