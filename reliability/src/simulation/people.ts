import {
  Calls,
  type CampaignId,
  Campaigns,
  Credits,
  microCreditsPerCredit,
  Numbers,
  type Phone,
  Store,
  Suppressions,
  Workspaces,
  type Zone
} from "@campanile/core"
import { Effect } from "effect"
import type { NodeServices, RunningNode } from "./node.ts"
import { addList, blockOf, policyOf, rowsOf, type Tenancy } from "./scenario.ts"
import { Violation } from "./violation.ts"
import type { World } from "./world.ts"

/** Something that a person or another program asks of a node. */
interface Request {
  readonly what: string
  readonly effect: Effect.Effect<unknown, { readonly _tag: string }, NodeServices>
}

/** What people may come to ask of a workspace at any moment. */
const requestOf = (world: World, zones: ReadonlyArray<Zone>, tenancies: ReadonlyArray<Tenancy>): Request => {
  const { chance, tables, timeline } = world
  const tenancy = chance.of(tenancies)
  const { assistantId, numbers, phones, workspace: { id } } = tenancy
  const tenant = tables.tenants.get(id)!
  const campaign = chance.of(tenancy.campaigns)
  const phone = chance.of(phones)
  const kind = chance.below(17)
  switch (kind) {
    case 0:
    case 1:
      return { what: "pause", effect: Campaigns.pause(id, campaign) }
    case 2:
    case 3:
    case 4:
      return { what: "resume", effect: Campaigns.resume(id, campaign) }
    case 5:
      return chance.is(0.3)
        ? { what: "stop", effect: Campaigns.stop(id, campaign) }
        : { what: "resume", effect: Campaigns.resume(id, campaign) }
    case 6: {
      const { window } = policyOf(chance, chance.of(zones), timeline.now)
      return { what: "edit hours", effect: Campaigns.edit(id, campaign, { policy: { window } }) }
    }
    case 7: {
      const { maxConcurrent, retry } = policyOf(chance, chance.of(zones), timeline.now)
      return { what: "edit retry", effect: Campaigns.edit(id, campaign, { policy: { maxConcurrent, retry } }) }
    }
    case 8:
      return { what: "edit numbers", effect: Campaigns.edit(id, campaign, { numbers: [chance.of(numbers)] }) }
    case 9:
      return {
        what: "edit end",
        effect: Campaigns.edit(id, campaign, { endsAt: timeline.now + chance.between(-1, 120) * 60_000 })
      }
    case 10:
      return {
        what: "grant",
        effect: Credits.grant(id, { amount: chance.between(1, 5) * microCreditsPerCredit })
      }
    case 11:
      return {
        what: "suppress",
        effect: Suppressions.add(id, [{
          pattern: chance.is(0.2) ? `${phone.slice(0, -1)}*` : phone,
          ...(chance.is(0.3) ? { scope: { kind: "campaign", campaignId: campaign } } : {}),
          ...(chance.is(0.3) ? { expiresAt: timeline.now + chance.between(10, 600) * 1000 } : {})
        }])
      }
    case 12: {
      const call = [...tenant.calls.values()].find((one) => one.phone === phone)
      return call === undefined
        ? { what: "unsuppress", effect: Suppressions.remove(id, phone) }
        : { what: "opt out", effect: Suppressions.optOut(id, call.id) }
    }
    case 13:
      return {
        what: "call",
        effect: Calls.create(id, {
          phone,
          assistantId,
          numbers: [chance.of(numbers)],
          variables: { name: id },
          callbackUrl: tenancy.url,
          policy: { ringSeconds: 6, maxCallSeconds: 20 }
        })
      }
    case 14: {
      const number = tenant.numbers.get(chance.of(numbers))!.number
      return { what: "pause number", effect: Numbers.update(id, number.id, { paused: !number.paused }) }
    }
    case 15:
      return { what: "capacity", effect: Workspaces.update(id, { capacity: chance.between(1, 5) }) }
    default:
      return { what: "extend", effect: extend(world, zones, tenancy, campaign) }
  }
}

/** More contacts come to a running campaign. */
const extend = Effect.fnUntraced(function*(
  world: World,
  zones: ReadonlyArray<Zone>,
  { phones, workspace: { id } }: Tenancy,
  campaignId: CampaignId
) {
  const store = yield* Store
  const { chance, tables, timeline } = world
  const { listId } = tables.tenants.get(id)!.campaigns.get(campaignId)!
  const some = phones.slice(0, 2).map((phone) => phone.replace("+447", "+448") as Phone)
  const from = yield* addList(world, id, rowsOf(chance, zones, some, id))
  world.extended.add(campaignId)
  yield* store.mergeList(id, listId, from, "append")
  yield* store.extendCampaign(id, campaignId, blockOf(world), timeline.now)
})

/** Nobody learns or changes anything of one workspace with the key of another. */
const probeOf = (world: World, tenancies: ReadonlyArray<Tenancy>): Request | undefined => {
  const [own, other] = tenancies
  if (own === undefined || other === undefined) return undefined
  const theirs = world.chance.of(other.campaigns)
  const { id } = own.workspace
  const effect = world.chance.of<Effect.Effect<unknown, { readonly _tag: string }, NodeServices>>([
    Campaigns.get(id, theirs),
    Campaigns.pause(id, theirs),
    Campaigns.stop(id, theirs),
    Campaigns.progress(id, theirs)
  ])
  return {
    what: "probe",
    effect: Effect.andThen(
      effect,
      Effect.sync(() => {
        world.violation = new Violation("I8", "a campaign was reached with the key of another workspace")
      })
    )
  }
}

/** Ask a node for something; who gets no answer asks again, of any node, a few times. */
const ask = (world: World, nodes: ReadonlyArray<RunningNode>, { effect, what }: Request, tries: number): void => {
  const { chance, timeline, trace } = world
  const some = nodes.filter(({ life, services }) => life.alive && services !== undefined)
  const again = (why: string) => {
    trace.note(timeline.now, "people", `${what} ${why}`)
    if (tries > 0) timeline.after(chance.between(100, 5000), () => ask(world, nodes, { effect, what }, tries - 1))
  }
  if (some.length === 0) return again("finds no node")
  const node = chance.of(some)
  trace.note(timeline.now, "people", `${what} at ${node.life.name}`)
  timeline.reach(node.life, () =>
    node.run(Effect.matchEffect(effect, {
      onFailure: (error) =>
        Effect.sync(() => {
          if (error._tag === "StoreUnavailable") again("failed")
          else trace.note(timeline.now, "people", `${what}: ${error._tag}`)
        }),
      onSuccess: () => Effect.sync(() => trace.note(timeline.now, "people", `${what} done`))
    })))
}

/** Let at most so many people come, at moments that chance decides, until an instant (ms UTC). */
export const letPeopleCome = (
  world: World,
  zones: ReadonlyArray<Zone>,
  tenancies: ReadonlyArray<Tenancy>,
  nodes: ReadonlyArray<RunningNode>,
  most: number,
  until: number
): void => {
  const { chance, timeline } = world
  const many = chance.between(0, most)
  for (let n = 0; n < many; n++) {
    // Most come early, when most happens.
    const delay = Math.floor((until - timeline.now) * chance.next() * (chance.is(0.7) ? 0.2 : 1))
    timeline.after(delay, () => {
      const probe = chance.is(0.15) ? probeOf(world, tenancies) : undefined
      ask(world, nodes, probe ?? requestOf(world, zones, tenancies), 3)
    })
  }
}
