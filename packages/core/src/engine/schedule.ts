import { Clock, Effect } from "effect"
import { Store } from "../ports/store.ts"
import { Bus } from "./bus.ts"
import { newBlock } from "./ids.ts"
import { spanned } from "./span.ts"

/** Let time pass for the campaigns: begin those whose start is reached, end those whose end is, or that are through. */
export const advance = Effect.gen(function*() {
  const store = yield* Store
  const bus = yield* Bus
  const messages = yield* store.advanceCampaigns(yield* newBlock, yield* Clock.currentTimeMillis)
  if (messages.length > 0) {
    yield* bus.publish(messages)
    yield* bus.wake("dispatch", "withdraw")
  }
}).pipe(spanned("schedule.advance"))
