import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { after, type Health, healthy, mayUse } from "../../src/domain/breaker.ts"
import { hour, minute, now } from "./given.ts"

const tell = (health: Health, failed: boolean, times: number, at = now): Health =>
  Array.from({ length: times }).reduce<Health>((before) => after(before, failed, at), health)

const broken = tell(healthy, true, 10)

describe("a breaker", () => {
  it("is closed until there is enough to judge, however bad it begins", () => {
    expect(mayUse(tell(healthy, true, 9), 5, now)).toBe(true)
    expect(mayUse(broken, 0, now)).toBe(false)
  })

  it("opens when about half of the latest outcomes fail, and not for one in four", () => {
    const half = Array.from({ length: 60 }).reduce<Health>((health, _, n) => after(health, n % 3 !== 0, now), healthy)
    expect(half.openUntil).toBeGreaterThan(0)
    const quarter = Array.from({ length: 400 }).reduce<Health>(
      (health, _, n) => after(health, n % 4 === 0, now),
      healthy
    )
    expect(quarter.openUntil).toBe(0)
  })

  it("uses nothing while it is open, and then one probe at a time", () => {
    const until = broken.openUntil
    expect(until).toBe(now + minute)
    expect([until - 1, until].map((at) => mayUse(broken, 0, at))).toEqual([false, true])
    expect(mayUse(broken, 1, until)).toBe(false)
  })

  it("closes at the first success of a probe, and begins anew", () => {
    expect(after(broken, false, broken.openUntil)).toEqual(healthy)
  })

  it("is not closed, nor opened for longer, by what began before it opened", () => {
    const late = after(after(broken, false, now + 1), true, now + 2)
    expect(late).toMatchObject({ openUntil: broken.openUntil, opened: 1 })
  })

  it("opens again after a probe that failed, for twice as long, up to an hour", () => {
    let health = broken
    const pauses: Array<number> = []
    for (let n = 0; n < 9; n++) {
      const at = health.openUntil
      health = after(health, true, at)
      pauses.push((health.openUntil - at) / minute)
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60])
    expect(health.openUntil - now).toBeLessThan(9 * hour)
  })

  it("never opens where nothing fails, and its share stays one", () => {
    const told = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 2 * hour })), { maxLength: 100 })
    fc.assert(fc.property(told, (told) => {
      let health = healthy
      let at = now
      for (const [failed, wait] of told) {
        at += wait
        health = after(health, failed, at)
        expect(health.failing >= 0 && health.failing <= 1).toBe(true)
        expect(health.openUntil === 0).toBe(health.opened === 0)
      }
      if (told.every(([failed]) => !failed)) expect(health.openUntil).toBe(0)
    }))
  })
})
