import type { Refusal } from "@campanile/core"

/** One of Twilio's codes, and what it means here. */
export interface TwilioCode {
  readonly code: number
  readonly refusal: Refusal
  /** What happened, for people. */
  readonly meaning: string
}

const listed = (refusal: Refusal, meanings: Readonly<Record<number, string>>): ReadonlyArray<TwilioCode> =>
  Object.entries(meanings).map(([code, meaning]) => ({ code: Number(code), refusal, meaning }))

/** Where Twilio describes one of its codes: the source of the table's line. */
export const sourceOf = (code: number): string => `https://www.twilio.com/docs/api/errors/${code}`

/**
 * Twilio's codes that a request to dial, or a call that failed, may name. Each was read on its page (`sourceOf`), as it
 * was in 2026. The codes of 13xxx are warnings of calls that had begun; they say the same about a number.
 */
export const twilioCodes: ReadonlyArray<TwilioCode> = [
  ...listed("throttled", {
    10004: "the account has as many calls at once as it may",
    20429: "more requests at once than Twilio takes",
    22005: "the account's queue holds calls for more than 24 hours"
  }),
  ...listed("invalid_number", {
    13223: "not a number in E.164 form",
    13224: "a number that Twilio does not reach, or that does not exist",
    21211: "the number to dial is not valid",
    21214: "the number to dial cannot be reached",
    21217: "the number does not seem to be valid",
    32101: "the number to dial is not valid over SIP"
  }),
  ...listed("forbidden", {
    13225: "the number is on Twilio's block list",
    13227: "the account's geographic permissions do not allow the number",
    21202: "a premium number",
    21203: "the account may not call abroad",
    21215: "the account's geographic permissions do not allow the number",
    21216: "the number is on Twilio's block list",
    21219: "a trial account may call verified numbers only"
  }),
  ...listed("account", {
    10001: "the account is not active: no funds, or suspended",
    10002: "trial accounts may not do this",
    20003: "the credentials are wrong",
    20005: "the account is not active",
    20006: "the credentials may not do this",
    20008: "test credentials cannot do this",
    20010: "the account may not do this",
    20403: "the account may not use the API: suspended or closed",
    90010: "the account is not active"
  }),
  ...listed("retryable", {
    20162: "another request was changing the same thing",
    20409: "another request was changing the same thing"
  }),
  ...listed("fatal", {
    20001: "a parameter that Twilio does not know",
    20404: "the account or the call is not there",
    20422: "a parameter is wrong",
    21201: "no number to dial",
    21205: "the answer URL is not valid",
    21206: "SendDigits is not valid",
    21207: "IfMachine is not valid",
    21208: "Timeout is not valid",
    21209: "a method is not valid",
    21210: "the caller number is not verified for the account",
    21212: "the caller number is not valid",
    21213: "no caller number",
    21218: "the ApplicationSid is not valid",
    21220: "the call has ended, or is not in the state for this",
    21226: "the account may not dial SIP addresses",
    21234: "MachineDetection is not valid",
    21263: "the settings of machine detection are not valid",
    21609: "the StatusCallback is not valid",
    21626: "a StatusCallbackEvent is not valid",
    32018: "the TwiML in the request is longer than 4,000 characters"
  })
]

const byCode: ReadonlyMap<number, TwilioCode> = new Map(twilioCodes.map((line) => [line.code, line]))

/** What is known of a code of Twilio's; undefined for one that is not in the table. */
export const codeOf = (code: number): TwilioCode | undefined => byCode.get(code)
