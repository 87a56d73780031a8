import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { firstTariff, nextTariffAt, Price, PriceList, tariffFor } from "../../src/domain/price-list.ts"
import { defaultTariff } from "../../src/domain/tariff.ts"
import { now } from "./given.ts"

const price = (prefix: string, ratePerMinute: number, from: number | null = null, until: number | null = null) => ({
  prefix,
  from,
  until,
  tariff: { ...defaultTariff, ratePerMinute }
})

const rate = (prices: PriceList, phone: string, at = now) => tariffFor(prices, phone, at)?.ratePerMinute

describe("the tariff of a number", () => {
  it("is that of its longest prefix", () => {
    const prices: PriceList = [price("", 1), price("+9198", 4), price("+91", 2), price("+44", 3)]
    const phones = ["+919876543210", "+911234567890", "+447700900000", "+14155550123"]
    expect(phones.map((phone) => rate(prices, phone))).toEqual([4, 2, 3, 1])
  })

  it("is in force from its first instant up to, and without, its last", () => {
    const prices: PriceList = [price("+91", 2, null, now), price("+91", 3, now, now + 10), price("", 1)]
    expect([now - 1, now, now + 9, now + 10].map((at) => rate(prices, "+911234567890", at))).toEqual([2, 3, 3, 1])
  })

  it("is, of several for the same prefix, the one that came into force last", () => {
    const prices: PriceList = [
      price("+91", 1),
      price("+91", 3, now),
      price("+91", 2, now - 1),
      price("+91", 4, now + 1)
    ]
    expect([now - 2, now - 1, now, now + 1].map((at) => rate(prices, "+911234567890", at))).toEqual([1, 2, 3, 4])
    expect([now - 2, now].map((at) => rate([prices[3]!, prices[1]!], "+911234567890", at))).toEqual([undefined, 3])
  })

  it("is none where no prefix covers the number", () => {
    expect(rate([price("+91", 1)], "+14155550123")).toBeUndefined()
  })

  it("is waited for until its next first instant", () => {
    const prices: PriceList = [
      price("+91", 1, null, now),
      price("+91", 2, now + 9),
      price("+9198", 3, now + 5, now + 7),
      price("+9198", 4, now + 2, now + 2),
      price("+44", 5, now + 1)
    ]
    expect(nextTariffAt(prices, "+919876543210", now)).toBe(now + 5)
    expect(nextTariffAt(prices, "+911234567890", now)).toBe(now + 9)
    expect(nextTariffAt(prices, "+911234567890", now + 9)).toBeUndefined()
    expect(nextTariffAt(prices, "+14155550123", now)).toBeUndefined()
  })

  it("is, over a span of time, the first that there is in it", () => {
    const prices: PriceList = [price("+91", 1, null, now), price("+91", 2, now + 5), price("+91", 3, now + 6)]
    const first = (from: number, until: number) => firstTariff(prices, "+911234567890", from, until)?.ratePerMinute
    expect([first(now - 1, now), first(now, now + 6), first(now + 6, now + 7)]).toEqual([1, 2, 3])
    expect(first(now, now + 5)).toBeUndefined()
    expect(firstTariff(prices, "+14155550123", now - 1, Infinity)).toBeUndefined()
  })

  it("has a prefix that is the beginning of a number, or everywhere", () => {
    const is = Schema.is(Price)
    for (const prefix of ["", "+1", "+91987"]) expect(is(price(prefix, 1))).toBe(true)
    for (const prefix of ["91", "+", "+0", "+1*", " +1"]) expect(is(price(prefix, 1))).toBe(false)
  })
})

describe("a price list", () => {
  const is = Schema.is(PriceList)

  it("has no two prices of one prefix that come into force together: nothing would say which counts", () => {
    expect(is([price("", 1), price("", 2)])).toBe(false)
    expect(is([price("+91", 1, now), price("", 1), price("+91", 2, now, now + 1)])).toBe(false)
    expect(is([price("", 1), price("", 2, now), price("+91", 1), price("+91", 2, now), price("+9", 3, now)])).toBe(true)
  })

  it("says which price is one too many", () => {
    const wrong = Schema.decodeUnknownResult(PriceList)([price("", 1), price("+91", 1, now), price("+91", 2, now)])
    expect(wrong).toMatchObject({
      failure: { message: expect.stringMatching(/same prefix from the same instant[\s\S]*\[2\]\["from"\]/u) }
    })
  })
})
