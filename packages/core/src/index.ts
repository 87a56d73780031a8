/**
 * An engine for outbound call campaigns: what is true of them (domain), what the engine asks of the outside (ports),
 * what moves (engine), and what may be asked of it (operations), with Effect or, through {@link createCampanile}, with
 * plain Promises.
 */

export { Attempt, AttemptState, CarrierEvent, hasEnded } from "./domain/attempt.ts"
export {
  ApiCall,
  Call,
  CallStatus,
  type Closing,
  isFinal,
  isWaiting,
  ofContact as callOfContact,
  SubStatus,
  terminated
} from "./domain/call.ts"
export { CallingPolicy, defaultPolicy, slotLimit } from "./domain/calling-policy.ts"
export {
  Campaign,
  type CampaignCommand,
  type CampaignEvent,
  CampaignStatus,
  Cause,
  decide as decideCampaign,
  EndReason,
  evolve as evolveCampaign,
  IllegalCommand,
  IllegalSchedule,
  isOver,
  ListNotReady,
  redraft
} from "./domain/campaign.ts"
export {
  Contact,
  ContactList,
  duplicateRow,
  failedList,
  findPhoneColumn,
  findZoneColumn,
  ListStatus,
  RejectedRow,
  rejectRow,
  rowOf,
  RowProblem
} from "./domain/contact-list.ts"
export { Account, Balance, emptyBalance, post, Posting, PostingKind } from "./domain/credit.ts"
export { Delivery } from "./domain/delivery.ts"
export { Disposition } from "./domain/disposition.ts"
export { Estimate } from "./domain/estimate.ts"
export {
  AssistantId,
  AttemptId,
  CallId,
  CampaignId,
  idAt,
  IdBlock,
  idBlock,
  idBlockSize,
  ListId,
  MessageId,
  NodeId,
  NumberId,
  WorkspaceId
} from "./domain/id.ts"
export {
  isCurrent as isCurrentEpoch,
  type Lease,
  need as attemptNeed,
  renewed as renewedLease
} from "./domain/lease.ts"
export {
  type Addressed,
  type Draft,
  Message,
  MessageType,
  ofCampaign as campaignMessage,
  stamp as stampDrafts,
  Target
} from "./domain/message.ts"
export { canTakeBack, type Course, follow, type Outcome, takeBack } from "./domain/outcome.ts"
export { defaultPace, Pace } from "./domain/pace.ts"
export { Country, Phone, PhoneProblem } from "./domain/phone.ts"
export { noProgress, Progress } from "./domain/progress.ts"
export { noRetry, RetryPolicy } from "./domain/retry.ts"
export { cost, defaultTariff, freeTariff, MicroCredits, microCreditsPerCredit, Tariff } from "./domain/tariff.ts"
export { variablesOf } from "./domain/template.ts"
export { type Transition, transition as campaignTransition } from "./domain/transition.ts"
export {
  type Admission,
  admit,
  type Admitted,
  apiSource,
  type Candidate,
  interleave,
  mayDial,
  type NumberState,
  openZones,
  shareSlots,
  type Source,
  sourceOf
} from "./domain/turn.ts"
export {
  ClockTime,
  defaultWindow,
  everyDay,
  isOpen,
  nextOpening,
  Weekday,
  weekdays,
  Window,
  WindowSpan
} from "./domain/window.ts"
export { AnswerPlan, ApiKey, Assistant, CallerNumber, Workspace } from "./domain/workspace.ts"
export { instantOf, isZone, localTime, Zone, ZoneSet, zoneSet, zonesIn } from "./domain/zone.ts"

export {
  Carrier,
  type CarrierCapabilities,
  CarrierUnavailable,
  type PlaceRequest,
  type PlaceResult
} from "./ports/carrier.ts"
export { ContactFiles, type FileRow, ListUnreadable } from "./ports/contact-files.ts"
export { PhoneNumbers } from "./ports/phone-numbers.ts"
export {
  AlreadyExists,
  type CallFilter,
  type Claimed,
  type ImportedRow,
  NotFound,
  type Page,
  type Placement,
  Store,
  type StoreShape,
  StoreUnavailable,
  type Turn
} from "./ports/store.ts"
export { NotDelivered, WebhookSender } from "./ports/webhook-sender.ts"

export { Bus } from "./engine/bus.ts"
export { engine } from "./engine/engine.ts"
export { newId } from "./engine/ids.ts"
export { Node } from "./engine/node.ts"
export { EngineOptions } from "./engine/options.ts"

export * as Assistants from "./operations/assistants.ts"
export * as Calls from "./operations/calls.ts"
export * as Campaigns from "./operations/campaigns.ts"
export * as Credits from "./operations/credits.ts"
export { InvalidInput } from "./operations/input.ts"
export * as Lists from "./operations/lists.ts"
export * as Numbers from "./operations/numbers.ts"
export * as Workspaces from "./operations/workspaces.ts"

export {
  type Abortable,
  type Campanile,
  type CampanileOptions,
  createCampanile,
  EngineClosed,
  type FileSource,
  type Services,
  type WorkspaceClient
} from "./client/client.ts"
export type { CampaignPlan, Hours, Retries } from "./client/plan.ts"
