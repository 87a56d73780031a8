import { sign } from "@campanile/telephony-twilio"
import { Redacted } from "effect"

/** The account at Twilio of which the bench plays the other side. */
export const account = {
  accountSid: `AC${"b".repeat(32)}`,
  authToken: "bench-auth-token-0123456789abcdef",
  publicUrl: "https://calls.example.com"
}

/** A call at Twilio that was asked for. */
export interface TwilioSide {
  /** The URL at which the attempt's side is told of it. */
  readonly callback: string
  /** Twilio's name for the call. */
  readonly sid: string
  readonly to: string
  readonly from: string
}

/** What is told of a call that a person answers, in its order. */
export const stages = ["initiated", "ringing", "in-progress", "completed"] as const
export type Stage = typeof stages[number]

/** How long (s) each call talks. */
export const talkSeconds = 20

/** How long (ms) after a call began each stage is reached. */
const after = { initiated: 0, ringing: 1000, "in-progress": 8000, completed: 28_000 } as const

type Field = [name: string, value: string]

const place = (who: string): ReadonlyArray<Field> => [
  [`${who}City`, "WASHINGTON"],
  [`${who}State`, "DC"],
  [`${who}Zip`, "20001"],
  [`${who}Country`, "US"]
]

const ending: ReadonlyArray<Field> = [
  ["CallDuration", String(talkSeconds)],
  ["Duration", "1"],
  ["SipResponseCode", "200"]
]

/** The whole form of a status callback, as Twilio sends it. */
const fieldsOf = ({ from, sid, to }: TwilioSide, stage: Stage, beganAt: number): Array<Field> => [
  ["ApiVersion", "2010-04-01"],
  ["AccountSid", account.accountSid],
  ["CallSid", sid],
  ["CallStatus", stage],
  ["From", from],
  ["To", to],
  ["Caller", from],
  ["Called", to],
  ["Direction", "outbound-api"],
  ...["From", "To", "Caller", "Called"].flatMap(place),
  ["Timestamp", new Date(beganAt + after[stage]).toUTCString().replace("GMT", "+0000")],
  ["CallbackSource", "call-progress-events"],
  ["SequenceNumber", String(stages.indexOf(stage))],
  ...(stage === "completed" ? ending : [])
]

const token = Redacted.make(account.authToken)

/** The signed request that tells of a stage of a call: its path and query, its signature, its body. */
export const callback = (call: TwilioSide, stage: Stage, beganAt: number) => {
  const body = new URLSearchParams(fieldsOf(call, stage, beganAt))
  return {
    target: call.callback.slice(account.publicUrl.length),
    signature: sign(token, call.callback, body),
    body: body.toString()
  }
}

/** The same as the bytes of an HTTP/1.1 request on a connection that stays. */
export const requestOf = (call: TwilioSide, stage: Stage, beganAt: number): Buffer => {
  const { body, signature, target } = callback(call, stage, beganAt)
  const head = [
    `POST ${target} HTTP/1.1`,
    `Host: ${new URL(account.publicUrl).host}`,
    "Content-Type: application/x-www-form-urlencoded; charset=UTF-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Accept: */*",
    "User-Agent: TwilioProxy/1.1",
    `X-Twilio-Signature: ${signature}`
  ]
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`)
}
