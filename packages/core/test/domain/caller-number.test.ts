import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { admit } from "../../src/domain/admit.ts"
import { after, type Health, healthy } from "../../src/domain/breaker.ts"
import { chooseNumber, type NumberState } from "../../src/domain/caller-number.ts"
import type { NumberChoice } from "../../src/domain/calling-policy.ts"
import type { NumberId } from "../../src/domain/id.ts"
import { allowance } from "../../src/domain/pace.ts"
import { countryCode, Phone } from "../../src/domain/phone.ts"
import { id, minute, now, number } from "./given.ts"
import { byId, candidate, resting, turn } from "./turn-given.ts"

const least: NumberChoice = { order: "least_recent", sticky: false, local: false }
const rotation: NumberChoice = { ...least, order: "rotation" }

/** The nth caller number. */
const caller = (n: number, fields: Partial<typeof number> = {}) => ({
  ...number,
  id: id<NumberId>(100 + n),
  phone: Phone.make(`+1415556000${n}`),
  ...fields
})

const broken = Array.from({ length: 10 }).reduce<Health>((health) => after(health, true, now), healthy)

const someone = { phone: Phone.make("+14155550001"), lastNumberId: null }

const chosen = (
  states: ReadonlyArray<NumberState>,
  choice = least,
  call: { readonly phone: Phone; readonly lastNumberId: NumberId | null } = someone
) => chooseNumber(states, choice, call, now).number?.number.id

/** By which numbers a turn's calls leave, and what it leaves of the numbers. */
const leave = (states: ReadonlyArray<NumberState>, calls: number, choice: NumberChoice, at = now) => {
  const numbers = states.map(({ number }) => number.id)
  const candidates = Array.from({ length: calls }, (_, n) => ({
    ...candidate(n, {}, { numberChoice: choice }),
    numbers
  }))
  const { arrivals, attempts } = admit({ ...turn, candidates, numbers: byId(...states), now: at })
  return {
    by: attempts.map(({ numberId }) => numbers.indexOf(numberId)),
    left: states.map((state) => ({ ...state, arrival: arrivals.get(state.number.id) ?? state.arrival }))
  }
}

describe("the number that a call leaves from", () => {
  it("is one that is in use, well, and within its pace, whenever there is one", () => {
    const state = fc.record({
      n: fc.nat({ max: 9 }),
      arrival: fc.constantFrom(0, now - minute, now, now + 500, now + minute),
      paused: fc.boolean(),
      health: fc.constantFrom(healthy, broken, { ...broken, openUntil: now }),
      live: fc.nat({ max: 1 }),
      burst: fc.integer({ min: 1, max: 3 })
    })
    const states = fc.uniqueArray(state, { selector: ({ n }) => n, maxLength: 6 }).map((all) =>
      all.map(({ burst, n, paused, ...rest }) => resting(caller(n, { paused, pace: { perSecond: 1, burst } }), rest))
    )
    const choice = fc.record({
      order: fc.constantFrom<NumberChoice["order"]>("rotation", "least_recent"),
      sticky: fc.boolean(),
      local: fc.boolean()
    })
    fc.assert(
      fc.property(states, choice, fc.nat({ max: 9 }), (states, choice, last) => {
        const usable = states.filter(({ health, live, number }) =>
          !number.paused && (health.openUntil === 0 || (health.openUntil <= now && live === 0))
        )
        const free = usable.filter(({ arrival, number }) => allowance(number.pace, arrival, now) > 0)
        const found = chooseNumber(states, choice, { ...someone, lastNumberId: caller(last).id }, now)
        if (found.number === undefined) {
          expect(free).toEqual([])
          expect(found.nextAt === undefined).toBe(usable.length === 0)
          const soon = usable.filter(({ arrival, number }) => allowance(number.pace, arrival, found.nextAt!) > 0)
          if (usable.length > 0) expect(soon.length).toBeGreaterThan(0)
        } else {
          expect(free).toContain(found.number)
          const same = free.find(({ number }) => number.id === caller(last).id)
          if (choice.sticky && same !== undefined) expect(found.number).toBe(same)
        }
      }),
      { numRuns: 1000 }
    )
  })

  it("is by the least recent choice the one that has been silent for longest, whatever its pace", () => {
    const hasty = resting(caller(1), { arrival: now - 2000 })
    const lazy = resting(caller(2, { pace: { perSecond: 0.1, burst: 2 } }), { arrival: now + 1000 })
    expect(chosen([hasty, lazy])).toBe(lazy.number.id)
    expect(chosen([hasty, lazy, resting(caller(3))])).toBe(caller(3).id)
  })

  it("is by rotation the next one after the last, within a turn and from turn to turn", () => {
    const states = [1, 2, 3].map((n) => resting(caller(n, { pace: { perSecond: n, burst: 9 } })))
    expect(leave(states, 9, rotation).by).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2])
    const single = leave(states, 1, rotation)
    const second = leave(single.left, 1, rotation, now + minute)
    const third = leave(second.left, 1, rotation, now + 2 * minute)
    const fourth = leave(third.left, 2, rotation, now + 3 * minute)
    expect([...single.by, ...second.by, ...third.by, ...fourth.by]).toEqual([0, 1, 2, 0, 1])
  })

  it("passes over those that are paused or unwell in a rotation", () => {
    const states = [resting(caller(1)), resting(caller(2, { paused: true })), resting(caller(3)), resting(caller(4))]
    expect(leave(states, 6, rotation).by).toEqual([0, 2, 3, 0, 2, 3])
    const ill = states.map((state, n) => n === 2 ? { ...state, health: broken } : state)
    expect(leave(ill, 4, rotation).by).toEqual([0, 3, 0, 3])
  })

  it("is the one that the contact saw before, as long as it may be used", () => {
    const sticky = { ...least, sticky: true }
    const seen = { ...someone, lastNumberId: caller(1).id }
    const used = resting(caller(1), { arrival: now - 1 })
    expect(chosen([used, resting(caller(2))], sticky, seen)).toBe(caller(1).id)
    expect(chosen([used, resting(caller(2))], least, seen)).toBe(caller(2).id)
    const gone = resting(caller(1, { paused: true }))
    expect(chosen([gone, resting(caller(2))], sticky, seen)).toBe(caller(2).id)
  })

  it("is of the contact's area before its country, and of its country before others", () => {
    const local = { ...least, local: true }
    const numbers = ["+441632960001", "+12125550001", "+14155560001", "+4930000001", "+351210000001"]
    const states = numbers.map((phone, n) => resting(caller(n, { phone: Phone.make(phone) })))
    const to = (phone: string) => {
      const found = chosen(states, local, { phone: Phone.make(phone), lastNumberId: null })
      return numbers[states.findIndex(({ number }) => number.id === found)]
    }
    expect(to("+14155550100")).toBe("+14155560001")
    expect(to("+12125550100")).toBe("+12125550001")
    expect(to("+13105550100")).toBe("+12125550001")
    expect(to("+4989000000")).toBe("+4930000001")
    const silent = states.map((state) => ({ ...state, arrival: state === states[4] ? now - 1000 : now - 2000 }))
    const irish = chosen(silent, local, { phone: Phone.make("+353800000001"), lastNumberId: null })
    expect(irish).not.toBe(states[4]!.number.id)
  })

  it("is probed with one call after it failed too often", () => {
    const probing = resting(caller(1), { health: { ...broken, openUntil: now } })
    expect(leave([probing], 3, least).by).toEqual([0])
    expect(leave([{ ...probing, live: 1 }], 3, least).by).toEqual([])
    expect(leave([probing, resting(caller(2))], 3, rotation).by).toEqual([0, 1, 1])
  })
})

describe("the country code of a number", () => {
  it("has one digit, two or three, as the ITU assigned them", () => {
    const numbers = [
      "+14155550100",
      "+79991234567",
      "+441632960001",
      "+919876543210",
      "+353800000001",
      "+2348000000000"
    ]
    expect(numbers.map((phone) => countryCode(Phone.make(phone)))).toEqual(["+1", "+7", "+44", "+91", "+353", "+234"])
  })
})
