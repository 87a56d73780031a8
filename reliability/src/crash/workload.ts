import { Schema } from "effect"
import type { Dice } from "./dice.ts"
import { insist } from "./insist.ts"
import { makeList } from "./lists.ts"
import type { Tenant } from "./tenants.ts"

/** A campaign that a crash test has started. */
export interface Started {
  readonly workspaceId: string
  readonly id: string
  readonly name: string
  readonly phones: ReadonlyArray<string>
}

/** Minutes until a call is dialed again; seconds that it may last. */
export const callConfig = {
  max_call_length: 120,
  ring_timeout: 40,
  call_retry_config: { retry_count: 2, retry_busy: 1, retry_not_picked: 2, retry_failed: 1, retry_carrier_error: 1 }
}

const allDay = { call_start_time: "00:00", call_end_time: "00:00", timezone: "America/New_York" }

const Saved = Schema.Struct({ campaign_id: Schema.String, successful_rows: Schema.Int })
const Page = Schema.Struct({
  campaigns: Schema.Array(Schema.Struct({ id: Schema.String, name: Schema.String, campaign_status: Schema.String }))
})
const Info = Schema.Struct({ campaign_status: Schema.String })

/**
 * Start a campaign as a careful client does while servers come and go: whether a request was taken whose answer was
 * lost, is asked before it is made again. `endsAt` is an instant of the engines' clock (ms UTC).
 */
export const startCampaign = async (
  tenant: Tenant,
  { dice, endsAt, isLate, name }: {
    readonly name: string
    readonly dice: Dice
    readonly endsAt: number
    /** Whether it is not worth trying any more. */
    readonly isLate: () => boolean
  }
): Promise<Started> => {
  const { agentId, client, hook, id: workspaceId, numbers } = tenant
  const { csv, phones } = makeList(dice, dice.whole(10, 25))
  const fields = {
    agent_id: agentId,
    campaign_name: name,
    campaign_end_time: `${new Date(endsAt).toISOString().slice(0, 16)}Z`,
    call_config: JSON.stringify({ ...callConfig, call_time: allDay }),
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
