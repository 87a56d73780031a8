import { describe, expect, it } from "vitest"
import { erasedPhone, mentions, withoutPhone } from "../../src/domain/erasure.ts"
import { Phone } from "../../src/domain/phone.ts"
import { keepAll, pruneBefore } from "../../src/domain/retention.ts"

const day = 86_400_000
const now = 1000 * day

describe("until when something must have been finished to go", () => {
  const retention = { finished: 30, delivered: 7, dead: null }
  const cap = { attempts: 1, spanSeconds: 86_400, gapSeconds: 10 * 86_400, bySubject: false }

  it("is so many days ago, and never where it is kept for ever", () => {
    expect(pruneBefore("calls", retention, null, now)).toBe(now - 30 * day)
    expect(pruneBefore("rows", retention, null, now)).toBe(now - 30 * day)
    expect(pruneBefore("delivered", retention, null, now)).toBe(now - 7 * day)
    expect(pruneBefore("dead", retention, null, now)).toBeUndefined()
    expect(pruneBefore("calls", keepAll, cap, now)).toBeUndefined()
  })

  it("is no later than a frequency cap looks back, which does not look at messages", () => {
    const short = { finished: 2, delivered: 2, dead: 2 }
    expect(pruneBefore("api_calls", short, cap, now)).toBe(now - 10 * day)
    expect(pruneBefore("calls", retention, cap, now)).toBe(now - 30 * day)
    expect(pruneBefore("delivered", short, cap, now)).toBe(now - 2 * day)
  })
})

describe("whether a row has a phone", () => {
  const phone = Phone.make("+919876543210")

  it.each([
    "+919876543210,Asha",
    "Asha,98765 43210",
    "098765-43210",
    "0091 98765 43210,x",
    "Asha;(+91) 98765 43210",
    "'+919876543210"
  ])("%s has it", (text) => {
    expect(mentions(text, phone)).toBe(true)
  })

  it.each(["", "Asha", "43210", "+919876543211", "+19876543210", "0019876543210", "9876543", "98765,43210"])(
    "%s has it not",
    (text) => {
      expect(mentions(text, phone)).toBe(false)
    }
  )
})

it("a message loses a phone wherever it stands, and nothing else", () => {
  const phone = Phone.make("+919876543210")
  const payload = {
    to_number: phone,
    call_id: "919876543210",
    deep: { list: [`to ${phone}`, 5, null] },
    other: "+91987"
  }
  expect(withoutPhone(payload, phone)).toEqual({
    ...payload,
    to_number: erasedPhone,
    deep: { list: ["to erased", 5, null] }
  })
})
