import { type Attempt, type AttemptId, placing, type StoreShape } from "@campanile/core"
import { Effect } from "effect"
import type { Planted } from "./cluster.ts"
import type { Ports } from "./node.ts"
import type { World } from "./world.ts"

/** A store with some of its steps replaced. */
const changing = (change: (store: StoreShape, world: World) => Partial<StoreShape>) =>
(
  store: StoreShape,
  world: World
): StoreShape => ({
  ...store,
  ...change(store, world)
})

const again = { gate: "slot", verdict: { _tag: "Defer", until: 0, reason: "planted", version: "" } } as const

/** An orphan that is in `placing` is taken back like one that is only claimed, and dialed again. */
const redialOnRescue: Planted = {
  store: changing((store) => ({
    orphans: (now, limit) =>
      Effect.gen(function*() {
        const asked = yield* store.orphans(now, limit)
        const lost = asked.filter(({ state }) => state === "placing")
        yield* store.release(lost.map(({ id }) => ({ id, ...again })), now)
        return asked.filter(({ state }) => state !== "placing")
      })
  }))
}

/** What the carrier does not know is dialed again. */
const redialWhenNotFound: Planted = {
  ports: (ports, { store, timeline }) => ({
    ...ports,
    carrier: {
      ...ports.carrier,
      find: (call) =>
        Effect.tap(ports.carrier.find(call), (events) =>
          events.length > 0
            ? Effect.void
            : Effect.orDie(store.release([{ id: call.attemptId, ...again }], timeline.now)))
    }
  })
}

/** The request leaves first, and that it was placed is written after it. */
const writtenAfter: Planted = {
  ports: (ports: Ports): Ports => {
    const owned = new Map<AttemptId, Parameters<StoreShape["place"]>>()
    return {
      ...ports,
      store: {
        ...ports.store,
        place: (nodeId, epoch, ids, now) =>
          Effect.map(
            Effect.forEach(ids, (id) => ports.store.placement(id)),
            (placements) =>
              placements.flatMap((placement) => {
                if (placement === undefined || placement.attempt.state !== "claimed") return []
                const { attempt: { id }, endsAt, hours } = placement
                owned.set(id, [nodeId, epoch, [id], now])
                return [{ id, hours, endsAt }]
              })
          )
      },
      carrier: {
        ...ports.carrier,
        place: (request) =>
          Effect.tap(ports.carrier.place(request), () => {
            const write = owned.get(request.attemptId)
            return write === undefined ? Effect.void : Effect.ignore(ports.store.place(...write))
          })
      }
    }
  }
}

/** Nobody compares epochs: what a node claims it keeps from before its lease ran out. */
const noEpochCheck: Planted = {
  store: changing((store, { tables }) => {
    const current = (attempt: Attempt, epoch: number) => {
      tables.owners.get(attempt.id)!.putAttempt({ ...attempt, epoch })
      return { ...attempt, epoch }
    }
    return {
      claim: (turn) =>
        Effect.map(
          store.claim({ ...turn, epoch: tables.leases.get(turn.nodeId)?.epoch ?? turn.epoch }),
          (claimed) => ({
            ...claimed,
            placements: claimed.placements.map((one) => ({ ...one, attempt: current(one.attempt, turn.epoch) }))
          })
        ),
      place: (nodeId, _, ids, now) =>
        Effect.map(
          Effect.forEach(ids, (id) => {
            const attempt = tables.owners.get(id)?.attempts.get(id)
            if (attempt === undefined || attempt.state !== "claimed") return Effect.succeed([])
            const lease = tables.leases.get(nodeId)
            if (lease === undefined) return Effect.succeed([])
            current(attempt, lease.epoch)
            return Effect.map(store.place(nodeId, lease.epoch, [id], now), (placed) => {
              const now = tables.owners.get(id)!.attempts.get(id)!
              if (placed.length > 0) current(now, attempt.epoch)
              return placed
            })
          }),
          (placed) => placed.flat()
        )
    }
  })
}

/** Slots are a number that goes up with claims and down with what is told to have ended. */
const slotCounter: Planted = {
  store: (store, { tables }) => {
    const used = counters.get(tables) ?? new Map<string, number>()
    counters.set(tables, used)
    const count = (id: AttemptId, by: number) => {
      const workspaceId = tables.owners.get(id)?.workspace.id ?? ""
      used.set(workspaceId, Math.max(0, (used.get(workspaceId) ?? 0) + by))
    }
    return {
      ...store,
      claim: (turn) =>
        Effect.suspend(() => {
          const tenant = tables.tenants.get(turn.workspaceId)!
          const { workspace } = tenant
          const free = workspace.capacity - (used.get(turn.workspaceId) ?? 0)
          tenant.workspace = { ...workspace, capacity: 1000 }
          return store.claim({ ...turn, limit: Math.max(0, Math.min(turn.limit, free)) }).pipe(
            Effect.tap(({ placements }) =>
              Effect.sync(() => {
                for (const { attempt: { id } } of placements) count(id, 1)
              })
            ),
            Effect.ensuring(Effect.sync(() => {
              tenant.workspace = workspace
            }))
          )
        }),
      record: (events, block, now) =>
        Effect.suspend(() => {
          for (const { attemptId, kind } of events) if (kind === "ended") count(attemptId, -1)
          return store.record(events, block, now)
        }),
      release: (given, now) =>
        Effect.suspend(() => {
          for (const { id } of given) count(id, -1)
          return store.release(given, now)
        })
    }
  }
}

const counters = new WeakMap<World["tables"], Map<string, number>>()

/** An end that is told again is settled again. */
const settleTwice: Planted = {
  store: changing((store, { tables }) => ({
    record: (events, block, now) =>
      Effect.suspend(() => {
        for (const { attemptId, kind } of events) {
          const tenant = tables.owners.get(attemptId)
          const attempt = tenant?.attempts.get(attemptId)
          if (tenant === undefined || kind !== "ended" || attempt?.state !== "ended" || attempt.spent === 0) continue
          const { campaignId, spent: amount, workspaceId } = attempt
          tenant.post([
            { workspaceId, kind: "settle", from: "held", to: "spent", amount, attemptId, campaignId, note: "", at: now }
          ])
        }
        return store.record(events, block, now)
      })
  }))
}

/** What came between claim and dial is not looked at: an opt-out, a pause. */
const noLastLook: Planted = {
  store: changing((store, { tables }) => ({
    place: (nodeId, epoch, ids, now) =>
      Effect.map(Effect.forEach(ids, store.placement), (placements) =>
        placements.flatMap((placement) => {
          if (placement === undefined) return []
          const { attempt, endsAt, hours } = placement
          if (attempt.state !== "claimed" || attempt.nodeId !== nodeId || attempt.epoch !== epoch) return []
          tables.owners.get(attempt.id)!.putAttempt(placing(attempt, now))
          return [{ id: attempt.id, hours, endsAt }]
        }))
  }))
}

/** The clock is not read again before a request leaves: what was open when it was claimed is dialed. */
const noLastClock: Planted = {
  store: changing((store) => ({
    place: (nodeId, epoch, ids, now) =>
      Effect.map(store.place(nodeId, epoch, ids, now), (placed) => placed.map((one) => ({ ...one, hours: [] })))
  }))
}

/** Each turn begins with the pace of a caller number that never dialed. */
const forgottenPace: Planted = {
  store: changing((store, { tables }) => ({
    claim: (turn) =>
      Effect.suspend(() => {
        const { numbers } = tables.tenants.get(turn.workspaceId)!
        for (const [id, line] of numbers) numbers.set(id, { ...line, arrival: 0 })
        return store.claim(turn)
      })
  }))
}

/** The event that comes last is believed, also after the end. */
const lastEventWins: Planted = {
  store: changing((store, { tables }) => ({
    record: (events, block, now) =>
      Effect.tap(store.record(events, block, now), () =>
        Effect.sync(() => {
          for (const { attemptId, kind } of events) {
            const tenant = tables.owners.get(attemptId)
            const attempt = tenant?.attempts.get(attemptId)
            if (attempt !== undefined && (kind === "ringing" || kind === "answered")) {
              tenant!.putAttempt({ ...attempt, state: kind })
            }
          }
        }))
  }))
}

/** A contact of the list gets no call. */
const lostContact: Planted = {
  store: changing((store, { tables }) => ({
    advanceCampaigns: (block, now) =>
      Effect.tap(store.advanceCampaigns(block, now), () =>
        Effect.sync(() => {
          for (const tenant of tables.tenants.values()) {
            for (const call of tenant.calls.values()) {
              if (call.contact !== 2 || call.status !== "registered") continue
              tenant.calls.delete(call.id)
              tenant.openOf(call.campaignId ?? "api").delete(call.id)
            }
          }
        }))
  }))
}

/** A webhook that failed counts as delivered. */
const believedWebhooks: Planted = {
  ports: (ports) => ({
    ...ports,
    webhooks: { send: (...given) => Effect.ignore(ports.webhooks.send(...given)) }
  })
}

/** The end of a call is recorded, and nobody writes the last word on its contact. */
const noLastWord: Planted = {
  store: changing((store, { tables }) => ({
    record: (events, block, now) =>
      Effect.tap(store.record(events, block, now), () =>
        Effect.sync(() => {
          for (const [key, { message, tries }] of tables.deliveries) {
            if (message.type.startsWith("contact.") && message.at === now && tries === 0) tables.deliveries.delete(key)
          }
        }))
  }))
}

/** A campaign is found by its id alone. */
const noWorkspaceCheck: Planted = {
  store: changing((store, { tables }) => ({
    command: (_, id, ...rest) => {
      const owner = [...tables.tenants.values()].find(({ campaigns }) => campaigns.has(id))
      return store.command(owner?.workspace.id ?? _, id, ...rest)
    }
  }))
}

/** Bugs that a rewrite or a new store could bring in, by name. Each must be found. */
export const plantedBugs: ReadonlyMap<string, Planted> = new Map([
  ["redial-on-rescue", redialOnRescue],
  ["redial-when-not-found", redialWhenNotFound],
  ["written-after-the-call", writtenAfter],
  ["no-epoch-check", noEpochCheck],
  ["slot-counter", slotCounter],
  ["settle-twice", settleTwice],
  ["no-last-look", noLastLook],
  ["no-last-clock", noLastClock],
  ["forgotten-pace", forgottenPace],
  ["last-event-wins", lastEventWins],
  ["lost-contact", lostContact],
  ["believed-webhooks", believedWebhooks],
  ["no-last-word", noLastWord],
  ["no-workspace-check", noWorkspaceCheck]
])
