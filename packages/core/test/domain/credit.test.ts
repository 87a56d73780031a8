import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { emptyBalance, grant, hold, post, type Posting, settle } from "../../src/domain/credit.ts"
import type { AttemptId, CampaignId } from "../../src/domain/id.ts"
import { id, now, workspace } from "./given.ts"

const reason = (n: number) => ({
  workspaceId: workspace.id,
  attemptId: id<AttemptId>(n),
  campaignId: id<CampaignId>(4),
  at: now
})

const amount = fc.nat({ max: 5_000_000 })

/** Grants, and holds that are settled later; each hold within what is available, as a turn makes them. */
const ledger = fc.array(fc.tuple(amount, amount, fc.nat({ max: 2 })), { maxLength: 20 }).map((steps) => {
  const postings: Array<Posting> = []
  const open: Array<number> = []
  for (const [index, [first, second, kind]] of steps.entries()) {
    const { available } = post(emptyBalance, postings)
    if (kind === 0) postings.push(grant(workspace.id, first, "", now))
    else if (kind === 1) {
      const held = Math.min(first, available)
      open.push(held)
      postings.push(...hold(held, reason(index)))
    } else if (open.length > 0) postings.push(...settle(open.pop()!, second, reason(index)))
  }
  return { postings, held: open.reduce((all, n) => all + n, 0) }
})

describe("credits", () => {
  it("sum to zero over all accounts, and none is below zero", () => {
    fc.assert(fc.property(ledger, ({ held, postings }) => {
      const balance = post(emptyBalance, postings)
      expect(balance.granted).toBe(balance.available + balance.held + balance.spent)
      expect(Math.min(balance.granted, balance.available, balance.held, balance.spent)).toBeGreaterThanOrEqual(0)
      expect(balance.held).toBe(held)
      expect(postings.every(({ amount, from, to }) => Number.isInteger(amount) && amount >= 0 && from !== to)).toBe(
        true
      )
    }))
  })

  it("are the same whether the lines are summed at once or one after the other", () => {
    fc.assert(fc.property(ledger, fc.nat(), ({ postings }, n) => {
      const cut = postings.length === 0 ? 0 : n % postings.length
      const inTwo = post(post(emptyBalance, postings.slice(0, cut)), postings.slice(cut))
      expect(inTwo).toEqual(post(emptyBalance, postings))
    }))
  })

  it("that are settled close the hold exactly, whatever was used", () => {
    fc.assert(fc.property(amount, amount, (held, used) => {
      const lines = settle(held, used, reason(1))
      expect(lines.reduce((all, line) => all + line.amount, 0)).toBe(held)
      const spent = lines.filter(({ to }) => to === "spent").reduce((all, line) => all + line.amount, 0)
      expect(spent).toBe(Math.min(held, used))
      expect(lines.every(({ amount, from }) => amount > 0 && from === "held")).toBe(true)
    }))
  })

  it("that are none leave no line", () => {
    expect(hold(0, reason(1))).toEqual([])
    expect(settle(0, 0, reason(1))).toEqual([])
    expect(settle(5, 5, reason(1)).map(({ kind }) => kind)).toEqual(["settle"])
    expect(settle(5, 0, reason(1)).map(({ kind }) => kind)).toEqual(["void"])
  })
})
