import { Ajv } from "ajv"

/**
 * The forms of Twilio's Calls as JSON Schema, written after its OpenAPI document (twilio/twilio-oai,
 * spec/json/twilio_api_v2010.json of April 2026): the parameters that the adapter may send, with their types and the
 * limits that the document or its texts name. A parameter that is not here is none of the API's, or none of ours. Forms
 * are text, so numbers and truth values are patterns.
 */
const url = { type: "string", format: "http" }
const method = { enum: ["GET", "POST"] }
const seconds = { type: "string", pattern: "^\\d+$" }
const truth = { enum: ["true", "false"] }
const endpoint = { type: "string", pattern: "^\\+[1-9]\\d{6,14}$" }

const answer = {
  Url: url,
  Method: method,
  Twiml: { type: "string", maxLength: 4000 }
}

/** What creates a call; either answers it by a URL, or by TwiML. */
const create = {
  type: "object",
  additionalProperties: false,
  required: ["To", "From"],
  oneOf: [{ required: ["Url"] }, { required: ["Twiml"] }],
  properties: {
    ...answer,
    To: endpoint,
    From: endpoint,
    StatusCallback: url,
    StatusCallbackMethod: method,
    StatusCallbackEvent: {
      type: "array",
      uniqueItems: true,
      items: { enum: ["initiated", "ringing", "answered", "completed"] }
    },
    Timeout: { type: "string", pattern: "^(?:[1-9]\\d?|[1-5]\\d\\d|600)$" },
    TimeLimit: seconds,
    Record: truth,
    MachineDetection: { enum: ["Enable", "DetectMessageEnd"] },
    AsyncAmd: truth,
    AsyncAmdStatusCallback: url,
    AsyncAmdStatusCallbackMethod: method
  }
}

/** What changes one. */
const update = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  properties: { ...answer, Status: { enum: ["canceled", "completed"] }, TimeLimit: seconds }
}

/** What a list may be asked for. */
const list = {
  type: "object",
  additionalProperties: false,
  properties: {
    To: endpoint,
    From: endpoint,
    Status: { enum: ["queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"] },
    ParentCallSid: { type: "string", pattern: "^CA[0-9a-fA-F]{32}$" },
    PageSize: { type: "string", pattern: "^(?:[1-9]\\d{0,2}|1000)$" },
    Page: seconds,
    PageToken: { type: "string" }
  }
}

/** A Call resource, as an answer. */
const text = { type: ["string", "null"] }
const sid = (kind: string) => ({ type: ["string", "null"], pattern: `^${kind}[0-9a-fA-F]{32}$` })
const resource = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...Object.fromEntries(
      [
        "answered_by",
        "api_version",
        "caller_name",
        "date_created",
        "date_updated",
        "direction",
        "duration",
        "end_time",
        "forwarded_from",
        "from",
        "from_formatted",
        "price",
        "price_unit",
        "queue_time",
        "start_time",
        "to",
        "to_formatted",
        "uri"
      ].map((name) => [name, text])
    ),
    sid: sid("CA"),
    account_sid: sid("AC"),
    parent_call_sid: sid("CA"),
    phone_number_sid: sid("PN"),
    group_sid: sid("GP"),
    trunk_sid: sid("TK"),
    subresource_uris: { type: ["object", "null"] },
    status: { enum: ["queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"] }
  },
  required: ["sid", "status"]
}

const ajv = new Ajv({ allErrors: true })
ajv.addFormat("http", (value) => URL.canParse(value) && /^https?:\/\/[^/_]+(?:\/|$|\?)/u.test(value))
const checks = {
  create: ajv.compile(create),
  update: ajv.compile(update),
  list: ajv.compile(list),
  resource: ajv.compile(resource)
}

/** What of a form's or a resource's shape is not as Twilio publishes it; empty for nothing. */
export const shapeErrors = (shape: keyof typeof checks, value: unknown): ReadonlyArray<string> => {
  const check = checks[shape]
  check(value)
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** A form as an object; names that occur more than once, and those that are lists, have lists. */
export const formOf = (fields: Iterable<readonly [string, string]>): Record<string, string | Array<string>> => {
  const form: Record<string, string | Array<string>> = {}
  for (const [name, value] of fields) {
    const known = form[name]
    const isList = name === "StatusCallbackEvent"
    form[name] = known === undefined ? isList ? [value] : value : [...(Array.isArray(known) ? known : [known]), value]
  }
  return form
}
