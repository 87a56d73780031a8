import { Schema } from "effect"
import type { Dice } from "./dice.ts"
import { RequestFailed, somePatience } from "./http-client.ts"
import { insist, isLost } from "./insist.ts"
import type { Tenant } from "./tenants.ts"
import { wait } from "./time.ts"
import type { Started } from "./workload.ts"

/** What is asked of a campaign that runs. */
export type CommandKind = "pause" | "resume" | "terminate"

/** A command as its client knows it. Instants are those of the engines' clock, ms UTC. */
export interface Commanded {
  readonly campaignId: string
  readonly kind: CommandKind
  readonly askedAt: number
  /** When its answer came, or was not waited for any more. */
  readonly answeredAt: number
  /** Lost: it may have been done, or may still be done by a process that is frozen. */
  readonly outcome: "done" | "refused" | "lost"
}

/** What a client of the campaigns needs. */
interface Asking {
  readonly now: () => number
  readonly isLate: () => boolean
}

const Status = Schema.Struct({ campaign_status: Schema.String })
const Page = Schema.Struct({
  campaigns: Schema.Array(Schema.Struct({ id: Schema.String, campaign_status: Schema.String }))
})

/** The log of all commands that were given, and a way to give one. */
const commander = ({ isLate, now }: Asking) => {
  const log: Array<Commanded> = []
  const once = async ({ client }: Tenant, campaignId: string, kind: CommandKind, patience: number) => {
    const askedAt = now()
    const note = (outcome: Commanded["outcome"]) => {
      log.push({ campaignId, kind, askedAt, answeredAt: now(), outcome })
    }
    try {
      await client.post(`/campaign/${kind}/${campaignId}`, {}, Status, patience)
      note("done")
    } catch (error) {
      const isRefused = error instanceof RequestFailed && error.status === 409
      note(isRefused ? "refused" : "lost")
      if (!isRefused) throw error
    }
  }
  /** Asks until there is an answer, that it is done or that it cannot be, or until it is not worth trying any more. */
  const give = (tenant: Tenant, campaignId: string, kind: CommandKind, dice: Dice) =>
    insist(async () => {
      // Where nobody listens, nothing could be lost.
      await tenant.client.get(`/campaign/info/${campaignId}`, Status)
      await once(tenant, campaignId, kind, somePatience(dice))
    }, isLate).catch((error: unknown) => {
      if (!isLost(error)) throw error
    })
  return { log, give }
}

/** How many of the latest campaigns of a workspace are those that may still run. */
const latest = 3

/** What share of the commands ends a campaign for good. */
const terminates = 0.06

/**
 * Pause campaigns and resume them after a while, or terminate one now and then, until it is enough. `settle` resumes what
 * is still paused, by a request that was late, say.
 */
export const startCommands = (
  tenants: ReadonlyArray<Tenant>,
  started: ReadonlyArray<Started>,
  { dice, isEnough, ...asking }: Asking & { readonly dice: Dice; readonly isEnough: () => boolean }
) => {
  const { give, log } = commander(asking)
  const busy = Promise.all(tenants.map(async (tenant) => {
    const own = dice.named(tenant.name)
    while (!isEnough()) {
      await wait(own.between(500, 3000))
      const running = started.filter(({ workspaceId }) => workspaceId === tenant.id).slice(-latest)
      const one = running[own.whole(0, Math.max(0, running.length - 1))]
      if (one === undefined || isEnough()) continue
      if (own.chance(terminates)) {
        await give(tenant, one.id, "terminate", own)
        continue
      }
      await give(tenant, one.id, "pause", own)
      await wait(own.between(300, 4000))
      await give(tenant, one.id, "resume", own)
    }
  }))
  const settle = async () => {
    for (const tenant of tenants) {
      const { campaigns } = await tenant.client.get("/campaign/all?limit=100", Page)
      for (const { campaign_status, id } of campaigns) {
        if (campaign_status === "paused") await give(tenant, id, "resume", dice)
      }
    }
  }
  return { log, busy, settle }
}
