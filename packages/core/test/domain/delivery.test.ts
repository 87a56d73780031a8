import { expect, it } from "vitest"
import {
  deliveryDelays,
  deliverySpan,
  givenUpBefore,
  isSounded,
  nextTry,
  type Tried,
  type Trouble,
  troubleAfter
} from "../../src/domain/delivery.ts"
import { day, now } from "./given.ts"

const failed: Tried["result"] = { _tag: "Failed", reason: "status 503", retryAt: undefined }
const delivered: Tried["result"] = { _tag: "Delivered" }
const minute = 60_000

it("a delivery is tried again at growing distances for more than a day, and then it is dead", () => {
  let at = now
  let failures = 1
  let last = 0
  for (let next = nextTry(failures, at); next !== undefined; next = nextTry(failures, at)) {
    expect(next - at).toBeGreaterThanOrEqual(last)
    last = next - at
    at = next
    failures++
  }
  expect(at - now).toBeGreaterThan(day)
  expect(failures).toBe(deliveryDelays.length + 1)
  expect(nextTry(1, now)).toBe(now + 5000)
})

it("chance makes a wait up to a tenth longer, and never shorter", () => {
  expect(nextTry(3, now, 0.5)).toBe(now + 315_000)
  expect(nextTry(3, now, 0.999_999)).toBeLessThan(now + 330_000)
  expect(nextTry(deliveryDelays.length + 1, now, 0.5)).toBeUndefined()
})

it("one success makes a target well, and a few failures leave it alone no longer than they must", () => {
  expect(troubleAfter(undefined, [delivered], now)).toBeUndefined()
  const two = troubleAfter(undefined, [failed, failed], now)
  expect(two).toEqual({ failures: 2, since: now, restsUntil: 0 })
  expect(isSounded(two)).toBe(false)
  const three = troubleAfter(two, [failed], now + 1)
  expect(three).toEqual({ failures: 3, since: now, restsUntil: now + 5001 })
  expect(isSounded(three)).toBe(true)
  expect(troubleAfter(three, [failed, delivered, failed], now + 2)).toBeUndefined()
})

it("a target that keeps failing rests half as long as it has been failing, up to half an hour", () => {
  const trouble: Trouble = { failures: 9, since: now, restsUntil: 0 }
  const rest = (after: number) => troubleAfter(trouble, [failed], now + after)!.restsUntil - now - after
  expect([4000, 10 * minute, 50 * minute, day].map(rest)).toEqual([5000, 5 * minute, 25 * minute, 30 * minute])
  const asked: Tried["result"] = { ...failed, restsUntil: now + 2 * day }
  expect(troubleAfter(undefined, [asked], now)?.restsUntil).toBe(now + 2 * day)
})

it("what waits is given up together when a target took nothing for as long as each message is tried", () => {
  expect(deliverySpan).toBeGreaterThan(day)
  expect(givenUpBefore(undefined, now)).toBeUndefined()
  expect(givenUpBefore({ failures: 9, since: now - deliverySpan + 1, restsUntil: 0 }, now)).toBeUndefined()
  expect(givenUpBefore({ failures: 9, since: now - deliverySpan, restsUntil: 0 }, now)).toBe(now - deliverySpan)
})
