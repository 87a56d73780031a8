import type { Chance } from "./chance.ts"

/** How likely each fault is. The last phase of every run is calm. */
export interface Weather {
  /** A call of the store fails, and nothing was done. */
  readonly storeFails: number
  /** A call of the store is done, and its answer is lost. */
  readonly storeForgets: number
  /** A call of the store takes seconds, before or after it is done. */
  readonly storeSlow: number
  /** The node is frozen with a call of the store in its hands: it leaves when the node thaws, if it does. */
  readonly storeHeld: number
  /** A request to dial does not reach the carrier. */
  readonly requestLost: number
  /** A request to dial is taken, and the answer lost. */
  readonly replyLost: number
  /** A request to dial is on its way for seconds. */
  readonly requestSlow: number
  /** The node is frozen with the request in its hands: it leaves when the node thaws, if it does. */
  readonly requestHeld: number
  /** A request to dial is refused, by one of the classes. */
  readonly refused: number
  /** The carrier cannot be asked. */
  readonly carrierSilent: number
  readonly eventLost: number
  readonly eventTwice: number
  /** An event comes seconds or minutes late, after others that happened later. */
  readonly eventLate: number
  /** The pre-dial hook thinks for seconds; otherwise it answers at once. */
  readonly hookThinks: number
  /** The pre-dial hook fails, defers or skips. */
  readonly hookObjects: number
  /** A node is frozen or killed right after a step of its work was done, before it hears of it. */
  readonly struckAtWork: number
  /** A webhook does not reach its target. */
  readonly webhookFails: number
  /** A webhook is received, and the answer lost. */
  readonly webhookForgets: number
}

/** No faults. */
export const calm: Weather = {
  storeFails: 0,
  storeForgets: 0,
  storeSlow: 0,
  storeHeld: 0,
  requestLost: 0,
  replyLost: 0,
  requestSlow: 0,
  requestHeld: 0,
  refused: 0,
  carrierSilent: 0,
  eventLost: 0,
  eventTwice: 0,
  eventLate: 0,
  hookThinks: 0,
  hookObjects: 0,
  struckAtWork: 0,
  webhookFails: 0,
  webhookForgets: 0
}

/** The weather of a seed: each kind of fault is absent, rare or frequent, so that runs differ in kind. */
export const weatherOf = (chance: Chance): Weather => {
  const upTo = (most: number) => chance.is(0.4) ? 0 : chance.is(0.6) ? most * 0.2 * chance.next() : most * chance.next()
  return {
    storeFails: upTo(0.1),
    storeForgets: upTo(0.1),
    storeSlow: upTo(0.1),
    storeHeld: upTo(0.02),
    requestLost: upTo(0.15),
    replyLost: upTo(0.2),
    requestSlow: upTo(0.15),
    requestHeld: upTo(0.15),
    refused: upTo(0.25),
    carrierSilent: upTo(0.3),
    eventLost: upTo(0.15),
    eventTwice: upTo(0.4),
    eventLate: upTo(0.3),
    hookThinks: chance.is(0.5) ? 0 : chance.next(),
    hookObjects: upTo(0.1),
    struckAtWork: upTo(0.12),
    webhookFails: upTo(0.3),
    webhookForgets: upTo(0.2)
  }
}
