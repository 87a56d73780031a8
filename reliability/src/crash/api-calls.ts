import { Schema } from "effect"
import type { Dice } from "./dice.ts"
import { somePatience } from "./http-client.ts"
import { insist, isLost } from "./insist.ts"
import { strangerAt } from "./lists.ts"
import type { Tenant } from "./tenants.ts"
import { wait } from "./time.ts"
import { callConfig } from "./workload.ts"

/** A single call that was asked for, once, to a phone that nobody else calls. */
export interface AskedCall {
  readonly workspaceId: string
  readonly phone: string
  /** How often it may be dialed again. */
  readonly retries: number
  /** What the server called it; null where its answer was lost, so that there may be such a call or not. */
  readonly id: string | null
}

const Registered = Schema.Struct({ data: Schema.Struct({ call_id: Schema.String }) })

const ignoreLost = (error: unknown) => {
  if (!isLost(error)) throw error
}

/** Real milliseconds between two requests of a workspace. */
const gap = [800, 3000] as const

/**
 * Ask for single calls, each once and whatever is answered, until it is enough: the requests have nothing by which the
 * server could know one again, so who asks again must want two calls. Answers with all that were asked for.
 */
export const askForCalls = async (
  tenants: ReadonlyArray<Tenant>,
  { dice, isEnough }: { readonly dice: Dice; readonly isEnough: () => boolean }
): Promise<ReadonlyArray<AskedCall>> => {
  const asked: Array<AskedCall> = []
  let n = 0
  const ask = async ({ agentId, client, hook, id: workspaceId, numbers }: Tenant, own: Dice) => {
    const phone = strangerAt(n++)
    const retries = own.pick([0, 2])
    const body = {
      mobile_number: phone,
      agent_id: agentId,
      from_number: own.pick([numbers[0] ?? "", ...numbers]),
      custom_args_values: { name: `Caller ${n}` },
      call_config: {
        ...callConfig,
        call_retry_config: { ...callConfig.call_retry_config, retry_count: retries }
      },
      callback_url: hook
    }
    const id = await client.post("/calling/outbound/individual", body, Registered, somePatience(own)).then(
      ({ data }) => data.call_id,
      ignoreLost
    )
    asked.push({ workspaceId, phone, retries, id: id ?? null })
  }
  await Promise.all(tenants.map(async (tenant) => {
    const own = dice.named(tenant.name)
    while (!isEnough()) {
      await wait(own.between(...gap))
      // Where nobody listens, nothing could be lost.
      await insist(() => tenant.client.get("/calling/history?limit=1", Schema.Json), isEnough)
        .then(() => ask(tenant, own), ignoreLost)
    }
  }))
  return asked
}
