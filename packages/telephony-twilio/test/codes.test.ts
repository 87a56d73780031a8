import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { codeOf, retryAfterOf, silenceOf, sourceOf, twilioCodes, verdictOf } from "../src/index.ts"

describe("answers that are no success", () => {
  it("go by Twilio's code", () => {
    const of = (status: number, code: number) => verdictOf(status, code)
    expect(of(400, 21211)).toEqual({ _tag: "Refused", refusal: "invalid_number", code: "21211" })
    expect(of(400, 21215)).toEqual({ _tag: "Refused", refusal: "forbidden", code: "21215" })
    expect(of(403, 10001)).toEqual({ _tag: "Refused", refusal: "account", code: "10001" })
    expect(of(400, 21210)).toEqual({ _tag: "Refused", refusal: "fatal", code: "21210" })
    expect(of(400, 22005)).toEqual({ _tag: "Refused", refusal: "throttled", code: "22005" })
  })

  it("go by the status where the code says nothing", () => {
    expect(verdictOf(401, null)).toEqual({ _tag: "Refused", refusal: "account", code: "http_401" })
    expect(verdictOf(422, 99_999)).toEqual({ _tag: "Refused", refusal: "fatal", code: "99999" })
    expect(verdictOf(429, null)).toEqual({ _tag: "Refused", refusal: "throttled", code: "http_429" })
    expect(verdictOf(307, null)).toEqual({ _tag: "Refused", refusal: "fatal", code: "http_307" })
  })

  it("are unknown where the request may have passed before something broke, whatever code is named", () => {
    for (const status of [408, 499, 500, 502, 503, 504, 529]) {
      expect(verdictOf(status, null)._tag).toBe("Unknown")
      expect(verdictOf(status, 20429)._tag).toBe("Unknown")
    }
  })

  it("429 is throttled, whatever code is named", () => {
    expect(verdictOf(429, 20500)).toMatchObject({ refusal: "throttled" })
    expect(verdictOf(429, 21211)).toMatchObject({ refusal: "throttled" })
  })
})

describe("the table", () => {
  it("names each code once, and the page that describes it", () => {
    const codes = twilioCodes.map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
    expect(codeOf(21_219)?.refusal).toBe("forbidden")
    expect(codeOf(1)).toBeUndefined()
    expect(sourceOf(21_219)).toBe("https://www.twilio.com/docs/api/errors/21219")
  })
})

describe("no answer at all", () => {
  const error = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall })
  const thrown = (cause: unknown) => new TypeError("fetch failed", { cause })

  it("certainly did not leave where there was no connection", () => {
    expect(silenceOf(thrown(error("ECONNREFUSED", "connect")))).toEqual({ sent: "no", code: "ECONNREFUSED" })
    expect(silenceOf(thrown(error("ENOTFOUND", "getaddrinfo")))).toEqual({ sent: "no", code: "ENOTFOUND" })
    expect(silenceOf(thrown(error("UND_ERR_CONNECT_TIMEOUT"))).sent).toBe("no")
    expect(silenceOf(thrown(error("ETIMEDOUT", "connect"))).sent).toBe("no")
  })

  it("may have left where there was one, and in any doubt", () => {
    const doubts = [
      error("ECONNRESET", "read"),
      error("EPIPE", "write"),
      error("UND_ERR_SOCKET"),
      error("ETIMEDOUT", "read")
    ]
    for (const doubt of [...doubts, error("ECONNREFUSED"), error("UND_ERR_HEADERS_TIMEOUT"), "strange", undefined]) {
      expect(silenceOf(thrown(doubt)).sent).toBe("maybe")
    }
  })

  it("of a server with several addresses, only if none could be connected to", () => {
    const refused = error("ECONNREFUSED", "connect")
    const unreachable = error("ENETUNREACH", "connect")
    expect(silenceOf(thrown(new AggregateError([refused, unreachable])))).toEqual({ sent: "no", code: "ECONNREFUSED" })
    expect(silenceOf(thrown(new AggregateError([refused, error("ECONNRESET", "read")]))).sent).toBe("maybe")
  })

  it("does not follow causes for ever", () => {
    const own: { cause?: unknown } = {}
    own.cause = own
    expect(silenceOf(own)).toEqual({ sent: "maybe", code: "no_answer" })
  })
})

it("a wait is told in seconds or as a date", () => {
  const now = Date.UTC(2026, 10, 23, 12)
  expect(retryAfterOf("2", now)).toBe(2000)
  expect(retryAfterOf("0.25", now)).toBe(250)
  expect(retryAfterOf("Mon, 23 Nov 2026 12:00:07 GMT", now)).toBe(7000)
  expect(retryAfterOf("Mon, 23 Nov 2026 11:00:00 GMT", now)).toBe(0)
  for (const wrong of [undefined, "", "soon", "-1", "2026-11-23"]) expect(retryAfterOf(wrong, now)).toBeUndefined()
})

it("the documentation has the same table", () => {
  const page = readFileSync(new URL("../../../docs/carriers/twilio.md", import.meta.url), "utf8")
  const rows = page.split("\n").filter((line) => /^\| \[\d/u.test(line)).map((line) => line.replaceAll(/\s+\|/gu, " |"))
  expect(rows).toEqual(
    twilioCodes.map(({ code, meaning, refusal }) => `| [${code}](${sourceOf(code)}) | ${refusal} | ${meaning} |`)
  )
})
