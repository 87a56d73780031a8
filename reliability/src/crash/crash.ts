import { readRecord } from "@campanile/telephony-twilio/testing"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { audit, type Verdict } from "./audit/audit.ts"
import { cps } from "./carrier.ts"
import { diceOf } from "./dice.ts"
import { type Database, readEvidence, readMore, unfinished, waiting } from "./evidence.ts"
import { type FaultCounts, hurt } from "./faults.ts"
import type { Grounds } from "./grounds.ts"
import type { CrashOptions } from "./options.ts"
import { setStage, type Stage, startsAt } from "./stage.ts"
import { until, wait } from "./time.ts"
import { makeTenants, startCampaign, type Started, type Tenant } from "./workload.ts"

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

/** Calls that wait below which another campaign is started, for each workspace. */
const enoughWaiting = 25

/** What campaigns are started with, one after the other, in every workspace in turn. */
const campaignsOf = (
  tenants: ReadonlyArray<Tenant>,
  { isLate, options, receiver }: Pick<Stage, "receiver"> & {
    readonly isLate: () => boolean
    readonly options: CrashOptions
  }
) => {
  const started: Array<Started> = []
  const dice = diceOf(options.seed).named("campaigns")
  let n = 0
  const next = async () => {
    const tenant = tenants[n % tenants.length]!
    const name = `${tenant.name} ${1 + Math.floor(n / tenants.length)}`
    n++
    const wish = { name, dice: dice.named(name), hook: receiver.url, endsAt: startsAt + 10 * day, isLate }
    started.push(await startCampaign(tenant, wish))
  }
  return { started, next }
}

/** Hurt the nodes as often as was asked for, while there is always something to dial; answers with what was started. */
const rehearse = async (
  stage: Stage,
  { counts, database, deadline, options, say }: {
    readonly counts: FaultCounts
    readonly database: Database
    readonly deadline: number
    readonly options: CrashOptions
    readonly say: (text: string) => void
  }
): Promise<ReadonlyArray<Started>> => {
  const isLate = () => Date.now() > deadline
  const tenants = await makeTenants(stage.address, stage.adminKey)
  const { next, started } = campaignsOf(tenants, { isLate, options, receiver: stage.receiver })
  for (const _ of tenants) await next()
  let isEnough = false
  const keepBusy = async () => {
    while (!isEnough && !isLate()) {
      const calls = await waiting(database).catch(() => Infinity)
      if (calls < enoughWaiting * tenants.length) await next()
      else await wait(200)
    }
  }
  const busy = keepBusy()
  const progress = setInterval(() => say(`${counts.kills} kills, ${started.length} campaigns`), 10_000)
  const { carrier, nodes, proxies, shared } = stage
  await hurt({ nodes, proxies, asked: carrier.written, restartDatabase: shared.restart }, {
    counts,
    dice: diceOf(options.seed).named("faults"),
    kills: options.kills,
    signal: AbortSignal.timeout(Math.max(1, deadline - Date.now()))
  })
  isEnough = true
  await busy
  clearInterval(progress)
  return started
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
  const expected = await rehearse(stage, { counts, database, deadline, options, say })
  say(`${counts.kills} kills: from now on nothing is hurt, and all must come to its end`)
  const isSettled = async () => await unfinished(database) === 0
  if (!await until(isSettled, deadline)) say("not all came to its end in time")
  const endings = await Promise.all(nodes.map((node) => node.stop()))
  await carrier.stop()
  const evidence = await readEvidence(database)
  if (options.keep !== undefined) {
    const whole = { evidence, more: await readMore(database), received: [...receiver.received] }
    writeFileSync(join(options.keep, "evidence.json"), JSON.stringify(whole))
  }
  await database.close()
  await stage.close()
  return {
    counts,
    verdict: audit({ record: readRecord(carrier.record), evidence, received: receiver.received, expected, cps }),
    exits: nodes.reduce((sum, node) => sum + node.exits(), 0),
    badStops: endings.filter((ending) => ending !== undefined && ending.code !== 0).length,
    seconds: (Date.now() - begunAt) / 1000
  }
}
