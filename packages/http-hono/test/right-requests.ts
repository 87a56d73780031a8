import { from, operator } from "./given.ts"

/** Fields of a request. */
export type Written = Readonly<Record<string, unknown>>

/** A draft and its list. */
export interface Saved {
  readonly campaign_id: string
  readonly list_id: string
}

/** What is there, by id, and the key that opens it. */
export interface Known {
  readonly agentId: string
  readonly attemptId: string
  readonly callId: string
  readonly key: string
  readonly numberId: string
  readonly webhookId: string
  readonly workspaceId: string
}

const call_config = {
  max_call_length: 300,
  call_retry_config: { retry_count: 3, retry_busy: 30 },
  call_time: { call_start_time: "09:00", call_end_time: "18:00", timezone: "Asia/Kolkata", days: ["monday"] }
}
const slot = { days: ["monday"], start: "09:00", end: "18:00" }
const closure = { date: "2026-12-25", name: "A", slots: [{ start: "09:00", end: "12:00" }] }
const whole = {
  max_call_length: 300,
  ring_timeout: 30,
  max_concurrent_calls: 4,
  min_concurrent_calls: 1,
  weight: 2,
  budget: 10,
  resume_after_top_up: true,
  always_on: true,
  subject: "A",
  call_slots: [slot],
  closures: [closure],
  legal_hours: ["us-federal", { id: "a", title: "A", source: "A", as_of: "2026-11-01", call_slots: [slot] }],
  number_choice: { order: "rotation", sticky: true, local: true },
  call_time: { timezone: "Asia/Kolkata", window_zone: "campaign" },
  call_retry_config: { retry_count: 3, retry_voicemail: 60, retry_counts: { busy: 1 }, minimum_gap: 5 }
}
const cap = { max_calls: 3, window_minutes: 1440, gap_minutes: 10, by_subject: true }
const tariff = { connect_fee: 0, rate_per_minute: 1, first_increment: 60, next_increment: 60 }
const prices = [
  { prefix: "", ...tariff },
  { prefix: "+91", from: "2026-12-01T00:00:00Z", until: "2027-12-01T00:00:00Z", ...tariff }
]
const ends = { campaign_end_time: "05/12/2026, 18:00" }

/** Requests that are right, each with its key, method and path. */
export const rightRequests =
  ({ agentId, attemptId, callId, key, numberId, webhookId, workspaceId }: Known) =>
  (draft: Saved): ReadonlyArray<readonly [key: string, method: string, path: string, body: Written]> => [
    [key, "POST", "/agent", { name: "A", prompt: "@{{a}}", answer: { kind: "sip", address: "sip:a@example.com" } }],
    [key, "POST", "/workspace/numbers", {
      phone_number: "+911409990007",
      label: "A",
      pace: { calls_per_second: 1, burst: 1 }
    }],
    [key, "PATCH", `/workspace/numbers/${numberId}`, {
      label: "A",
      paused: false,
      pace: { calls_per_second: 1, burst: 1 }
    }],
    [key, "POST", "/workspace/webhooks", {
      url: "https://example.com/hook",
      events: ["call_completed", "contact.opted_out"],
      secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    }],
    [key, "PATCH", `/workspace/webhooks/${webhookId}`, { url: "https://example.com/a", events: null, paused: true }],
    [key, "POST", `/workspace/webhooks/${webhookId}/rotate-secret`, { overlap_seconds: 60 }],
    [key, "POST", "/workspace/callback-secret", { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }],
    [key, "POST", "/workspace/webhooks/replay", {
      message_ids: ["01890000-0000-7000-8000-000000000000"],
      target: "https://example.com/hook",
      from: "2026-12-01T00:00:00Z",
      until: "2027-01-01T00:00:00Z"
    }],
    [key, "PATCH", "/workspace", { name: "A", concurrency: 5, api_reserve: 1 }],
    [operator, "PATCH", "/workspace", { workspace_id: workspaceId, prices }],
    [operator, "POST", "/workspace", { name: "A", api_reserve: 0, prices }],
    [key, "PATCH", "/workspace/concurrency", {
      api_concurrency_pct: 20,
      campaigns: [{ campaign_id: draft.campaign_id, concurrency_percentage: 50 }]
    }],
    [key, "PATCH", "/workspace/call-frequency-cap", { enabled: true, ...cap }],
    [key, "POST", "/workspace/call-frequency-cap/projection", { list_id: draft.list_id, subject: "A", ...cap }],
    [key, "POST", "/workspace/suppressions", {
      suppressions: [
        { pattern: "+1201*", scope: "subject", subject: "A", source: "A", reason: "A" },
        {
          pattern: "+14155550100",
          scope: "campaign",
          campaign_id: draft.campaign_id,
          expires_at: "2027-01-01T00:00:00Z"
        }
      ]
    }],
    [key, "POST", "/workspace/privacy/erase", { phone_number: "+14155550177", suppressions: "lift" }],
    [key, "PATCH", "/workspace/retention", { finished_days: 90, delivered_days: null, dead_days: "server" }],
    [key, "POST", `/calling/${callId}/opt-out`, { scope: "subject" }],
    [operator, "POST", "/workspace/credits/refund", {
      workspace_id: workspaceId,
      attempt_id: attemptId,
      credits: 0.000001,
      note: "A"
    }],
    [key, "PATCH", `/campaign/${draft.campaign_id}`, {
      campaign_name: "A",
      call_config: whole,
      concurrency_percentage: 50,
      from_numbers: [from],
      callback_url: "https://example.com/hook",
      email_completion_user_ids: ["desk@example.com"],
      ...ends
    }],
    [key, "POST", "/workspace/api-key", { label: "A" }],
    [operator, "POST", "/workspace", {
      name: "A",
      tariff: { connect_fee: 0, rate_per_minute: 1, first_increment: 60, next_increment: 60 }
    }],
    [operator, "POST", "/workspace/credits", { workspace_id: workspaceId, credits: 5, note: "A" }],
    [key, "POST", "/calling/outbound/individual", {
      name: "A",
      mobile_number: "+919876543210",
      agent_id: agentId,
      from_number: from,
      custom_args_values: { callee_name: "A" },
      call_config
    }],
    [key, "POST", "/campaign/start", { list_id: draft.list_id, agent_id: agentId, from_numbers: [from], ...ends }],
    [key, "POST", "/campaign/make-call-async", {
      bulk_list_id: draft.list_id,
      call_config,
      from_numbers: [from],
      concurrency_percentage: 50,
      email_completion_user_ids: ["desk@example.com"],
      ...ends
    }],
    [key, "PATCH", "/campaign/terminate", { campaign_id: draft.campaign_id }]
  ]
