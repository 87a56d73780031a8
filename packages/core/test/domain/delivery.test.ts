import { expect, it } from "vitest"
import { deliveryDelays, nextTry } from "../../src/domain/delivery.ts"
import { day, now } from "./given.ts"

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
