import { Schema } from "effect"
import type { Dice } from "./dice.ts"
import { type HttpClient, httpClient, RequestFailed } from "./http-client.ts"
import { makeList } from "./lists.ts"
import { wait } from "./time.ts"

/** A workspace that a crash test has made. */
export interface Tenant {
  readonly id: string
  readonly name: string
  readonly numbers: ReadonlyArray<string>
  readonly agentId: string
  readonly client: HttpClient
}

/** A campaign that a crash test has started. */
export interface Started {
  readonly workspaceId: string
  readonly id: string
  readonly name: string
  readonly phones: ReadonlyArray<string>
}

/** What differs between the workspaces, so that a mix-up would show. */
const tenants = [
  {
    name: "North",
    concurrency: 10,
    tariff: { connect_fee: 0, rate_per_minute: 1, first_increment: 60, next_increment: 60 }
  },
  {
    name: "South",
    concurrency: 14,
    tariff: { connect_fee: 0.05, rate_per_minute: 0.9, first_increment: 30, next_increment: 6 }
  },
  {
    name: "West",
    concurrency: 8,
    tariff: { connect_fee: 0, rate_per_minute: 1.37, first_increment: 1, next_increment: 1 }
  }
]

/** Caller numbers of each workspace, and how fast each may dial: more than the slots need, less than a burst would. */
const numbersEach = 3
const pace = { calls_per_second: 0.25, burst: 2 }

const Id = Schema.Struct({ id: Schema.String })
const Made = Schema.Struct({ workspace: Id, api_key: Schema.String })

/** Make the workspaces, over HTTP and before anything fails. */
export const makeTenants = (address: string, adminKey: string): Promise<ReadonlyArray<Tenant>> => {
  const operator = httpClient(address, adminKey)
  return Promise.all(tenants.map(async ({ concurrency, name, tariff }, index) => {
    const { api_key, workspace } = await operator.post("/workspace", { name, concurrency, tariff }, Made)
    await operator.post("/workspace/credits", { workspace_id: workspace.id, credits: 1_000_000 }, Schema.Json)
    const client = httpClient(address, api_key)
    const prompt = "Hello @{{name}}, this is a call."
    const { id: agentId } = await client.post("/agent", { name: "Crash", prompt }, Id)
    const numbers = Array.from(
      { length: numbersEach },
      (_, n) => `+1646555${String(100 + 10 * index + n).padStart(4, "0")}`
    )
    for (const phone_number of numbers) await client.post("/workspace/numbers", { phone_number, pace }, Id)
    return { id: workspace.id, name, numbers, agentId, client }
  }))
}

/** Minutes until a call is dialed again; seconds that it may last. */
const callConfig = {
  max_call_length: 90,
  ring_timeout: 30,
  call_retry_config: { retry_count: 2, retry_busy: 1, retry_not_picked: 2, retry_failed: 1, retry_carrier_error: 1 },
  call_time: { call_start_time: "00:00", call_end_time: "00:00", timezone: "America/New_York" }
}

const Saved = Schema.Struct({ campaign_id: Schema.String, successful_rows: Schema.Int })
const Page = Schema.Struct({
  campaigns: Schema.Array(Schema.Struct({ id: Schema.String, name: Schema.String, campaign_status: Schema.String }))
})
const Info = Schema.Struct({ campaign_status: Schema.String })

/** Does something until it is answered; an answer that says no is thrown, for it says something about the test. */
const insist = async <A>(work: () => Promise<A>, isLate: () => boolean): Promise<A> => {
  while (true) {
    try {
      return await work()
    } catch (error) {
      const isSilent = error instanceof RequestFailed && (error.status === null || error.status >= 500)
      if (!isSilent || isLate()) throw error
      await wait(150)
    }
  }
}

/**
 * Start a campaign as a careful client does while servers come and go: whether a request was taken whose answer was
 * lost, is asked before it is made again. `endsAt` is an instant of the engines' clock (ms UTC).
 */
export const startCampaign = async (
  tenant: Tenant,
  { dice, endsAt, hook, isLate, name }: {
    readonly name: string
    readonly dice: Dice
    readonly hook: string
    readonly endsAt: number
    /** Whether it is not worth trying any more. */
    readonly isLate: () => boolean
  }
): Promise<Started> => {
  const { agentId, client, id: workspaceId, numbers } = tenant
  const { csv, phones } = makeList(dice, dice.whole(20, 60))
  const fields = {
    agent_id: agentId,
    campaign_name: name,
    campaign_end_time: `${new Date(endsAt).toISOString().slice(0, 16)}Z`,
    call_config: JSON.stringify(callConfig),
    callback_url: hook
  }
  const known = async () =>
    (await client.get("/campaign/all?limit=100", Page)).campaigns.find((campaign) => campaign.name === name)
  const id = await insist(
    async () => (await known())?.id ?? (await client.upload("/campaign/save", csv, fields, Saved)).campaign_id,
    isLate
  )
  await insist(async () => {
    const { campaign_status } = await client.get(`/campaign/info/${id}`, Info)
    if (campaign_status !== "draft") return
    await client.post("/campaign/start", { campaign_id: id, from_numbers: numbers }, Schema.Json)
  }, isLate)
  return { workspaceId, id, name, phones }
}
