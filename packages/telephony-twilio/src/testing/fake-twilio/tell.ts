import { Effect } from "effect"
import { rfc2822 } from "../../instants.ts"
import { sign } from "../../signature.ts"
import { type FakeCall, talkSeconds } from "./fake-call.ts"
import { digits } from "./fate.ts"
import { deliveries } from "./faults.ts"
import type { FakeTwilioSettings } from "./options.ts"
import type { FakeRecord } from "./record.ts"
import type { FakeTime } from "./time.ts"

/** Milliseconds of real time that a receiver has to answer a callback. */
const patience = 15_000

/** What a fake tells of its calls: signed requests to the URLs that were given with them. */
export interface FakeTeller {
  /** The progress of a call, at an instant, if whoever asked for the call wants to know of it. */
  readonly progress: (call: FakeCall, event: "initiated" | "ringing" | "answered" | "completed", at: number) => void
  /** Who answered, as asynchronous detection tells it. */
  readonly detected: (call: FakeCall, at: number) => void
  /** The call is answered: what shall it do? */
  readonly answer: (call: FakeCall, at: number) => void
}

const commonFields = (call: FakeCall): ReadonlyArray<readonly [string, string]> => [
  ["CallSid", call.sid],
  ["AccountSid", call.accountSid],
  ["From", call.from],
  ["To", call.to],
  ["Caller", call.from],
  ["Called", call.to],
  ["Direction", "outbound-api"],
  ["ApiVersion", "2010-04-01"]
]

const answeredBy = (call: FakeCall): ReadonlyArray<readonly [string, string]> =>
  call.answeredBy === null ? [] : [["AnsweredBy", call.answeredBy]]

const ending = (call: FakeCall): ReadonlyArray<readonly [string, string]> =>
  call.endedAt === null ? [] : [
    ["CallDuration", String(talkSeconds(call))],
    ...(call.state === "completed" ? [["Duration", String(Math.ceil(talkSeconds(call) / 60))] as const] : []),
    ...(call.sip === null ? [] : [["SipResponseCode", String(call.sip)] as const]),
    ...answeredBy(call)
  ]

/** A teller that sends at its time what its faults let through. */
export const makeTeller = (
  { authToken, callbacks, seed }: FakeTwilioSettings,
  time: FakeTime,
  write: (line: FakeRecord) => void
): FakeTeller => {
  const post = Effect.fnUntraced(function*(url: string, body: URLSearchParams, token: string) {
    return yield* Effect.tryPromise((signal) =>
      fetch(url, {
        method: "POST",
        headers: {
          "X-Twilio-Signature": sign(authToken, url, body),
          "I-Twilio-Idempotency-Token": token
        },
        body,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(patience)])
      }).then(async (response) => {
        await response.body?.cancel()
        return response.status
      })
    ).pipe(Effect.orElseSucceed(() => null))
  })

  const send = (
    call: FakeCall,
    url: string,
    tells: string,
    fields: ReadonlyArray<readonly [string, string]>,
    at: number
  ) => {
    const body = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]))
    const sequence = body.has("SequenceNumber") ? Number(body.get("SequenceNumber")) : null
    const line = { kind: "callback", sid: call.sid, url, tells, sequence } as const
    call.requests.push({ url, parameters: Object.fromEntries(body) })
    const times = deliveries(callbacks, seed, call.sid, call.requests.length)
    const token = digits(`${seed}/token/${call.sid}/${call.requests.length}`)
    if (times.length === 0) write({ ...line, at, outcome: "lost", status: null })
    for (const after of times) {
      time.at(
        at + after,
        post(url, body, token).pipe(Effect.map((status) => {
          const outcome = status !== null && status >= 200 && status < 300 ? "delivered" : "failed"
          write({ ...line, at: time.now(), outcome, status })
        }))
      )
    }
  }

  return {
    progress: (call, event, at) => {
      const url = call.form.get("StatusCallback")
      const wanted = call.form.getAll("StatusCallbackEvent")
      if (url === null || !(wanted.length === 0 ? ["completed"] : wanted).includes(event)) return
      const fields = [
        ...commonFields(call),
        ["CallStatus", call.state] as const,
        ["SequenceNumber", String(call.told++)] as const,
        ["Timestamp", rfc2822(at)] as const,
        ["CallbackSource", "call-progress-events"] as const,
        ...ending(call)
      ]
      send(call, url, call.state, fields, at)
    },
    detected: (call, at) => {
      const url = call.form.get("AsyncAmdStatusCallback")
      if (url === null) return
      const duration = String(Math.round(call.fate.detects))
      const fields = [
        ["CallSid", call.sid] as const,
        ["AccountSid", call.accountSid] as const,
        ...answeredBy(call),
        ["MachineDetectionDuration", duration] as const
      ]
      send(call, url, `answered by ${call.answeredBy}`, fields, at)
    },
    answer: (call, at) => {
      const url = call.form.get("Url")
      if (url !== null) {
        send(call, url, "answer", [...commonFields(call), ["CallStatus", "in-progress"], ...answeredBy(call)], at)
      }
    }
  }
}
