import { type Clock, Effect, Schema } from "effect"
import type { Client } from "./client.ts"
import type { Screen } from "./screen.ts"
import { CampaignInfo, isThrough } from "./standing.ts"
import { workspaceOf } from "./steps.ts"

/** The campaign stopped in a way from which it does not go on by itself. */
export class Stuck extends Schema.TaggedError<Stuck>()("Stuck", {
  status: Schema.String,
  cause: Schema.NullOr(Schema.String)
}) {
  override get message(): string {
    return `the campaign is ${this.status}${
      this.cause === null ? "" : ` (${this.cause})`
    }, and does not go on by itself`
  }
}

/** Milliseconds of real time between two looks. */
const between = 400

/** Look at a campaign again and again, and show where it stands, until it is through. */
export const follow = Effect.fn("demo.follow")(function*(
  workspace: Client,
  campaignId: string,
  screen: Screen,
  clock: Clock.Clock
) {
  while (true) {
    const info = yield* workspace.get(`/campaign/info/${campaignId}`, CampaignInfo)
    const { concurrency, credits } = yield* workspaceOf(workspace)
    screen.show({
      info,
      capacity: concurrency,
      creditsLeft: credits.available,
      now: clock.currentTimeMillisUnsafe()
    })
    if (isThrough(info)) return info
    if (info.campaign_status === "paused") return yield* new Stuck({ status: "paused", cause: info.cause })
    yield* Effect.sleep(between)
  }
})
