import { Redacted } from "effect"
import { describe, expect, it } from "vitest"
import { isFromTwilio, isTrusted, type ReceivedRequest, sign, signedUrls } from "../src/index.ts"

const address = { publicUrl: "https://calls.example.com", trustedProxies: ["10.0.0.0/8", "fd00::/8", "192.0.2.7"] }

const request = (more: Partial<ReceivedRequest> = {}): ReceivedRequest => ({
  target: "/carrier/twilio/events?attempt=1",
  headers: { host: "127.0.0.1:3000" },
  peer: "127.0.0.1",
  ...more
})

const forwarded = { "x-forwarded-host": "other.example.com", "x-forwarded-proto": "https", host: "127.0.0.1:3000" }

describe("the URL that Twilio signed", () => {
  it("is the configured one, whatever the request says of itself", () => {
    expect(signedUrls(address, request())).toEqual(["https://calls.example.com/carrier/twilio/events?attempt=1"])
    expect(signedUrls(address, request({ headers: { host: "evil.example.com" } }))).toHaveLength(1)
  })

  it("has the path under which a proxy publishes the process, whether it strips it or not", () => {
    const under = { ...address, publicUrl: "https://example.com/calls" }
    const whole = ["https://example.com/calls/carrier/twilio/events?attempt=1"]
    expect(signedUrls(under, request())).toEqual(whole)
    expect(signedUrls(under, request({ target: "/calls/carrier/twilio/events?attempt=1" }))).toEqual(whole)
    expect(signedUrls(under, request({ target: "/callsign" }))).toEqual(["https://example.com/calls/callsign"])
  })

  it("has the credentials of the configured one, for Twilio signs them", () => {
    const guarded = { ...address, publicUrl: "https://user:pa%20ss@calls.example.com:8443/calls" }
    expect(signedUrls(guarded, request({ target: "/calls/carrier/twilio/events?attempt=1" }))).toEqual([
      "https://user:pa%20ss@calls.example.com:8443/calls/carrier/twilio/events?attempt=1"
    ])
  })

  it("is none that a request line names whole, and keeps the order of its query", () => {
    const whole = request({ target: "https://evil.example.com/carrier/twilio/events?attempt=1" })
    for (const url of signedUrls(address, whole)) expect(new URL(url).host).not.toBe("evil.example.com")
    const twice = "/carrier/twilio/events?b=2&attempt=1&a=1&attempt=2"
    expect(signedUrls(address, request({ target: twice }))).toEqual([`https://calls.example.com${twice}`])
  })

  it("may also be what a trusted proxy tells, and nobody else", () => {
    const told = "https://other.example.com/carrier/twilio/events?attempt=1"
    expect(signedUrls(address, request({ headers: forwarded, peer: "10.1.2.3" }))).toContain(told)
    expect(signedUrls(address, request({ headers: forwarded, peer: "::ffff:10.1.2.3" }))).toContain(told)
    for (const peer of ["11.1.2.3", "::1", "", "nobody", undefined]) {
      expect(signedUrls(address, request({ headers: forwarded, peer }))).not.toContain(told)
    }
  })

  it("of headers to which each proxy appends, believes the nearest", () => {
    const headers = {
      "x-forwarded-host": "evil.example.com, other.example.com",
      "x-forwarded-proto": "http, https",
      "x-forwarded-port": "8443"
    }
    expect(signedUrls(address, request({ headers, peer: "192.0.2.7" })).at(-1)).toBe(
      "https://other.example.com:8443/carrier/twilio/events?attempt=1"
    )
    const broken = { ...headers, "x-forwarded-proto": "javascript" }
    expect(signedUrls(address, request({ headers: broken, peer: "192.0.2.7" }))).toHaveLength(1)
  })

  it("addresses are compared as addresses", () => {
    expect(isTrusted(address.trustedProxies, "fd12::1")).toBe(true)
    expect(isTrusted(address.trustedProxies, "192.0.2.70")).toBe(false)
    expect(isTrusted(["10.0.0.0/99", "everybody"], "10.0.0.1")).toBe(false)
    expect(isTrusted([], "10.0.0.1")).toBe(false)
  })
})

it("a request is Twilio's under any URL that it may have signed, and only with the account's token", () => {
  const config = { ...address, authToken: Redacted.make("token") }
  const signed = (url: string, token = "token") => ({
    ...request({ peer: "10.1.2.3" }),
    body: "a=1",
    headers: { ...forwarded, "x-twilio-signature": sign(Redacted.make(token), url, [["a", "1"]]) }
  })
  const path = "/carrier/twilio/events?attempt=1"
  expect(isFromTwilio(config, signed(`https://calls.example.com${path}`))).toBe(true)
  expect(isFromTwilio(config, signed(`https://other.example.com${path}`))).toBe(true)
  expect(isFromTwilio(config, signed(`https://evil.example.com${path}`))).toBe(false)
  expect(isFromTwilio(config, signed(`https://calls.example.com${path}`, "guess"))).toBe(false)
  expect(isFromTwilio(config, { ...request(), body: "a=1" })).toBe(false)
})
