import { Redacted } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { bodyDigest, isAuthentic, isSigned, sign } from "../src/index.ts"

// The vectors that Twilio publishes with its helper library for Node (spec/validation.spec.js, MIT).
const token = Redacted.make("12345")
const fields = [
  ["CallSid", "CA1234567890ABCDE"],
  ["Caller", "+14158675309"],
  ["Digits", "1234"],
  ["From", "+14158675309"],
  ["To", "+18005551212"]
] as const
const url = "https://mycompany.com/myapp.php?foo=1&bar=2"
const digest = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
const emptyDigest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
const body = "{\"property\": \"value\", \"boolean\": true}"

const forms: ReadonlyArray<readonly [string, string, string]> = [
  ["a form", url, "RSOYDt4T1cUTdK1PDd93/VVr8B8="],
  ["an https URL with a port that was not signed", url.replace(".com", ".com:1234"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="],
  ["an http URL with its port", "http://mycompany.com:1234/myapp.php?foo=1&bar=2", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="],
  ["an https URL that was signed with port 443", url, "kvajT1Ptam85bY51eRf/AJRuM3w="],
  ["an http URL that was signed with port 80", url.replace("https", "http"), "0ZXoZLH/DfblKGATFgpif+LLRf4="],
  ["a URL with credentials", url.replace("//", "//user:pass@"), "CukzLTc1tT5dXEDIHm/tKBanW10="],
  ["a URL with a user name", url.replace("//", "//user@"), "2YRLlVAflCqxaNicjMpJcSTgzSs="],
  ["a URL with credentials, signed with its port", url.replace("//", "//user:pass@"), "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI="],
  ["a query that older parts of Twilio encode otherwise", `${url}&Body=It's+amazing`, "TfZzewPq8wqrGlMfyAud8+/IvJ0="]
]

describe("the published vectors", () => {
  for (const [name, signed, signature] of forms) {
    it(`${name} is taken, and with a field changed it is not`, () => {
      expect(isSigned(token, signed, fields, signature)).toBe(true)
      expect(isSigned(token, signed, fields.slice(1), signature)).toBe(false)
    })
  }

  it("a field with several values counts each once, in whatever order they come", () => {
    const name = "MessagingBinding.Address"
    const signature = "83O6e2vORAoJHUNzJjDWN1jz+BA="
    expect(isSigned(token, url, [[name, "+1325xxxxxxx"], [name, "+1415xxxxxxx"]], signature)).toBe(true)
    expect(isSigned(token, url, [[name, "+1415xxxxxxx"], [name, "+1325xxxxxxx"]], signature)).toBe(true)
    const several = [["Sid", "CA123"], ["SidAccount", "AC123"], ["Digits", "5678"], ["Digits", "1234"], [
      "Digits",
      "1234"
    ]]
    expect(isSigned(token, url, several.map(([a = "", b = ""]) => [a, b]), "IK+Dwps556ElfBT0I3Rgjkr1wJU=")).toBe(true)
  })

  it("a query counts as the same however a proxy or a part of Twilio encodes it", () => {
    const received = `${url}&Body=It%27s+amazing`
    expect(isSigned(token, received, fields, sign(token, `${url}&Body=It's%20amazing`, fields))).toBe(true)
    expect(isSigned(token, received, fields, sign(token, `${url}&Body=Its%20amazing`, fields))).toBe(false)
  })

  it("a body that is no form is signed through its digest", () => {
    expect(bodyDigest(body)).toBe(digest)
    const long = { url: `${url}&bodySHA256=${digest}`, body, signature: "a9nBmqA0ju/hNViExpshrM61xv4=" }
    const empty = { url: `${url}&bodySHA256=${emptyDigest}`, body: "{}", signature: "Ldidvp12m26NI7eqEvxnEpkd9Hc=" }
    const short = {
      url: `https://mycompany.com/myapp.php?bodySHA256=${digest}`,
      body,
      signature: "y77kIzt2vzLz71DgmJGsen2scGs="
    }
    for (const good of [long, empty, short]) {
      expect(isAuthentic(token, good)).toBe(true)
      expect(isAuthentic(token, { ...good, body: `${good.body} ` })).toBe(false)
    }
  })

  it("a wrong signature, none, and a form where only a body's digest was signed are refused", () => {
    const form = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString()
    const good = { url, body: form, signature: "RSOYDt4T1cUTdK1PDd93/VVr8B8=" }
    expect(isAuthentic(token, good)).toBe(true)
    expect(isAuthentic(token, { ...good, signature: "WRONG_SIGNATURE" })).toBe(false)
    expect(isAuthentic(token, { ...good, signature: "" })).toBe(false)
    expect(isAuthentic(token, { ...good, signature: undefined })).toBe(false)
    expect(isAuthentic(token, { ...good, url: `${url}&somethingUnexpected=true` })).toBe(false)
    expect(isAuthentic(token, { ...good, url: "not a URL" })).toBe(false)
    expect(isAuthentic(Redacted.make("54321"), good)).toBe(false)
    expect(isAuthentic(token, { ...good, body })).toBe(false)
  })
})

it("whatever is signed is taken, and no other signature is", () => {
  const pairs = fc.array(
    fc.tuple(fc.string({ unit: "binary", maxLength: 8 }), fc.string({ unit: "binary", maxLength: 8 }))
  )
  fc.assert(
    fc.property(pairs, fc.webUrl({ withQueryParameters: true }), fc.base64String(), (form, to, other) => {
      const signature = sign(token, to, form)
      expect(isSigned(token, to, form.toReversed(), signature)).toBe(true)
      expect(isSigned(token, to, form, other)).toBe(other === signature)
    }),
    { numRuns: 40 }
  )
})
