import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Attempt, AttemptState, hasEnded } from "../../src/domain/attempt.ts"
import { isFinal, isWaiting } from "../../src/domain/call.ts"
import { emptyBalance, grant, hold, post } from "../../src/domain/credit.ts"
import { canTakeBack, type Course, follow, takeBack } from "../../src/domain/outcome.ts"
import { attempt, call, campaign, now, policy } from "./given.ts"
import { retold, story } from "./stories.ts"

const course: Course = {
  attempt: { ...attempt, state: "placing", placedAt: now },
  call: { ...call, status: "ongoing", subStatus: "dialing" },
  policy: { ...policy, retry: { attempts: 2, delays: { busy: 60, carrier_error: 5 } } },
  campaign,
  callbackUrl: "https://example.com/hook"
}

/** The balance after an attempt's hold and what followed. */
const balanceOf = ({ attemptId, postings }: { attemptId: Attempt["id"]; postings: Parameters<typeof post>[1] }) =>
  post(emptyBalance, [
    grant(attempt.workspaceId, 5_000_000, "", now),
    ...hold(attempt.held, { workspaceId: attempt.workspaceId, attemptId, at: now }),
    ...postings
  ])

describe("what follows from a carrier's events", () => {
  it("is the same whatever their order and repetition", () => {
    const sorted = (outcome: ReturnType<typeof follow>) => ({
      ...outcome,
      drafts: outcome.drafts.toSorted((a, b) => a.type < b.type ? -1 : 1)
    })
    fc.assert(
      fc.property(retold, ({ again, events }) => {
        expect(sorted(follow(course, again, now))).toEqual(sorted(follow(course, events, now)))
      }),
      { numRuns: 300 }
    )
  })

  it("is the same in one batch and one by one", () => {
    fc.assert(fc.property(story, (events) => {
      let { attempt, call } = course
      const postings = []
      const drafts = []
      for (const event of events) {
        const next = follow({ ...course, attempt, call }, [event], now)
        attempt = next.attempt
        call = next.call
        postings.push(...next.postings)
        drafts.push(...next.drafts)
      }
      expect({ attempt, call, postings, drafts }).toEqual(follow(course, events, now))
    }))
  })

  it("closes the hold, and decides the call, with the end and not before", () => {
    fc.assert(fc.property(story, (events) => {
      const { attempt, call, postings } = follow(course, events, now)
      const balance = balanceOf({ attemptId: attempt.id, postings })
      expect(balance.held).toBe(hasEnded(attempt) ? 0 : attempt.held)
      expect(balance.spent).toBe(attempt.spent)
      expect(call.status === "ongoing").toBe(!hasEnded(attempt))
      expect(call.disposition).toBe(attempt.disposition)
      expect(isWaiting(call.status) || isFinal(call.status)).toBe(hasEnded(attempt))
    }))
  })

  it("tells of a conversation once, and of the end once", () => {
    fc.assert(fc.property(story, (events) => {
      const { attempt, drafts } = follow(course, [...events, ...events], now)
      const connected = attempt.answeredAt !== null || attempt.spent > 0
      const types = drafts.map(({ type }) => type).toSorted()
      expect(types).toEqual([
        ...hasEnded(attempt) ? ["call_completed"] : [],
        ...connected ? ["call_started"] : []
      ])
      expect(drafts.every(({ targets }) => targets.length === 1)).toBe(true)
    }))
  })
})

describe("an attempt that is taken back", () => {
  it("is one of which no request was taken", () => {
    const states = AttemptState.literals.filter((state) => canTakeBack({ ...attempt, state }))
    expect(states).toEqual(["claimed", "placing"])
  })

  it("leaves the call as if it had never been", () => {
    const fresh = takeBack(course.attempt, course.call, campaign, now + 5, "not_now", now + 1)
    expect(fresh.call).toEqual({ ...call, dueAt: now + 5, updatedAt: now + 1 })
    const tried = { ...course.call, attempts: 1, disposition: "busy" } as const
    const waiting = takeBack(course.attempt, tried, null, now + 5, "not_now", now + 1)
    expect(waiting.call).toMatchObject({ status: "retry", subStatus: "retry_scheduled", attempts: 1, dueAt: now + 5 })
  })

  it("gives its hold back, and was never placed", () => {
    const { attempt, drafts, postings } = takeBack(course.attempt, course.call, campaign, now, "not_now", now)
    expect(balanceOf({ attemptId: attempt.id, postings })).toMatchObject({ available: 5_000_000, held: 0, spent: 0 })
    expect(attempt).toMatchObject({ state: "ended", disposition: "canceled", placedAt: null, code: "not_now" })
    expect(drafts).toEqual([])
  })

  it("of a campaign that is over closes the call", () => {
    const closed = (status: "canceled" | "failed" | "completed") =>
      takeBack(course.attempt, course.call, { ...campaign, status }, now, "", now).call
    expect(closed("canceled")).toMatchObject({ status: "canceled", subStatus: "terminated", disposition: null })
    expect(closed("failed")).toMatchObject({ status: "canceled", subStatus: "campaign_ended" })
    expect(closed("completed")).toMatchObject({ status: "canceled", subStatus: "campaign_ended" })
  })
})
