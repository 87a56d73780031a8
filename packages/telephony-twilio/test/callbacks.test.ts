import type { AttemptId } from "@campanile/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import fc from "fast-check"
import { parseCallback } from "../src/index.ts"

const attemptId = "019a0000-0000-7000-8000-000000000001" as AttemptId
const sid = `CA${"1".repeat(32)}`
const accountSid = `AC${"2".repeat(32)}`
const target = `/carrier/twilio/events?attempt=${attemptId}`
const sent = Date.UTC(2026, 10, 23, 12, 0, 30)

const read = (fields: Readonly<Record<string, string>>, at = target) => {
  const form = { CallSid: sid, AccountSid: accountSid, Timestamp: "Mon, 23 Nov 2026 12:00:30 +0000", ...fields }
  return parseCallback({ target: at, body: new URLSearchParams(form).toString(), receivedAt: sent + 5000 }, accountSid)
}

const event = { attemptId, carrierCallId: sid, disposition: null, talkSeconds: 0, code: "" }

describe("a callback", () => {
  it.effect("tells what happened, when, and in which place", () =>
    Effect.gen(function*() {
      expect(yield* read({ CallStatus: "initiated", SequenceNumber: "0" })).toEqual({
        attemptId,
        carrierCallId: sid,
        events: [{ ...event, kind: "queued", at: sent }],
        sequence: 0,
        answeredBy: null,
        isUnclear: false,
        price: null
      })
      const ringing = yield* read({ CallStatus: "ringing", SequenceNumber: "1" })
      expect(ringing.events).toEqual([{ ...event, kind: "ringing", at: sent }])
      const answered = yield* read({ CallStatus: "in-progress", SequenceNumber: "2" })
      expect(answered.events).toEqual([{ ...event, kind: "answered", at: sent }])
    }))

  it.effect("of a conversation's end tells when it began, for that callback may be lost", () =>
    Effect.gen(function*() {
      const told = yield* read({
        CallStatus: "completed",
        CallDuration: "20",
        Duration: "1",
        SipResponseCode: "200",
        AnsweredBy: "machine_end_beep",
        SequenceNumber: "3"
      })
      expect(told.answeredBy).toBe("machine_end_beep")
      expect(told.events).toEqual([
        { ...event, kind: "answered", at: sent - 20_000 },
        { ...event, kind: "ended", at: sent, disposition: "voicemail", talkSeconds: 20, code: "completed" }
      ])
    }))

  it.effect("of a conversation's end that does not say how long it was is no end: Twilio has to be asked", () =>
    Effect.gen(function*() {
      for (const CallDuration of [undefined, "", "-1", "1e3", "a\u0000"]) {
        const told = yield* read({ CallStatus: "completed", ...(CallDuration === undefined ? {} : { CallDuration }) })
        expect(told.events).toEqual([])
        expect(told.isUnclear).toBe(true)
      }
      expect((yield* read({ CallStatus: "completed", CallDuration: "0" })).events).toHaveLength(2)
    }))

  it.effect("of a phone that nobody took tells why", () =>
    Effect.gen(function*() {
      const told = yield* read({ CallStatus: "no-answer", CallDuration: "0", SipResponseCode: "603" })
      expect(told.events).toEqual([{
        ...event,
        kind: "ended",
        at: sent,
        disposition: "rejected",
        code: "no-answer 603"
      }])
    }))

  it.effect("of machine detection alone tells who answered, and no event", () =>
    Effect.gen(function*() {
      const told = yield* read({ AnsweredBy: "fax", MachineDetectionDuration: "2100" })
      expect(told).toMatchObject({ events: [], answeredBy: "fax", sequence: null })
    }))

  it.effect("that does not say when it was sent was sent when it came", () =>
    Effect.gen(function*() {
      const told = yield* read({ CallStatus: "ringing", Timestamp: "yesterday" })
      expect(told.events[0]?.at).toBe(sent + 5000)
    }))
})

describe("a callback that is none", () => {
  const wrong: ReadonlyArray<readonly [string, Readonly<Record<string, string>>, string?]> = [
    ["no attempt in the URL", { CallStatus: "ringing" }, "/carrier/twilio/events"],
    ["an attempt that is no id", { CallStatus: "ringing" }, "/carrier/twilio/events?attempt=1"],
    ["no call", { CallStatus: "ringing", CallSid: "" }],
    ["another account", { CallStatus: "ringing", AccountSid: `AC${"3".repeat(32)}` }],
    ["a state that is none", { CallStatus: "exploded" }],
    ["a state out of an object's prototype", { CallStatus: "constructor" }],
    ["an answer by nobody that is known", { CallStatus: "completed", AnsweredBy: "parrot" }],
    ["another leg's", { CallStatus: "completed", CallDuration: "0", ParentCallSid: `CA${"4".repeat(32)}` }],
    ["a call that nobody asked for by the API", { CallStatus: "completed", Direction: "outbound-dial" }],
    ["nothing told", {}],
    ["too much", { CallStatus: "ringing", Padding: "x".repeat(70_000) }]
  ]
  for (const [name, fields, at] of wrong) {
    it.effect(`fails with a reason: ${name}`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(read(fields, at))
        expect(error._tag).toBe("BadCallback")
        expect(error.reason).not.toBe("")
      }))
  }

  it("never breaks the reader, whatever it is", () => {
    const field = fc.constantFrom(
      "CallStatus",
      "CallDuration",
      "SipResponseCode",
      "SequenceNumber",
      "AnsweredBy",
      "Price"
    )
    const value = fc.oneof(fc.constantFrom("completed", "-1", "1e999", "NaN", "", "%"), fc.string({ maxLength: 20 }))
    const body = fc.oneof(
      fc.string(),
      fc.array(fc.tuple(field, value), { maxLength: 6 }).map((fields) =>
        new URLSearchParams([["CallSid", sid], ["AccountSid", accountSid], ...fields]).toString()
      )
    )
    fc.assert(fc.property(body, fc.constantFrom(target, "?", "", "/%"), (text, at) => {
      const exit = Effect.runSyncExit(parseCallback({ target: at, body: text, receivedAt: sent }, accountSid))
      if (Exit.isSuccess(exit)) {
        for (const { at: when, talkSeconds } of exit.value.events) {
          expect(Number.isSafeInteger(when) && Number.isSafeInteger(talkSeconds) && talkSeconds >= 0).toBe(true)
        }
      } else {
        expect(exit.cause.reasons.map(({ _tag }) => _tag)).toEqual(["Fail"])
      }
    }))
  })
})
