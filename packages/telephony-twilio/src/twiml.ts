import type { AnswerPlan } from "@campanile/core"
import { sayable } from "./say.ts"
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
      return sayable(text)
        .map((part) => element("Say", { voice: plan.voice, language: plan.language }, escapeXml(part)))
        .join("")
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

/**
 * The fields of a request that say what the answered call does: the plan's own URL; TwiML within the request, if it is
 * short enough; or the URL at which Twilio asks for it.
 */
export const answerFields = (answer: Answer, askAt: string): ReadonlyArray<readonly [string, string]> => {
  const fetched = (url: string) => [["Url", url], ["Method", "POST"]] as const
  if (answer.plan.kind === "url") return fetched(answer.plan.url)
  const twiml = twimlOf(answer)
  return twiml.length > inlineLimit ? fetched(askAt) : [["Twiml", twiml]]
}
