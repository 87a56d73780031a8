import { readRecord } from "@campanile/telephony-twilio/testing"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { type AskedCall, askForCalls } from "./api-calls.ts"
import { audit, type Verdict } from "./audit/audit.ts"
import { cps } from "./carrier.ts"
import { type Commanded, startCommands } from "./commands.ts"
import { diceOf } from "./dice.ts"
import { type Database, readEvidence, readMore, unfinished, waiting } from "./evidence.ts"
import { type FaultCounts, hurt } from "./faults.ts"
import type { Grounds } from "./grounds.ts"
import type { CrashOptions } from "./options.ts"
import { setStage, type Stage, startsAt } from "./stage.ts"
import { makeTenants, type Tenant } from "./tenants.ts"
import { until, wait } from "./time.ts"
import { startCampaign, type Started } from "./workload.ts"

/** What a run came to. */
export interface Played {
  readonly counts: FaultCounts
  readonly verdict: Verdict
  /** Nodes that ended by themselves, and were started again; with SQLite there is no reason to. */
  readonly exits: number
  /** Nodes that did not end in time, or not well, when they were asked to. */
  readonly badStops: number
  /** Real seconds. */
  readonly seconds: number
}

const day = 86_400_000

/** Calls of a workspace that wait, below which it starts another campaign: more than it has slots. */
const enoughWaiting = 10

/** Real milliseconds by which the clocks of two processes may differ. */
const skew = 50

/** Starts campaigns, and keeps what was started. */
const campaignsOf = ({ isLate, options }: { readonly isLate: () => boolean; readonly options: CrashOptions }) => {
  const started: Array<Started> = []
  const dice = diceOf(options.seed).named("campaigns")
  const next = async (tenant: Tenant) => {
    const name = `${tenant.name} ${1 + started.filter(({ workspaceId }) => workspaceId === tenant.id).length}`
    started.push(await startCampaign(tenant, { name, dice: dice.named(name), endsAt: startsAt + 10 * day, isLate }))
  }
  return { started, next }
}

/** What clients asked for, and what they were answered. */
interface Asked {
  readonly expected: ReadonlyArray<Started>
  readonly calls: ReadonlyArray<AskedCall>
  readonly commands: ReadonlyArray<Commanded>
  /** Resumes what is paused all the same. */
  readonly settle: () => Promise<void>
}

/** Hurt the nodes as often as was asked for, while there is always something to dial; answers with what was asked of them. */
const rehearse = async (
  stage: Stage,
  { counts, database, deadline, options, say }: {
    readonly counts: FaultCounts
    readonly database: Database
    readonly deadline: number
    readonly options: CrashOptions
    readonly say: (text: string) => void
  }
): Promise<Asked> => {
  const isLate = () => Date.now() > deadline
  const tenants = await makeTenants(stage.address, stage.adminKey, stage.receiver)
  const { next, started } = campaignsOf({ isLate, options })
  for (const tenant of tenants) await next(tenant)
  let isOver = false
  const isEnough = () => isOver || isLate()
  const keepBusy = async () => {
    while (!isEnough()) {
      const calls = await waiting(database).catch(() => undefined)
      for (const tenant of calls === undefined ? [] : tenants) {
        if ((calls?.get(tenant.id) ?? 0) < enoughWaiting && !isEnough()) await next(tenant)
      }
      await wait(200)
    }
  }
  const dice = diceOf(options.seed)
  const commands = startCommands(tenants, started, { dice: dice.named("commands"), isEnough, isLate, now: stage.now })
  const busy = Promise.all([
    askForCalls(tenants, { dice: dice.named("calls"), isEnough }),
    keepBusy(),
    commands.busy
  ])
  const progress = setInterval(() => say(`${counts.kills} kills, ${started.length} campaigns`), 10_000)
  const { carrier, nodes, proxies, shared } = stage
  await hurt({ nodes, proxies, asked: carrier.written, restartDatabase: shared.restart }, {
    counts,
    dice: dice.named("faults"),
    kills: options.kills,
    signal: AbortSignal.timeout(Math.max(1, deadline - Date.now()))
  })
  isOver = true
  const [calls] = await busy
  clearInterval(progress)
  return { expected: started, calls, commands: commands.log, settle: commands.settle }
}

/** Run campaigns on real processes, hurt them, and judge what they did. */
export const play = async (options: CrashOptions, grounds: Grounds, say: (text: string) => void): Promise<Played> => {
  const begunAt = Date.now()
  const deadline = begunAt + options.patience * 1000
  const stage = await setStage(options, grounds, deadline)
  const { carrier, nodes, receiver, shared } = stage
  say(`${nodes.length} nodes on ${options.store}, seed ${options.seed}`)
  const database = shared.open()
  const counts: FaultCounts = { kills: 0, stops: 0, freezes: 0, dbRestarts: 0, holes: 0, resets: 0 }
  const asked = await rehearse(stage, { counts, database, deadline, options, say })
  say(`${counts.kills} kills: from now on nothing is hurt, and all must come to its end`)
  const isSettled = async () => {
    if (await unfinished(database) === 0) return true
    await asked.settle()
    return false
  }
  if (!await until(isSettled, deadline)) say("not all came to its end in time")
  const endings = await Promise.all(nodes.map((node) => node.stop()))
  await carrier.stop()
  const evidence = await readEvidence(database)
  if (options.keep !== undefined) {
    const { forged, received } = receiver
    const whole = { evidence, more: await readMore(database), received: [...received.keys()], forged, asked }
    writeFileSync(join(options.keep, "evidence.json"), JSON.stringify(whole))
  }
  await database.close()
  await stage.close()
  return {
    counts,
    verdict: audit({
      ...asked,
      record: readRecord(carrier.record),
      evidence,
      receipts: receiver,
      cps,
      skew: skew * options.speed
    }),
    exits: nodes.reduce((sum, node) => sum + node.exits(), 0),
    badStops: endings.filter((ending) => ending !== undefined && ending.code !== 0).length,
    seconds: (Date.now() - begunAt) / 1000
  }
}
