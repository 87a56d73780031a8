import { type Balance, tariffFor, type Workspace, WorkspaceId } from "@campanile/core"
import { Schema } from "effect"
import { creditsOf, Instant, iso, optional, required, text, Title, whole } from "./fields.ts"
import { shownCap, ShownFrequencyCap } from "./frequency-cap.ts"
import { Price, ShownPrice, shownPrice, shownTariff, WireTariff } from "./price.ts"

const concurrency = whole(1, 100_000)

const apiReserve = whole(0, 100_000)

const reserveSaid =
  "Slots that are kept for single calls as long as they can use them; campaigns may borrow what they leave."

const Prices = Schema.NonEmptyArray(Price).pipe(Schema.check(Schema.isMaxLength(10_000)))

/** A new workspace. */
export const NewWorkspace = Schema.Struct({
  name: required(Title, "What people call it.", "North region"),
  concurrency: optional(concurrency, "Simultaneous calls at the most, over all campaigns. Default: 10.", 10),
  api_reserve: optional(apiReserve, `${reserveSaid} Default: 0.`),
  tariff: optional(WireTariff, "What all calls cost. Default: a credit for each begun minute."),
  prices: optional(Prices, "What calls cost by destination, instead of one tariff for all.")
}).annotate({ identifier: "NewWorkspace" })

/** What may be changed of a workspace. */
export const WorkspaceChange = Schema.Struct({
  workspace_id: optional(WorkspaceId, "With the operator's key: which workspace."),
  name: optional(Title, "What people call it."),
  concurrency: optional(concurrency, "Simultaneous calls at the most, over all campaigns."),
  api_reserve: optional(apiReserve, reserveSaid),
  prices: optional(
    Prices,
    "What calls cost by destination, instead of what they cost so far. Only with the operator's key."
  )
}).annotate({ identifier: "WorkspaceChange" })

/** A workspace and what it has. */
export const ShownWorkspace = Schema.Struct({
  id: WorkspaceId,
  name: Schema.String,
  concurrency: required(Schema.Int, "Simultaneous calls at the most, over all campaigns."),
  api_reserve: required(Schema.Int, reserveSaid),
  call_frequency_cap: required(ShownFrequencyCap, "How often one person may be dialed, over everything."),
  tariff: required(
    Schema.NullOr(WireTariff),
    "What calls cost now to where no longer prefix has a price of its own; null where there are none."
  ),
  prices: required(Schema.Array(ShownPrice), "What calls cost by destination."),
  credits: Schema.Struct({
    available: required(Schema.Finite, "Credits that are free to be used."),
    held: required(Schema.Finite, "Credits that are reserved for calls in progress."),
    spent: required(Schema.Finite, "Credits that calls have cost."),
    granted: required(Schema.Finite, "Credits that ever came in: available + held + spent.")
  }),
  created_at: Instant
}).annotate({ identifier: "Workspace" })

/** All workspaces. */
export const WorkspaceList = Schema.Struct({ workspaces: Schema.Array(ShownWorkspace) }).annotate({
  identifier: "WorkspaceList"
})

const apiKey = required(Schema.String, "The key, for the header X-API-KEY. It is told this once and not kept.")

/** A new workspace with its first key. */
export const WorkspaceCreated = Schema.Struct({ workspace: ShownWorkspace, api_key: apiKey }).annotate({
  identifier: "WorkspaceCreated"
})

/** The request for a key. */
export const NewApiKey = Schema.Struct({
  workspace_id: optional(WorkspaceId, "With the operator's key: for which workspace."),
  label: optional(text(200), "What a person recognises the key by.")
}).annotate({ identifier: "NewApiKey" })

/** A new key. */
export const ApiKeyCreated = Schema.Struct({ workspace_id: WorkspaceId, api_key: apiKey }).annotate({
  identifier: "ApiKeyCreated"
})

/** A balance in credits. */
export const shownCredits = (balance: Balance): typeof ShownWorkspace.Type["credits"] => ({
  available: creditsOf(balance.available),
  held: creditsOf(balance.held),
  spent: creditsOf(balance.spent),
  granted: creditsOf(balance.granted)
})

/** A workspace as it is shown at an instant (ms UTC). */
export const shownWorkspace = (workspace: Workspace, balance: Balance, now: number): typeof ShownWorkspace.Type => {
  const tariff = tariffFor(workspace.prices, "", now)
  return {
    id: workspace.id,
    name: workspace.name,
    concurrency: workspace.capacity,
    api_reserve: workspace.apiReserve,
    call_frequency_cap: shownCap(workspace.frequencyCap),
    tariff: tariff === undefined ? null : shownTariff(tariff),
    prices: workspace.prices.map(shownPrice),
    credits: shownCredits(balance),
    created_at: iso(workspace.createdAt)
  }
}
