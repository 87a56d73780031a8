import type { AnswerPlan } from "@campanile/core"
import { element, escapeXml } from "./xml.ts"

/** Characters that Twilio takes of TwiML within a request (its error 32018). */
export const inlineLimit = 4000

/** What an answered call is to do. */
export interface Answer {
  readonly plan: AnswerPlan
  /** The prompt with the contact's values in it. */
  readonly text: string
  /** The contact's values by variable. */
  readonly variables: Readonly<Record<string, string>>
}

const verbs = ({ plan, text, variables }: Answer): string => {
  switch (plan.kind) {
    case "say":
      return element("Say", { voice: plan.voice, language: plan.language }, escapeXml(text))
    case "stream": {
      const parameters = Object.entries(variables).map(([name, value]) => element("Parameter", { name, value }))
      return element("Connect", {}, element("Stream", { url: plan.url }, ...parameters))
    }
    case "url":
      return element("Redirect", { method: "POST" }, escapeXml(plan.url))
    case "sip":
      return element("Dial", {}, element("Sip", {}, escapeXml(plan.address)))
  }
}

/** An answer plan as a TwiML document. A URL becomes a redirect; where a request is made, `answerFields` hands it over as it is. */
export const twimlOf = (answer: Answer): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${element("Response", {}, verbs(answer))}`

/** The fields of a request that say what the answered call does; or how long the TwiML is that Twilio would not take. */
export type AnswerFields =
  | { readonly _tag: "Fields"; readonly fields: ReadonlyArray<readonly [string, string]> }
  | { readonly _tag: "TooLong"; readonly length: number }

/** What a request to dial carries of its answer: the plan's URL, or TwiML within the request, if it is short enough. */
export const answerFields = (answer: Answer): AnswerFields => {
  if (answer.plan.kind === "url") {
    return { _tag: "Fields", fields: [["Url", answer.plan.url], ["Method", "POST"]] }
  }
  const twiml = twimlOf(answer)
  return twiml.length > inlineLimit
    ? { _tag: "TooLong", length: twiml.length }
    : { _tag: "Fields", fields: [["Twiml", twiml]] }
}
