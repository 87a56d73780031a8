/**
 * An engine for outbound call campaigns: what is true of them (domain), what the engine asks of the outside (ports),
 * what moves (engine), and what may be asked of it (operations), with Effect or, through {@link createCampanile}, with
 * plain Promises.
 */

export { type Admission, admit, type Admitted } from "./domain/admit.ts"
export { aimAnew, rulesOfWorkspace, type Waiting } from "./domain/aim.ts"
export {
  Attempt,
  AttemptState,
  CarrierCost,
  CarrierEvent,
  deadlineGraceMs,
  deadlineOf,
  hasEnded,
  learn as learnOfAttempt,
  placing,
  undialed
} from "./domain/attempt.ts"
export { after as afterOutcome, Health, healthy } from "./domain/breaker.ts"
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
export { type NumberState } from "./domain/caller-number.ts"
export { CallingPolicy, defaultPolicy, hoursFor, NumberChoice, slotLimit } from "./domain/calling-policy.ts"
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
  IllegalEdit,
  IllegalSchedule,
  isOver,
  ListNotReady
} from "./domain/campaign.ts"
export {
  Contact,
  ContactList,
  duplicateRow,
  failedList,
  type FileLines,
  findPhoneColumn,
  findZoneColumn,
  knownRow,
  linesAfter,
  lineShift,
  ListStatus,
  prunedList,
  RejectedRow,
  rowOf,
  RowProblem,
  Unique
} from "./domain/contact-list.ts"
export {
  Account,
  Balance,
  emptyBalance,
  mostGranted,
  post,
  Posting,
  PostingKind,
  refund as refundPosting,
  spend,
  type Spending
} from "./domain/credit.ts"
export {
  DeadDelivery,
  type DeadFilter,
  Delivery,
  deliverySpan,
  givenUpBefore,
  isSounded,
  longestPause,
  mostGivenUp,
  pausedReason,
  Tried,
  Trouble,
  troubleAfter
} from "./domain/delivery.ts"
export { Disposition } from "./domain/disposition.ts"
export { erasedMark, erasedReason, isErasedAddress, withoutPersonIn } from "./domain/erased-address.ts"
export {
  Erased,
  erasedCall,
  erasedPhone,
  mentions,
  SuppressionsOfErased,
  withoutPerson,
  withoutPhone
} from "./domain/erasure.ts"
export { Estimate, expectedCost } from "./domain/estimate.ts"
export { explain, Explanation, type Facts } from "./domain/explain.ts"
export { guardFormulas, unguardFormulas } from "./domain/formula-guard.ts"
export { FrequencyCap, memoryOf, nextWithinCap } from "./domain/frequency.ts"
export { Decision, Gate, suppressedBy, turnAway, type Verdict } from "./domain/gate.ts"
export type { Candidate, Dial, Grounds } from "./domain/grounds.ts"
export {
  areOpen,
  Closure,
  type Hours as OpenHours,
  LegalHours,
  legalHours,
  nextOpen,
  usFederal
} from "./domain/hours.ts"
export {
  AssistantId,
  AttemptId,
  CallId,
  CampaignId,
  idAt,
  IdBlock,
  idBlock,
  idBlockSize,
  idFloor,
  ListId,
  MessageId,
  NodeId,
  NumberId,
  WebhookId,
  WorkspaceId
} from "./domain/id.ts"
export { mayDial, openZones } from "./domain/idle.ts"
export { lastLook, type LookedAt, type Surroundings } from "./domain/last-look.ts"
export {
  forgottenAfter,
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
  named as namedMessages,
  type NamedDraft,
  ofCampaign as campaignMessage,
  ofClosing as closingMessage,
  ofOptOut as optOutMessage,
  stamp as stampDrafts,
  Target
} from "./domain/message.ts"
export {
  abandoned,
  canTakeBack,
  type Course,
  follow,
  isFailure,
  type Outcome,
  takeBack,
  type Withdrawal
} from "./domain/outcome.ts"
export { defaultPace, Pace } from "./domain/pace.ts"
export { Country, Phone, PhoneProblem } from "./domain/phone.ts"
export { defaultPrices, flat, freePrices, Price, PriceList, tariffFor } from "./domain/price-list.ts"
export { isDraining, noProgress, Progress } from "./domain/progress.ts"
export {
  bothRemoved,
  holdsCall,
  isMessagePast,
  keepAll,
  leastListed,
  noneRemoved,
  OwnRetention,
  type Prunable,
  prunables,
  pruneBefore,
  Removed,
  Retention,
  type Stand
} from "./domain/retention.ts"
export { noRetry, RetryPolicy } from "./domain/retry.ts"
export { type CarrierState } from "./domain/route.ts"
export { rowText } from "./domain/row-text.ts"
export { apiSource, demandOf, firstInLine, interleave, shareSlots, type Source, sourceOf } from "./domain/sources.ts"
export { markOf, outlasts, Suppression, suppressionOf, SuppressionScope } from "./domain/suppression.ts"
export { cost, defaultTariff, freeTariff, MicroCredits, microCreditsPerCredit, Tariff } from "./domain/tariff.ts"
export { requiredVariables, variablesOf } from "./domain/template.ts"
export { type Transition, transition as campaignTransition } from "./domain/transition.ts"
export {
  changedWebhook,
  listenersOf,
  rotated,
  secretsAt,
  Signing,
  Webhook,
  type WebhookChange,
  WebhookSecret,
  WebhookUrl
} from "./domain/webhook.ts"
export { ClockTime, defaultWindow, everyDay, Weekday, weekdays, Window, WindowSpan } from "./domain/window.ts"
export { AnswerPlan, ApiKey, Assistant, CallerNumber, MachineDetection, Workspace } from "./domain/workspace.ts"
export { instantOf, isZone, localTime, Zone, ZoneSet, zoneSet, zonesIn } from "./domain/zone.ts"

export {
  type CarrierAnswer,
  type CarrierQuestion,
  type CarrierRequest,
  CarrierRequestRefused,
  CarrierWebhooks
} from "./ports/carrier-webhooks.ts"
export {
  Carrier,
  type CarrierCapabilities,
  CarrierUnavailable,
  type PlacedCall,
  type PlaceRequest,
  type PlaceResult,
  type Refusal
} from "./ports/carrier.ts"
export { ContactFiles, type FileRow, ListUnreadable } from "./ports/contact-files.ts"
export { Hints, type Loop } from "./ports/hints.ts"
export { PhoneNumbers } from "./ports/phone-numbers.ts"
export { PreDialAnswer, type PreDialCall, PreDialHook } from "./ports/pre-dial-hook.ts"
export {
  AlreadyExists,
  GrantTooLarge,
  ListInUse,
  NotFound,
  PersonInCall,
  RefundTooLarge,
  StoreUnavailable
} from "./ports/store-errors.ts"
export type {
  CallFilter,
  Claimed,
  CostSum,
  ImportedRow,
  OptOut,
  Page,
  Placed,
  Placement,
  Pruned,
  Pruning,
  Queued,
  Share,
  Turn
} from "./ports/store-terms.ts"
export { Store, type StoreShape } from "./ports/store.ts"
export { NotDelivered, WebhookSender } from "./ports/webhook-sender.ts"

export { Bus } from "./engine/bus.ts"
export { engine } from "./engine/engine.ts"
export { newId } from "./engine/ids.ts"
export { Node } from "./engine/node.ts"
export { EngineOptions } from "./engine/options.ts"

export * as Assistants from "./operations/assistants.ts"
export * as Calls from "./operations/calls.ts"
export * as Campaigns from "./operations/campaigns.ts"
export * as CarrierRequests from "./operations/carrier-requests.ts"
export * as Credits from "./operations/credits.ts"
export { decodeUnknownInput, invalid as invalidInput, InvalidInput } from "./operations/input.ts"
export * as Lists from "./operations/lists.ts"
export * as Numbers from "./operations/numbers.ts"
export * as Privacy from "./operations/privacy.ts"
export * as Retentions from "./operations/retentions.ts"
export * as Suppressions from "./operations/suppressions.ts"
export * as Webhooks from "./operations/webhooks.ts"
export * as Workspaces from "./operations/workspaces.ts"

export {
  type Abortable,
  type Campanile,
  type CampanileOptions,
  createCampanile,
  defer,
  eligible,
  EngineClosed,
  type FileSource,
  type Services,
  skip,
  type WorkspaceClient
} from "./client/client.ts"
export type { PolicyPlan, Retries, Retry } from "./client/plan-policy.ts"
export type { CampaignPlan, Hours } from "./client/plan.ts"
export type { WebhooksClient } from "./client/webhooks.ts"
