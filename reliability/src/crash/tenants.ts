import { Schema } from "effect"
import { type HttpClient, httpClient } from "./http-client.ts"
import type { Receiver } from "./receiver.ts"

/** A workspace that a crash test has made. */
export interface Tenant {
  readonly id: string
  readonly name: string
  readonly numbers: ReadonlyArray<string>
  readonly agentId: string
  /** The callback URL of its campaigns and calls. */
  readonly hook: string
  readonly client: HttpClient
}

/**
 * What differs between the workspaces, so that a mix-up would show. They have fewer slots than their nodes could fill in
 * the life of one, and one of them keeps some for its API calls.
 */
const tenants = [
  {
    name: "North",
    concurrency: 5,
    api_reserve: 0,
    tariff: { connect_fee: 0, rate_per_minute: 1, first_increment: 60, next_increment: 60 }
  },
  {
    name: "South",
    concurrency: 7,
    api_reserve: 2,
    tariff: { connect_fee: 0.05, rate_per_minute: 0.9, first_increment: 30, next_increment: 6 }
  },
  {
    name: "West",
    concurrency: 4,
    api_reserve: 0,
    tariff: { connect_fee: 0, rate_per_minute: 1.37, first_increment: 1, next_increment: 1 }
  }
]

/** The workspace that has a webhook of its own beside its callback URLs: it hears everything twice. */
const listener = "West"

/** Caller numbers of each workspace, and how fast each may dial: more than the slots need, less than a burst would. */
const numbersEach = 3
const pace = { calls_per_second: 0.25, burst: 2 }

const Id = Schema.Struct({ id: Schema.String })
const Made = Schema.Struct({ workspace: Id, api_key: Schema.String })
const Secret = Schema.Struct({ secret: Schema.String })
const Webhook = Schema.Struct({ id: Schema.String, secret: Schema.String })

/** Tell the receiver what a workspace will send to it, and the workspace where. Answers with its callback URL. */
const connect = async (receiver: Receiver, client: HttpClient, workspaceId: string, name: string) => {
  const path = `/callback/${name}`
  const hook = receiver.urlOf(path)
  const { secret } = await client.post("/workspace/callback-secret", {}, Secret)
  receiver.expect(path, { workspaceId, address: hook, secret })
  if (name === listener) {
    const own = `/webhook/${name}`
    const webhook = await client.post("/workspace/webhooks", { url: receiver.urlOf(own) }, Webhook)
    receiver.expect(own, { workspaceId, address: webhook.id, secret: webhook.secret })
  }
  return hook
}

/** Make the workspaces, over HTTP and before anything fails. */
export const makeTenants = (
  address: string,
  adminKey: string,
  receiver: Receiver
): Promise<ReadonlyArray<Tenant>> => {
  const operator = httpClient(address, adminKey)
  return Promise.all(tenants.map(async ({ name, ...fields }, index) => {
    const { api_key, workspace: { id } } = await operator.post("/workspace", { name, ...fields }, Made)
    await operator.post("/workspace/credits", { workspace_id: id, credits: 1_000_000 }, Schema.Json)
    const client = httpClient(address, api_key)
    const hook = await connect(receiver, client, id, name)
    const prompt = "Hello @{{name}}, this is a call."
    const { id: agentId } = await client.post("/agent", { name: "Crash", prompt }, Id)
    const numbers = Array.from(
      { length: numbersEach },
      (_, n) => `+1646555${String(100 + 10 * index + n).padStart(4, "0")}`
    )
    for (const phone_number of numbers) await client.post("/workspace/numbers", { phone_number, pace }, Id)
    return { id, name, numbers, agentId, hook, client }
  }))
}
