import { type Balance, type Tariff, type Workspace, WorkspaceId } from "@campanile/core"
import { Schema } from "effect"
import { creditsOf, Instant, iso, microCreditsOf, optional, required, text, Title } from "./fields.ts"

const credits = (minimum: number, maximum: number) =>
  Schema.Finite.pipe(Schema.check(Schema.isBetween({ minimum, maximum })))

const concurrency = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 100_000 })))

const seconds = Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 3600 })))

const tariff = {
  connect_fee: required(credits(0, 1000), "Credits for each answered call.", 0),
  rate_per_minute: required(credits(0, 1000), "Credits for a minute.", 1),
  first_increment: required(seconds, "Seconds that are charged at least.", 60),
  next_increment: required(seconds, "Seconds by which the charged time grows after that.", 60)
}

/** A new workspace. */
export const NewWorkspace = Schema.Struct({
  name: required(Title, "What people call it.", "North region"),
  concurrency: optional(concurrency, "Simultaneous calls at the most, over all campaigns. Default: 10.", 10),
  tariff: optional(Schema.Struct(tariff), "What calls cost. Default: a credit for each begun minute.")
}).annotate({ identifier: "NewWorkspace" })

/** What may be changed of a workspace. */
export const WorkspaceChange = Schema.Struct({
  workspace_id: optional(WorkspaceId, "With the operator's key: which workspace."),
  name: optional(Title, "What people call it."),
  concurrency: optional(concurrency, "Simultaneous calls at the most, over all campaigns.")
}).annotate({ identifier: "WorkspaceChange" })

/** A workspace and what it has. */
export const ShownWorkspace = Schema.Struct({
  id: WorkspaceId,
  name: Schema.String,
  concurrency: required(Schema.Int, "Simultaneous calls at the most, over all campaigns."),
  tariff: required(Schema.Struct(tariff), "What calls cost."),
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

/** Credits that come in. */
export const NewCredits = Schema.Struct({
  workspace_id: optional(WorkspaceId, "For which workspace; needed where there are several."),
  credits: required(credits(0.000001, 1_000_000_000), "How many; fractions down to a millionth.", 1000),
  note: optional(text(500), "What a person wants to remember of it.")
}).annotate({ identifier: "NewCredits" })

/** Credits that came in. */
export const CreditsGranted = Schema.Struct({ workspace_id: WorkspaceId, credits: ShownWorkspace.fields.credits })
  .annotate({ identifier: "CreditsGranted" })

/** A balance in credits. */
export const shownCredits = (balance: Balance): typeof ShownWorkspace.Type["credits"] => ({
  available: creditsOf(balance.available),
  held: creditsOf(balance.held),
  spent: creditsOf(balance.spent),
  granted: creditsOf(balance.granted)
})

/** A tariff as the engine has it. */
export const tariffOf = (given: NonNullable<typeof NewWorkspace.Type["tariff"]>): Tariff => ({
  connectFee: microCreditsOf(given.connect_fee),
  ratePerMinute: microCreditsOf(given.rate_per_minute),
  firstIncrement: given.first_increment,
  nextIncrement: given.next_increment
})

/** A workspace as it is shown. */
export const shownWorkspace = (workspace: Workspace, balance: Balance): typeof ShownWorkspace.Type => ({
  id: workspace.id,
  name: workspace.name,
  concurrency: workspace.capacity,
  tariff: {
    connect_fee: creditsOf(workspace.tariff.connectFee),
    rate_per_minute: creditsOf(workspace.tariff.ratePerMinute),
    first_increment: workspace.tariff.firstIncrement,
    next_increment: workspace.tariff.nextIncrement
  },
  credits: shownCredits(balance),
  created_at: iso(workspace.createdAt)
})
