import { Effect } from "effect"
import { Bus } from "../engine/bus.ts"
import { placeRequest } from "../engine/dispatch.ts"
import type { CarrierRequest, CarrierWebhooks } from "../ports/carrier-webhooks.ts"
import { NotFound } from "../ports/store-errors.ts"
import { Store } from "../ports/store.ts"

/**
 * Take what a carrier tells: it is verified and read at once, and recorded with what else comes meanwhile, so that the
 * carrier is answered without waiting for the store. What a crash loses of it, the reconciler asks for.
 */
export const receive = Effect.fn("carrierRequests.receive")(
  function*(webhooks: CarrierWebhooks["Service"], request: CarrierRequest) {
    const bus = yield* Bus
    yield* bus.report(yield* webhooks.receive(request))
  }
)

/** Answer a carrier that asks what an answered call is to do. Only calls that live are told of. */
export const answer = Effect.fn("carrierRequests.answer")(
  function*(webhooks: CarrierWebhooks["Service"], request: CarrierRequest) {
    if (webhooks.question === undefined) return yield* new NotFound({ what: "attempt", id: "" })
    const store = yield* Store
    const { attemptId, carrierCallId, write } = yield* webhooks.question(request)
    const placement = yield* store.placement(attemptId)
    const known = placement?.attempt.carrierCallId ?? null
    return placement === undefined || (known !== null && carrierCallId !== null && known !== carrierCallId)
      ? yield* new NotFound({ what: "attempt", id: attemptId })
      : write(placeRequest(placement))
  }
)
