import { describe, expect, it } from "vitest"
import { type AnsweredBy, type CallState, dispositionOf, priceOf } from "../src/index.ts"

const of = (state: CallState, sip: number | null = null, answeredBy: AnsweredBy | null = null) =>
  dispositionOf({ state, sip, answeredBy })

describe("how a call ended", () => {
  it("completed: by who took it", () => {
    expect(of("completed")).toBe("answered")
    expect(of("completed", 200, "human")).toBe("answered")
    expect(of("completed", 200, "unknown")).toBe("answered")
    expect(of("completed", 200, "fax")).toBe("fax")
    for (const machine of ["machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other"] as const) {
      expect(of("completed", 200, machine)).toBe("voicemail")
    }
  })

  it("nobody took it: declined, or not there", () => {
    expect(of("no-answer")).toBe("no_answer")
    expect(of("no-answer", 487)).toBe("no_answer")
    expect(of("no-answer", 480)).toBe("no_answer")
    for (const sip of [603, 607, 608, 21]) expect(of("no-answer", sip)).toBe("rejected")
    expect(of("busy", 486)).toBe("busy")
  })

  it("failed: a dead number only where the network says so", () => {
    for (const sip of [404, 410, 484, 604]) expect(of("failed", sip)).toBe("invalid_number")
    for (const sip of [null, 408, 403, 500, 503]) expect(of("failed", sip)).toBe("carrier_error")
    expect(of("failed", 603)).toBe("rejected")
    expect(of("failed", 600)).toBe("busy")
    expect(of("failed", 480)).toBe("no_answer")
  })

  it("not at all, while it lives", () => {
    expect(of("canceled", 487)).toBe("canceled")
    for (const state of ["queued", "initiated", "ringing", "in-progress"] as const) expect(of(state)).toBeNull()
  })
})

describe("a price", () => {
  it("is read digit by digit, as what the call costs", () => {
    expect(priceOf("-0.01300", "USD")).toEqual({ micros: 13_000, currency: "USD" })
    expect(priceOf("-0.1", "eur")).toEqual({ micros: 100_000, currency: "EUR" })
    expect(priceOf("-2", "JPY")).toEqual({ micros: 2_000_000, currency: "JPY" })
    expect(priceOf("-0.0000001", "USD")).toEqual({ micros: 1, currency: "USD" })
    expect(priceOf("0", "USD")).toEqual({ micros: 0, currency: "USD" })
    expect(priceOf("0.5", "USD")).toEqual({ micros: -500_000, currency: "USD" })
  })

  it("is not there before it is known, nor where it is no price", () => {
    for (const amount of [null, "", "free", "1e3", "-1.2.3", "--1"]) expect(priceOf(amount, "USD")).toBeUndefined()
    expect(priceOf("-1", null)).toBeUndefined()
    expect(priceOf("-1", "dollars")).toBeUndefined()
  })
})
