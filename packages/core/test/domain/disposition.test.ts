import { expect, it } from "vitest"
import { Disposition, isConnected } from "../../src/domain/disposition.ts"

it("there is time to pay for where somebody, or something, took the call", () => {
  expect(Disposition.literals.filter(isConnected)).toEqual(["answered", "voicemail", "fax"])
})
