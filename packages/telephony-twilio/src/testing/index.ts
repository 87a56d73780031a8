/** A Twilio to test against, in this process or in one of its own (`fake-twilio/main.ts`). */

export { type FakeCall } from "./fake-twilio/fake-call.ts"
export { FakeTwilio, type FakeTwilioShape } from "./fake-twilio/fake-twilio.ts"
export { type FakeEnd, type FakeOdds, usualFakeOdds } from "./fake-twilio/fate.ts"
export { type FakeCallbackRates, type FakeFault, type FakeFaultRates } from "./fake-twilio/faults.ts"
export { keepIn, readRecord } from "./fake-twilio/journal.ts"
export { type FakeTwilioOptions } from "./fake-twilio/options.ts"
export { auditOf, type FakeAudit, type FakeRecord } from "./fake-twilio/record.ts"
export { FakeCannotListen } from "./fake-twilio/server.ts"
