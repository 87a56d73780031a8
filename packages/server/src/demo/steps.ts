import { Effect, Schema } from "effect"
import { type Client, client } from "./client.ts"
import type { State } from "./directory.ts"
import { isSmall, saveRejected, sendList } from "./send-list.ts"
import { done, type Stage } from "./stage.ts"

const Credits = Schema.Struct({
  available: Schema.Finite,
  held: Schema.Finite,
  spent: Schema.Finite,
  granted: Schema.Finite
})

const Workspace = Schema.Struct({ concurrency: Schema.Int, credits: Credits })

/** What a workspace says of itself. */
export const workspaceOf = (workspace: Client) => workspace.get("/workspace", Workspace)

const Margin = Schema.Struct({
  unpriced: Schema.Finite,
  costs: Schema.Array(Schema.Struct({ currency: Schema.String, amount: Schema.Finite, attempts: Schema.Int }))
})

/** Milliseconds of real time that a demo waits for the carrier's last prices, and between two looks. */
const priceWait = { most: 15_000, between: 500 }

/** What the carrier charges, once it has told every price, or as far as it has when that takes too long. */
export const costsOf = Effect.fn("demo.costs")(function*(operator: Client) {
  let waited = 0
  while (true) {
    const { costs, unpriced } = yield* operator.get("/workspace/margin", Margin)
    if (unpriced === 0 || waited >= priceWait.most) return costs
    yield* Effect.sleep(priceWait.between)
    waited += priceWait.between
  }
})

const makeWorkspace = Effect.fnUntraced(function*({ address, say }: Stage, { adminKey, capacity }: State) {
  const { api_key } = yield* client(address, adminKey).post(
    "/workspace",
    { name: "Demo", concurrency: capacity },
    Schema.Struct({ api_key: Schema.String })
  )
  say(done(`a workspace for ${capacity} calls at once`))
  return api_key
})

const grantCredits = Effect.fnUntraced(function*({ address, say }: Stage, state: State, workspace: Client) {
  const { id, credits } = yield* workspace.get("/workspace", Schema.Struct({ id: Schema.String, credits: Credits }))
  if (credits.granted > 0) return
  yield* client(address, state.adminKey).post(
    "/workspace/credits",
    { workspace_id: id, credits: state.credits, note: "for the demo" },
    Schema.Struct({ credits: Credits })
  )
  say(done(`${state.credits} credits, one for each minute of a call`))
})

const makeAgent = Effect.fnUntraced(function*({ say }: Stage, { prompt }: State, workspace: Client) {
  const { id } = yield* workspace.post("/agent", { name: "Demo", prompt }, Schema.Struct({ id: Schema.String }))
  say(done(`an assistant that says: ${prompt}`))
  return id
})

const phoneOf = (n: number) => `+1917555${String(100 + n).padStart(4, "0")}`

const addNumbers = Effect.fnUntraced(function*({ say }: Stage, { numbers }: State, workspace: Client) {
  const known = yield* workspace.get(
    "/workspace/numbers",
    Schema.Struct({ numbers: Schema.Array(Schema.Struct({ phone_number: Schema.String })) })
  )
  const wanted = Array.from({ length: numbers }, (_, n) => phoneOf(n))
  const missing = wanted.filter((phone) => !known.numbers.some(({ phone_number }) => phone_number === phone))
  for (const phone of missing) {
    yield* workspace.post("/workspace/numbers", { phone_number: phone }, Schema.Struct({ id: Schema.String }))
  }
  if (missing.length > 0) say(done(`${numbers} caller numbers`))
  return wanted
})

const BalanceChecked = Schema.Struct({ required_credits: Schema.Finite, available_credits: Schema.Finite })

const checkBalance = Effect.fnUntraced(function*({ say }: Stage, workspace: Client, listId: string) {
  const checked = yield* workspace.post(`/campaign/check-balance/${listId}`, {}, BalanceChecked)
  say(done(`the balance: ${checked.required_credits} credits are needed, ${checked.available_credits} are there`))
})

const Started = Schema.Struct({ campaign_id: Schema.String })

const CampaignPage = Schema.Struct({
  campaigns: Schema.Array(Schema.Struct({ id: Schema.String, list_id: Schema.String, campaign_status: Schema.String }))
})

const startCalling = Effect.fnUntraced(function*(
  stage: Stage,
  state: State,
  workspace: Client,
  listId: string,
  numbers: ReadonlyArray<string>
) {
  const { campaigns } = yield* workspace.get("/campaign/all?limit=100", CampaignPage)
  const running = campaigns.find(({ campaign_status, list_id }) => list_id === listId && campaign_status !== "draft")
  if (running !== undefined) return running.id
  yield* checkBalance(stage, workspace, listId)
  const { campaign_id } = yield* (isSmall(state)
    ? workspace.post("/campaign/start", { list_id: listId, from_numbers: numbers }, Started)
    : workspace.post("/campaign/make-call-async", { bulk_list_id: listId, from_numbers: numbers }, Started))
  stage.say(done("the campaign has started"))
  return campaign_id
})

/**
 * Set the demo up, as any client of the HTTP API would: workspace, credits, assistant, numbers, list, start. What an
 * earlier life of the demo has done is not done again.
 */
export const setUp = Effect.fn("demo.setUp")(function*(stage: Stage, begun: State) {
  let state = begun
  const once = Effect.fnUntraced(function*<E, R>(
    step: "key" | "agentId" | "listId" | "campaignId",
    work: Effect.Effect<string, E, R>
  ) {
    const known = state[step]
    if (known !== undefined) return known
    const made = yield* work
    state = { ...state, [step]: made }
    yield* stage.directory.keepState(state)
    return made
  })

  const key = yield* once("key", makeWorkspace(stage, state))
  const workspace = client(stage.address, key)
  yield* grantCredits(stage, state, workspace)
  const agentId = yield* once("agentId", makeAgent(stage, state, workspace))
  const numbers = yield* addNumbers(stage, state, workspace)
  const listId = yield* once("listId", sendList(stage, state, workspace, agentId))
  const rejected = yield* saveRejected(stage, workspace, listId)
  const campaignId = yield* once("campaignId", startCalling(stage, state, workspace, listId, numbers))
  return { workspace, key, campaignId, rejected }
})
