import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Disposition } from "../../src/domain/disposition.ts"
import type { CampaignId } from "../../src/domain/id.ts"
import { Phone } from "../../src/domain/phone.ts"
import { markOf, outlasts, PhonePattern, type Suppression, suppressionOf } from "../../src/domain/suppression.ts"
import { attempt, day, id, now, workspace } from "./given.ts"

const one: Suppression = {
  workspaceId: workspace.id,
  pattern: "+12015550100",
  scope: { kind: "workspace" },
  source: "register",
  reason: "opted out",
  expiresAt: null,
  createdAt: now
}

const campaignId = id<CampaignId>(4)
const call = { phone: Phone.make("+12015550100"), campaignId, subject: "parcels" }

const holds = (fields: Partial<Suppression>, at: Partial<typeof call> & { readonly now?: number } = {}) =>
  suppressionOf([{ ...one, ...fields }], { ...call, ...at }, at.now ?? now) !== undefined

describe("a suppression", () => {
  it("is of one number, or of all that begin so", () => {
    expect(holds({})).toBe(true)
    expect(holds({ pattern: "+12015550101" })).toBe(false)
    expect(holds({ pattern: "+1201555010" })).toBe(false)
    for (const pattern of ["+1*", "+1201*", "+1201555010*"]) expect(holds({ pattern })).toBe(true)
    expect(holds({ pattern: "+1202*" })).toBe(false)
  })

  it("holds for its scope: the workspace, a campaign, or a subject", () => {
    expect(holds({ scope: { kind: "campaign", campaignId } })).toBe(true)
    expect(holds({ scope: { kind: "campaign", campaignId: id(5) } })).toBe(false)
    expect(holds({ scope: { kind: "subject", subject: "parcels" } })).toBe(true)
    expect(holds({ scope: { kind: "subject", subject: "bills" } })).toBe(false)
  })

  it("of a campaign or a subject does not hold for a call from the API, and one of the workspace does", () => {
    const api = { ...call, campaignId: null, subject: null }
    const scopes: ReadonlyArray<Suppression["scope"]> = [
      { kind: "workspace" },
      { kind: "campaign", campaignId },
      { kind: "subject", subject: "parcels" }
    ]
    expect(scopes.map((scope) => suppressionOf([{ ...one, scope }], api, now) !== undefined)).toEqual([
      true,
      false,
      false
    ])
  })

  it("holds up to, and without, the instant at which it expires", () => {
    expect([now - 1, now, now + 1].map((at) => holds({ expiresAt: now }, { now: at }))).toEqual([true, false, false])
  })

  it("of the widest scope is the one that is named, and none that holds is missed", () => {
    const suppression = fc.record({
      pattern: fc.constantFrom("+12015550100", "+1201*", "+44*"),
      scope: fc.constantFrom<Suppression["scope"]>(
        { kind: "workspace" },
        { kind: "campaign", campaignId },
        { kind: "campaign", campaignId: id(5) },
        { kind: "subject", subject: "parcels" }
      ),
      expiresAt: fc.constantFrom(null, now, now + 1)
    }).map((fields): Suppression => ({ ...one, ...fields }))
    fc.assert(fc.property(fc.array(suppression, { maxLength: 6 }), (all) => {
      const holding = all.filter((each) => suppressionOf([each], call, now) !== undefined)
      const found = suppressionOf(all, call, now)
      expect(found === undefined).toBe(holding.length === 0)
      if (holding.some(({ scope }) => scope.kind === "workspace")) expect(found?.scope.kind).toBe("workspace")
    }))
  })

  it("has a pattern that means numbers", () => {
    const is = Schema.is(PhonePattern)
    for (const good of ["+1*", "+1201*", "+12015550100"]) expect(is(good)).toBe(true)
    for (const bad of ["*", "+*", "+1201", "1201*", "+1*2", "+1201555010012345*", "+01*"]) expect(is(bad)).toBe(false)
  })
})

describe("a phone that a carrier calls invalid", () => {
  it("is marked for its workspace for 90 days, and only by that end", () => {
    expect(markOf({ ...attempt, disposition: "invalid_number" }, now)).toEqual({
      workspaceId: workspace.id,
      pattern: attempt.phone,
      scope: { kind: "workspace" },
      source: "carrier simulated",
      reason: "the carrier says that there is no such number",
      expiresAt: now + 90 * day,
      createdAt: now
    })
    for (const disposition of Disposition.literals.filter((one) => one !== "invalid_number")) {
      expect(markOf({ ...attempt, disposition }, now)).toBeUndefined()
    }
    expect(markOf(attempt, now)).toBeUndefined()
  })

  it("stays suppressed as long as it was, if that is longer", () => {
    const until = (expiresAt: number | null) => ({ ...one, expiresAt })
    expect(outlasts(until(null), until(5))).toBe(true)
    expect(outlasts(until(null), until(null))).toBe(true)
    expect(outlasts(until(5), until(5))).toBe(true)
    expect(outlasts(until(4), until(5))).toBe(false)
    expect(outlasts(until(4), until(null))).toBe(false)
  })
})
