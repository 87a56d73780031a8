import { calls } from "./carrier-suite/calls.ts"
import { capabilities } from "./carrier-suite/capabilities.ts"
import { telling } from "./carrier-suite/telling.ts"
import { troubles } from "./carrier-suite/troubles.ts"
import type { CarrierTest, CarrierUnderTest } from "./carrier-suite/under-test.ts"
import { webhooks } from "./carrier-suite/webhooks.ts"

export type { CarrierTest, CarrierUnderTest, Trouble, WebhooksUnderTest } from "./carrier-suite/under-test.ts"

/**
 * What every carrier must do, one test for each promise of the port. Run each with a carrier of its own; a carrier that
 * calls webhooks is given with `CarrierWebhooks`, and with what they tell in its `events`. It knows no test runner:
 *
 * ```ts
 * for (const { name, test } of carrierSuite(underTest)) it.effect(name, () => Effect.provide(test, layer))
 * ```
 */
export const carrierSuite = (carrier: CarrierUnderTest): ReadonlyArray<CarrierTest> => [
  ...calls(carrier),
  ...troubles(carrier),
  ...telling(carrier),
  ...capabilities(carrier),
  ...webhooks(carrier)
]
