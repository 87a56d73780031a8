import { describe, expect, it } from "vitest"
import { isErasedAddress, withoutPersonIn } from "../../src/domain/erased-address.ts"
import { Phone } from "../../src/domain/phone.ts"

const ada = { name: "Ada Byron", variables: { town: "Łódź", order: "A-4711", n: "1" } }

const after = (url: string) => withoutPersonIn(url, Phone.make("+14155550001"), ada)

describe("the callback URL of an erased person's call", () => {
  it("stays where nobody is in it", () => {
    for (
      const url of [
        "https://example.com",
        "https://example.com/hooks/v1/7",
        "https://example.com/4155550002",
        "http://10.0.0.1:4155/a"
      ]
    ) {
      expect(after(url)).toBe(url)
      expect(isErasedAddress(url)).toBe(false)
    }
  })

  it.each([
    ["a query", "https://example.com/hook?token=1"],
    ["a fragment", "https://example.com/hook#ada"],
    ["a query without a path", "https://example.com?name=Ada"],
    ["the number", "https://example.com/calls/+14155550001/done"],
    ["the number, escaped", "https://example.com/%2B14155550001"],
    ["the number as it is written at home", "https://example.com/(415)%20555-0001"],
    ["the name", "https://example.com/ada-byron"],
    ["a part of the name", "https://example.com/users/ADA"],
    ["a value, escaped", "https://example.com/%C5%81%C3%B3d%C5%BA/hook"],
    ["a value among others", "https://example.com/order-a4711-x"],
    ["what cannot be decoded", "https://example.com/%/ada"]
  ])("leaves its host where it has %s", (_, url) => {
    expect(after(url)).toBe("erased https://example.com")
    expect(isErasedAddress(after(url))).toBe(true)
  })
})
