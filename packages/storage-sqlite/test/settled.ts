import { zoneSet } from "@campanile/core"
import { given, storeWorld } from "@campanile/core/testing"
import { Effect } from "effect"

const { days, phone, start, told, zone } = given

/**
 * A workspace with everything that a store keeps: a list of which one row was refused, a campaign that dials, a call
 * from the API, an attempt that ended, one that lives and one that was only claimed.
 */
export const settle = Effect.gen(function*() {
  const world = yield* storeWorld({
    apiReserve: 2,
    frequencyCap: { attempts: 3, spanSeconds: 86_400, gapSeconds: 60, bySubject: true }
  })
  const { store, workspaceId } = world
  yield* store.addApiKey({ workspaceId, hash: `hash of ${workspaceId}`, label: "till", createdAt: start })
  const people = [1, 2, 3, 1].map((n, index) => ({
    phone: phone(n),
    variables: { name: `the ${index + 1}th` },
    ...(n === 3 ? { zones: zoneSet([]) } : {})
  }))
  const campaign = yield* world.campaign(people, {
    variables: { name: "name" },
    timezone: zone("Europe/Rome"),
    notify: ["sexton@example.com"],
    callbackUrl: "https://example.com/hook"
  })
  const [ended, live, claimed] = yield* world.claimed(3)
  yield* world.place([ended!, live!])
  yield* world.record([
    told(live!.id, "ringing"),
    told(ended!.id, "ended", { disposition: "answered", talkSeconds: 20, code: "200" })
  ])
  const call = yield* world.apiCall({ phone: phone(77), name: "Ben", variables: { name: "Ben" } })
  yield* world.apiCall({ phone: phone(78) })
  yield* store.refund(workspaceId, ended!.id, 1000, "with regrets", start)
  yield* world.suppress(phone(78))
  yield* world.suppress("+1201*", {
    scope: { kind: "campaign", campaignId: campaign.id },
    expiresAt: start + days(1)
  })
  yield* world.suppress("+1202*", { scope: { kind: "subject", subject: "bells" } })
  return { world, campaign, call, claimed: claimed! }
})
