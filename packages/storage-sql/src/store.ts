import type { StoreShape } from "@campanile/core"
import { Effect } from "effect"
import type { Driver } from "./driver.ts"
import * as assistants from "./steps/assistants.ts"
import * as calls from "./steps/calls.ts"
import { extendCampaign } from "./steps/campaign-calls.ts"
import * as campaigns from "./steps/campaigns.ts"
import * as costs from "./steps/carrier-costs.ts"
import { circumstances } from "./steps/circumstances.ts"
import { claim } from "./steps/claim.ts"
import * as credits from "./steps/credits.ts"
import { deadDeliveries, replayDeliveries } from "./steps/dead.ts"
import { decisions } from "./steps/decisions.ts"
import { takeDeliveries } from "./steps/deliveries.ts"
import { workspacesDue } from "./steps/due.ts"
import { erase, eraseRejectedRows } from "./steps/erase.ts"
import { grant } from "./steps/grant.ts"
import { renewLease } from "./steps/leases.ts"
import { countPrefixes, projectCap } from "./steps/list-counts.ts"
import { mergeList } from "./steps/list-merge.ts"
import { addRows } from "./steps/list-rows.ts"
import * as lists from "./steps/lists.ts"
import { moveMarks } from "./steps/marks.ts"
import * as numbers from "./steps/numbers.ts"
import { orphans } from "./steps/orphans.ts"
import { giveUpPaused } from "./steps/paused.ts"
import { place } from "./steps/place.ts"
import * as pruning from "./steps/prune.ts"
import * as queued from "./steps/queued.ts"
import { record } from "./steps/record.ts"
import { refund } from "./steps/refund.ts"
import { release } from "./steps/release.ts"
import * as suppressions from "./steps/suppressions.ts"
import * as transitions from "./steps/transitions.ts"
import { noteDeliveries } from "./steps/tried.ts"
import * as webhooks from "./steps/webhooks.ts"
import * as workspaces from "./steps/workspaces.ts"

/** A store on a database: every method is one step, run by the driver. */
export const makeStore = ({ dialect, read, write }: Driver): StoreShape => ({
  addWorkspace: (workspace) => write("add a workspace", () => workspaces.addWorkspace(dialect, workspace)),
  workspace: (id) => read("read a workspace", () => workspaces.workspace(dialect, id)),
  workspaces: read("list workspaces", () => workspaces.workspaces(dialect)),
  updateWorkspace: (workspace, now) =>
    write("change a workspace", () => workspaces.updateWorkspace(dialect, workspace, now), "heavy"),
  addApiKey: (key) => write("add a key", () => workspaces.addApiKey(dialect, key)),
  workspaceOfKey: (hash) => read("look up a key", () => workspaces.workspaceOfKey(dialect, hash)),

  addAssistant: (assistant) => write("add an assistant", () => assistants.addAssistant(dialect, assistant)),
  assistant: (workspaceId, id) => read("read an assistant", () => assistants.assistant(dialect, workspaceId, id)),
  assistants: (workspaceId) => read("list assistants", () => assistants.assistants(dialect, workspaceId)),
  addNumber: (number) => write("add a caller number", () => numbers.addNumber(dialect, number)),
  updateNumber: (number) => write("change a caller number", () => numbers.updateNumber(dialect, number)),
  numbers: (workspaceId) => read("list caller numbers", () => numbers.numbers(dialect, workspaceId)),

  grant: (posting, block) => write("grant credits", () => grant(dialect, posting, block)),
  refund: (workspaceId, id, amount, note, now) =>
    write("refund credits", () => refund(dialect, workspaceId, id, amount, note, now)),
  balance: (workspaceId) => read("read the balance", () => credits.balance(dialect, workspaceId)),
  ledger: (workspaceId) => read("read the ledger", () => credits.ledger(dialect, workspaceId)),

  addList: (list) => write("add a list", () => lists.addList(dialect, list)),
  addRows: (workspaceId, id, accepted, rejected, unique) =>
    write("add rows to a list", () => addRows(dialect, workspaceId, id, accepted, rejected, unique)),
  describeList: (workspaceId, id, columns, phoneColumn) =>
    write("describe a list", () => lists.describeList(dialect, workspaceId, id, columns, phoneColumn)),
  completeList: (workspaceId, id, fileLines) =>
    write("complete a list", () => lists.completeList(dialect, workspaceId, id, fileLines)),
  failList: (workspaceId, id, reason) =>
    write("fail a list", () => lists.failList(dialect, workspaceId, id, reason), "heavy"),
  list: (workspaceId, id) => read("read a list", () => lists.list(dialect, workspaceId, id)),
  rejectedRows: (workspaceId, id, page) =>
    read("list rejected rows", () => lists.rejectedRows(dialect, workspaceId, id, page)),
  contacts: (workspaceId, id, page) => read("list contacts", () => lists.contacts(dialect, workspaceId, id, page)),
  mergeList: (workspaceId, into, from, way) =>
    write("merge lists", () => mergeList(dialect, workspaceId, into, from, way), "heavy"),
  countPrefixes: (workspaceId, id, prefixes) =>
    read("count prefixes", () => countPrefixes(dialect, workspaceId, id, prefixes)),
  projectCap: (workspaceId, id, cap, subject, now) =>
    read("project a frequency cap", () => projectCap(dialect, workspaceId, id, cap, subject, now)),
  failStaleLists: (before, reason) =>
    write("fail stale lists", () => lists.failStaleLists(dialect, before, reason), "heavy"),

  addCampaign: (campaign) => write("add a campaign", () => campaigns.addCampaign(dialect, campaign)),
  campaign: (workspaceId, id) => read("read a campaign", () => campaigns.campaign(dialect, workspaceId, id)),
  campaignOfList: (workspaceId, id) =>
    read("find a list's campaign", () => campaigns.campaignOfList(dialect, workspaceId, id)),
  campaigns: (workspaceId, page) => read("list campaigns", () => campaigns.campaigns(dialect, workspaceId, page)),
  campaignsOfList: (workspaceId, id) =>
    read("find a list's campaigns", () => campaigns.campaignsOfList(dialect, workspaceId, id)),
  extendCampaign: (workspaceId, id, block, now) =>
    write("extend a campaign", () => extendCampaign(dialect, workspaceId, id, block, now), "heavy"),
  command: (workspaceId, id, command, block, messageBlock, now) =>
    write(
      "command a campaign",
      () => transitions.command(dialect, workspaceId, id, command, block, messageBlock, now),
      "heavy"
    ),
  progress: (workspaceId, id) => read("read a progress", () => campaigns.progress(dialect, workspaceId, id)),

  addCall: (call, api) => write("add a call", () => calls.addCall(dialect, call, api)),
  call: (workspaceId, id) => read("read a call", () => calls.call(dialect, workspaceId, id)),
  calls: (workspaceId, filter, page) => read("list calls", () => calls.calls(dialect, workspaceId, filter, page)),
  attempts: (workspaceId, id) => read("list attempts", () => calls.attempts(dialect, workspaceId, id)),
  decisions: (workspaceId, id) => read("list decisions", () => decisions(dialect, workspaceId, id)),
  circumstances: (workspaceId, id, carrier, now) =>
    read("look into a call", () => circumstances(dialect, workspaceId, id, carrier, now)),
  suppress: (given, now, optOut) => write("suppress numbers", () => suppressions.suppress(dialect, given, now, optOut)),
  unsuppress: (workspaceId, pattern, scope) =>
    write("lift a suppression", () => suppressions.unsuppress(dialect, workspaceId, pattern, scope)),
  suppressions: (workspaceId, page) =>
    read("list suppressions", () => suppressions.suppressions(dialect, workspaceId, page)),
  terminateCalls: (workspaceId, ids, now) =>
    write("terminate calls", () => calls.terminateCalls(dialect, workspaceId, ids, now)),

  renewLease: (nodeId, until) => write("renew a lease", () => renewLease(dialect, nodeId, until)),
  advanceCampaigns: (block, now) =>
    write("advance campaigns", () => transitions.advanceCampaigns(dialect, block, now), "heavy"),
  workspacesDue: (now) =>
    read("find due workspaces", () => workspacesDue(dialect, now)).pipe(
      Effect.tap(({ behind }) =>
        behind.length === 0 ? Effect.void : write("move marks", () => moveMarks(dialect, behind))
      ),
      Effect.map(({ workspaces }) => workspaces)
    ),
  claim: (turn) => write("claim calls", () => claim(dialect, turn)),
  place: (nodeId, epoch, ids, now) => write("place attempts", () => place(dialect, nodeId, epoch, ids, now)),
  release: (attempts, now) => write("release attempts", () => release(dialect, attempts, now)),
  record: (events, block, now) => write("record events", () => record(dialect, events, block, now)),
  placement: (id) => read("find a placement", () => queued.placement(dialect, id)),
  queuedAttempts: (carrier, now, after, limit) =>
    read("find queued attempts", () => queued.queuedAttempts(dialect, carrier, now, after, limit)),
  unpricedAttempts: (carrier, after, until, limit) =>
    read("find unpriced attempts", () => costs.unpricedAttempts(dialect, carrier, after, until, limit)),
  carrierCosts: (workspaceId, campaignId) =>
    read("add up carrier costs", () => costs.carrierCosts(dialect, workspaceId, campaignId)),
  orphans: (now, limit) => write("find orphans", () => orphans(dialect, now, limit)),

  retention: (workspaceId) => read("read a retention", () => pruning.retention(dialect, workspaceId)),
  setRetention: (workspaceId, own) =>
    write("change a retention", () => pruning.setRetention(dialect, workspaceId, own)),
  prune: (given) => write("prune", () => pruning.prune(dialect, given)),
  erase: (workspaceId, phone, suppressions, now) =>
    write("erase a person", () => erase(dialect, workspaceId, phone, suppressions, now), "heavy"),
  eraseRejectedRows: (workspaceId, phone, after, limit) =>
    write("erase rejected rows", () => eraseRejectedRows(dialect, workspaceId, phone, after, limit)),

  addWebhook: (webhook, signing) => write("add a webhook", () => webhooks.addWebhook(dialect, webhook, signing)),
  webhooks: (workspaceId) => read("list webhooks", () => webhooks.webhooksOf(dialect, [workspaceId])),
  updateWebhook: (workspaceId, id, change) =>
    write("change a webhook", () => webhooks.updateWebhook(dialect, workspaceId, id, change)),
  removeWebhook: (workspaceId, id, limit) =>
    write("remove a webhook", () => webhooks.removeWebhook(dialect, workspaceId, id, limit)),
  rotateSecret: (workspaceId, id, secret, until) =>
    write("rotate a secret", () => webhooks.rotateSecret(dialect, workspaceId, id, secret, until)),
  callbackSecret: (workspaceId, fresh) =>
    write("find a secret", () => webhooks.callbackSecret(dialect, workspaceId, fresh)),

  takeDeliveries: (channel, now, until, limit, share) =>
    write("take deliveries", () => takeDeliveries(dialect, channel, now, until, limit, share)),
  giveUpPaused: (workspaceId, now, limit) =>
    write("give up what waits for paused webhooks", () => giveUpPaused(dialect, workspaceId, now, limit)),
  noteDeliveries: (tried, now) => write("note deliveries", () => noteDeliveries(dialect, tried, now)),
  deadDeliveries: (workspaceId, filter, page) =>
    read("list dead deliveries", () => deadDeliveries(dialect, workspaceId, filter, page)),
  replayDeliveries: (workspaceId, filter, now, limit) =>
    write("replay deliveries", () => replayDeliveries(dialect, workspaceId, filter, now, limit))
})
