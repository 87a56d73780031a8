import type { Attempt } from "../domain/attempt.ts"
import type { Phone } from "../domain/phone.ts"
import type { PlacedCall } from "../ports/carrier.ts"

/** An attempt as the carrier is asked for it; `from` is the phone of its caller number. */
export const placedCall = (attempt: Attempt, from: Phone): PlacedCall => ({
  attemptId: attempt.id,
  carrierCallId: attempt.carrierCallId,
  to: attempt.phone,
  from,
  since: attempt.placedAt ?? attempt.claimedAt
})
