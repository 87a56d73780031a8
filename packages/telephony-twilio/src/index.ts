/**
 * Calls through Twilio: what is asked of its REST API and what its answers mean, the callbacks that it signs, and TwiML.
 */

export {
  type Fields,
  makeTwilioApi,
  type TwilioApi,
  type TwilioCreated,
  type TwilioFailure,
  TwilioRefused,
  TwilioSilent
} from "./api.ts"
export { CallSid, type TwilioCall, type TwilioPage } from "./call.ts"
export { BadCallback, parseCallback, type ReceivedCallback } from "./callbacks.ts"
export { twilioCarrier } from "./carrier.ts"
export { changeLimit, hangup, type Known, withdraw } from "./change.ts"
export { codeOf, sourceOf, type TwilioCode, twilioCodes } from "./code-table.ts"
export { type Silence, silenceOf, type Verdict, verdictOf } from "./codes.ts"
export {
  paceOf,
  type TwilioConfig,
  twilioConfig,
  twilioDefaults,
  type TwilioSettings,
  WrongTwilioSettings,
  wrongTwilioSettings
} from "./config.ts"
export { AnsweredBy, CallState, dispositionOf, type Ending, takenBy } from "./dispositions.ts"
export { find, type Found, type Sought } from "./find.ts"
export { instantOf, retryAfterOf } from "./instants.ts"
export { answerUrl, callbackUrl, place, placedOf, placeFields } from "./place.ts"
export { type CarrierPrice, priceOf } from "./price.ts"
export { isTrusted, type PublicAddress, type ReceivedRequest, signedUrls } from "./public-url.ts"
export { bodyDigest, type FormFields, isAuthentic, isSigned, sign, type SignedRequest } from "./signature.ts"
export { eventsOf, lastWord, type Reached, type Told, toldBy } from "./told.ts"
export { type Answer, answerFields, inlineLimit, twimlOf } from "./twiml.ts"
export { isFromTwilio } from "./verify.ts"
export { element, escapeXml } from "./xml.ts"
