import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Attempt, AttemptState, hasEnded } from "../../src/domain/attempt.ts"
import { isFinal, isWaiting } from "../../src/domain/call.ts"
import { emptyBalance, grant, hold, post } from "../../src/domain/credit.ts"
import { Disposition } from "../../src/domain/disposition.ts"
import { canTakeBack, type Course, follow, isFailure, takeBack, type Withdrawal } from "../../src/domain/outcome.ts"
import { attempt, call, campaign, now, policy } from "./given.ts"
import { event, retold, story } from "./stories.ts"

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
    ...hold(attempt.held, { workspaceId: attempt.workspaceId, attemptId, campaignId: campaign.id, at: now }),
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

  it("tells of a conversation once, of the end once, and of the contact once, when its call is closed", () => {
    fc.assert(fc.property(story, (events) => {
      const { attempt, call, drafts } = follow(course, [...events, ...events], now)
      const connected = attempt.answeredAt !== null || attempt.spent > 0
      const types = drafts.map(({ type }) => type.replace(/^contact\..*/u, "contact")).toSorted()
      expect(types).toEqual([
        ...hasEnded(attempt) ? ["call_completed"] : [],
        ...connected ? ["call_started"] : [],
        ...isFinal(call.status) ? ["contact"] : []
      ])
      expect(drafts.every(({ targets }) => targets.length === 1)).toBe(true)
    }))
  })
})

const later = (until: number): Withdrawal => ({
  gate: "hook",
  verdict: { _tag: "Defer", until, reason: "later", version: "v1" }
})

describe("an attempt that is taken back", () => {
  it("is one of which no request was taken", () => {
    const states = AttemptState.literals.filter((state) => canTakeBack({ ...attempt, state }))
    expect(states).toEqual(["claimed", "placing"])
  })

  it("leaves the call as if it had never been", () => {
    const fresh = takeBack(course.attempt, course.call, campaign, later(now + 5), now + 1)
    expect(fresh.call).toEqual({ ...call, dueAt: now + 5, updatedAt: now + 1 })
    const tried = { ...course.call, attempts: 1, disposition: "busy" } as const
    const waiting = takeBack(course.attempt, tried, null, later(now + 5), now + 1)
    expect(waiting.call).toMatchObject({ status: "retry", subStatus: "retry_scheduled", attempts: 1, dueAt: now + 5 })
  })

  it("gives its hold back, and was never placed", () => {
    const { attempt, drafts, postings } = takeBack(course.attempt, course.call, campaign, later(now), now)
    expect(balanceOf({ attemptId: attempt.id, postings })).toMatchObject({ available: 5_000_000, held: 0, spent: 0 })
    expect(attempt).toMatchObject({ state: "ended", disposition: "canceled", placedAt: null, code: "gate:hook" })
    expect(drafts).toEqual([])
  })

  it("keeps the gate, its verdict and its data with the instant", () => {
    expect(takeBack(course.attempt, course.call, campaign, later(now + 5), now + 1).decision).toEqual({
      workspaceId: call.workspaceId,
      callId: call.id,
      at: now + 1,
      gate: "hook",
      verdict: "defer",
      until: now + 5,
      reason: "later",
      version: "v1"
    })
  })

  it("by a gate that lets it never pass closes the call", () => {
    const skip: Withdrawal = { gate: "hook", verdict: { _tag: "Skip", reason: "has paid", version: "" } }
    const { call, decision } = takeBack(course.attempt, course.call, campaign, skip, now)
    expect(call).toMatchObject({ status: "canceled", subStatus: "skipped" })
    expect(decision).toMatchObject({ verdict: "skip", until: null, reason: "has paid" })
  })

  it("of a campaign that is over closes the call", () => {
    const closed = (status: "canceled" | "failed" | "completed") =>
      takeBack(course.attempt, course.call, { ...campaign, status }, later(now), now).call
    expect(closed("canceled")).toMatchObject({ status: "canceled", subStatus: "terminated", disposition: null })
    expect(closed("failed")).toMatchObject({ status: "canceled", subStatus: "campaign_ended" })
    expect(closed("completed")).toMatchObject({ status: "canceled", subStatus: "campaign_ended" })
  })
})

describe("an attempt that was withdrawn from the carrier because it rang for too long", () => {
  const withdrawn = (at: number) => event({ kind: "ended", at, disposition: "canceled", code: "487" })
  const ringing = { ...course.attempt, deadlineAt: now + 1000 }

  it("ends like one that nobody answered, for nobody asked to cancel the call", () => {
    const { attempt, call } = follow({ ...course, attempt: ringing }, [withdrawn(now + 1000)], now + 1000)
    expect(attempt).toMatchObject({ disposition: "canceled", code: "overdue 487", spent: 0 })
    expect(call).toMatchObject({ status: "failed", subStatus: "not_retried" })
  })

  it("is dialed again where the policy says so of one that nobody answered", () => {
    const again = { ...policy, retry: { attempts: 2, delays: { no_answer: 60 } } }
    const first = follow({ ...course, attempt: ringing, policy: again }, [withdrawn(now + 1000)], now + 1000)
    expect(first.call).toMatchObject({ status: "retry", dueAt: now + 61_000, attempts: 1 })
    const second = follow({ ...course, call: first.call, policy: again }, [withdrawn(now)], now)
    expect(second.call).toMatchObject({ status: "failed", subStatus: "retry_limit_reached", attempts: 2 })
  })
})

describe("the health of a carrier", () => {
  it("suffers from its failures and from requests of which it knows nothing, and from no one else's", () => {
    const failures = Disposition.literals.filter((disposition) => isFailure({ ...attempt, disposition }))
    expect(failures).toEqual(["carrier_error", "unknown"])
    expect(isFailure({ ...attempt, disposition: "canceled", code: "overdue 487" })).toBe(true)
  })
})
