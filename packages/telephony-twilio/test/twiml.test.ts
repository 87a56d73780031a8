import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { answerFields, escapeXml, twimlOf } from "../src/index.ts"

const document = (inside: string) => `<?xml version="1.0" encoding="UTF-8"?><Response>${inside}</Response>`

const askAt = "https://calls.example.com/carrier/twilio/answer?attempt=1"

describe("an answer plan as TwiML", () => {
  it("says text with a voice and a language", () => {
    const plan = { kind: "say", voice: "Polly.Aditi", language: "en-IN" } as const
    expect(twimlOf({ plan, text: "Tom & \"Jerry\" <3", variables: {} })).toBe(
      document("<Say voice=\"Polly.Aditi\" language=\"en-IN\">Tom &amp; &quot;Jerry&quot; &lt;3</Say>")
    )
    expect(twimlOf({ plan: { kind: "say" }, text: "Hello", variables: {} })).toBe(document("<Say>Hello</Say>"))
  })

  it("says a long text in parts that Twilio reads, of 4,000 bytes at most, none of them cut in a word or a character", () => {
    const sentence = "It’s “your” parcel, 💥 & more. "
    const text = sentence.repeat(400)
    const said = [
      ...twimlOf({ plan: { kind: "say", voice: "alice" }, text, variables: {} })
        .matchAll(/<Say voice="alice">([^<]*)<\/Say>/gu)
    ].map(([, part = ""]) => part.replaceAll("&amp;", "&"))
    expect(said.length).toBeGreaterThan(3)
    for (const part of said) expect(new TextEncoder().encode(part).length).toBeLessThanOrEqual(4000)
    expect(said.join(" ").replaceAll(/\s+/gu, " ").trim()).toBe(text.trim())
    const unbroken = "💥".repeat(3000)
    const parts = [
      ...twimlOf({ plan: { kind: "say" }, text: unbroken, variables: {} })
        .matchAll(/<Say>([^<]*)<\/Say>/gu)
    ].map(([, part = ""]) => part)
    expect(parts.join("")).toBe(unbroken)
    expect(parts).toHaveLength(3)
  })

  it("opens a stream with the contact's variables as parameters", () => {
    const plan = { kind: "stream", url: "wss://example.com/media" } as const
    expect(twimlOf({ plan, text: "", variables: { name: "O'Neil", "a\"b": "1\n2" } })).toBe(document(
      "<Connect><Stream url=\"wss://example.com/media\"><Parameter name=\"name\" value=\"O&apos;Neil\"/>" +
        "<Parameter name=\"a&quot;b\" value=\"1&#10;2\"/></Stream></Connect>"
    ))
  })

  it("dials a SIP address", () => {
    const plan = { kind: "sip", address: "sip:desk@example.com?x-a=1&x-b=2" } as const
    expect(twimlOf({ plan, text: "", variables: {} })).toBe(
      document("<Dial><Sip>sip:desk@example.com?x-a=1&amp;x-b=2</Sip></Dial>")
    )
  })

  it("hands over to a URL as it is in a request, and by a redirect in a document", () => {
    const answer = { plan: { kind: "url", url: "https://example.com/a?b=1&c=2" }, text: "", variables: {} } as const
    expect(answerFields(answer, askAt)).toEqual([["Url", "https://example.com/a?b=1&c=2"], ["Method", "POST"]])
    expect(twimlOf(answer)).toBe(document("<Redirect method=\"POST\">https://example.com/a?b=1&amp;c=2</Redirect>"))
  })

  it("goes within the request up to 4,000 characters, and is fetched where it is longer", () => {
    const say = (length: number) =>
      answerFields({ plan: { kind: "say" }, text: "a".repeat(length), variables: {} }, askAt)
    const frame = twimlOf({ plan: { kind: "say" }, text: "", variables: {} }).length
    expect(say(4000 - frame)).toEqual([["Twiml", expect.stringMatching(/^.{4000}$/u)]])
    expect(say(4001 - frame)).toEqual([["Url", askAt], ["Method", "POST"]])
  })
})

it("no text becomes markup, and every character that XML may hold comes back", () => {
  const unescape = (text: string) =>
    text.replace(/&(#\d+|[a-z]+);/gu, (_, name: string) =>
      name.startsWith("#")
        ? String.fromCodePoint(Number(name.slice(1)))
        : ({ amp: "&", lt: "<", gt: ">", quot: "\"", apos: "'" })[name]!)
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = escapeXml(text)
      expect(escaped).not.toMatch(/[<>"']|&(?!#\d+;|amp;|lt;|gt;|quot;|apos;)/u)
      const allowed = [...text].filter((one) => /[\t\n\r\u{20}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(one)).join("")
      expect(unescape(escaped)).toBe(allowed)
    }),
    { numRuns: 40 }
  )
  expect(escapeXml("a\u0000b\ud800c\ufffed")).toBe("abcd")
})
