import { expect, it } from "vitest"
import type { Phone } from "../../src/index.ts"
import { seenPhones } from "../../src/operations/seen-phones.ts"

const phoneOf = (n: number) => `+1${2_000_000_000 + (n * 7_919_917) % 7_999_999_999}` as Phone

it("knows every phone again, and takes few for others", () => {
  const seen = seenPhones()
  const first = Array.from({ length: 200_000 }, (_, n) => seen(phoneOf(n)))
  const again = Array.from({ length: 200_000 }, (_, n) => seen(phoneOf(n)))
  expect(first.filter(Boolean).length).toBeLessThan(200)
  expect(again).not.toContain(false)
})

it("knows nothing of another list", () => {
  const [one, other] = [seenPhones(), seenPhones()]
  expect([one(phoneOf(1)), one(phoneOf(1)), other(phoneOf(1))]).toEqual([false, true, false])
})
