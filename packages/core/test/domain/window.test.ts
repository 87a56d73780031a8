import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { defaultWindow, everyDay, Window } from "../../src/domain/window.ts"

describe("a window", () => {
  const is = Schema.is(Window)

  it("has times that a day has", () => {
    for (const from of ["9:00", "24:01", "12:60", "", "noon"]) {
      expect(is([{ days: ["monday"], from, to: "18:00" }])).toBe(false)
    }
    expect(is([{ days: ["monday"], from: "09:00", to: "24:00" }])).toBe(true)
  })

  it("has at least one span, of at least one day", () => {
    expect(is([])).toBe(false)
    expect(is([{ days: [], from: "09:00", to: "18:00" }])).toBe(false)
  })

  it("that nobody chose is one, and inside the stricter rules", () => {
    expect(is(defaultWindow)).toBe(true)
    expect(defaultWindow).toEqual(everyDay("09:00", "20:00"))
  })
})
