import { Schema } from "effect"
import { Message, Target } from "./message.ts"

/** One message on its way to one target. */
export const Delivery = Schema.Struct({
  message: Message,
  target: Target,
  /** Tries that failed. */
  tries: Schema.Int
})
export interface Delivery extends Schema.Schema.Type<typeof Delivery> {}

/**
 * Seconds between the tries of a delivery: at once, then at growing distances over more than a day, so that a
 * receiver that is down for a night still hears of everything. The growth follows what Standard Webhooks recommends.
 */
export const deliveryDelays: ReadonlyArray<number> = [5, 60, 300, 1800, 7200, 18_000, 36_000, 36_000]

/** When to try again (ms UTC) after a failed try, or `undefined` where the message is dead: listed, to be replayed. */
export const nextTry = (failures: number, now: number): number | undefined => {
  const delay = deliveryDelays[failures - 1]
  return delay === undefined ? undefined : now + delay * 1000
}
