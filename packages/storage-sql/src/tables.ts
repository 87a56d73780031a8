import type { ApiCallTable, AttemptTable, CallTable, DecisionTable } from "./tables/calls.ts"
import type {
  CampaignBlockTable,
  CampaignTable,
  SourceStateTable,
  SourceZoneTable,
  TallyTable
} from "./tables/campaigns.ts"
import type {
  CallbackSigningTable,
  DeliveryTable,
  DeliveryTroubleTable,
  MessageTable,
  MigrationTable,
  NodeTable,
  WebhookTable
} from "./tables/engine.ts"
import type { ContactListTable, ContactTable, RejectedRowTable } from "./tables/lists.ts"
import type { PrunedCostTable, PrunedTallyTable, RetentionTable } from "./tables/retention.ts"
import type {
  ApiKeyTable,
  AssistantTable,
  CallerNumberTable,
  CarrierTable,
  CreditBalanceTable,
  PostingTable,
  SuppressionTable,
  WorkspaceTable
} from "./tables/workspaces.ts"

export type * from "./tables/calls.ts"
export type * from "./tables/campaigns.ts"
export type * from "./tables/engine.ts"
export type * from "./tables/lists.ts"
export type * from "./tables/retention.ts"
export type * from "./tables/workspaces.ts"

/** All tables of a store, by name. */
export interface Tables {
  workspace: WorkspaceTable
  credit_balance: CreditBalanceTable
  posting: PostingTable
  api_key: ApiKeyTable
  assistant: AssistantTable
  caller_number: CallerNumberTable
  carrier: CarrierTable
  contact_list: ContactListTable
  contact: ContactTable
  rejected_row: RejectedRowTable
  campaign: CampaignTable
  campaign_block: CampaignBlockTable
  source_state: SourceStateTable
  source_zone: SourceZoneTable
  tally: TallyTable
  call: CallTable
  api_call: ApiCallTable
  decision: DecisionTable
  suppression: SuppressionTable
  attempt: AttemptTable
  node: NodeTable
  message: MessageTable
  delivery: DeliveryTable
  retention: RetentionTable
  pruned_tally: PrunedTallyTable
  pruned_cost: PrunedCostTable
  delivery_trouble: DeliveryTroubleTable
  webhook: WebhookTable
  callback_signing: CallbackSigningTable
  campanile_migration: MigrationTable
}
