import {
  Calls,
  Campaigns,
  cost,
  Credits,
  defaultPolicy,
  type Phone,
  PhoneNumbers,
  type PhoneProblem,
  type WorkspaceId,
  Workspaces
} from "@campanile/core"
import { Effect, Result } from "effect"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { namedNumbers } from "../caller-numbers.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { invalid, inWireWords } from "../validation.ts"
import { policyOf } from "../wire/call-config.ts"
import { CallRegistered, SingleCall } from "../wire/call.ts"
import { iso } from "../wire/fields.ts"
import { callStatuses } from "../wire/statuses.ts"

const phoneProblems: Record<PhoneProblem, string> = {
  phone_missing: "is required",
  phone_not_a_number: "is not a phone number",
  phone_too_short: "has too few digits",
  phone_too_long: "has too many digits",
  phone_no_country: "needs its country code, such as +91",
  phone_invalid: "cannot exist in its country"
}

const readPhone = Effect.fnUntraced(function*(text: string) {
  const numbers = yield* PhoneNumbers
  const phone: Result.Result<Phone, PhoneProblem> = numbers.parse(text, undefined)
  return Result.isSuccess(phone) ? phone.success : yield* invalid("mobile_number", phoneProblems[phone.failure])
})

/** Seconds of conversation that credits must be there for; the start of a campaign asks for the same of each contact. */
const conversationSeconds = 60

/** Credits that are reserved for calls in progress count as there: most of them come back. */
const checkCredits = Effect.fnUntraced(function*(workspaceId: WorkspaceId, maxCallSeconds: number) {
  const { tariff } = yield* Workspaces.get(workspaceId)
  const { available, held } = yield* Credits.balance(workspaceId)
  const required = cost(tariff, Math.min(conversationSeconds, maxCallSeconds))
  if (available + held < required) return yield* new Campaigns.InsufficientCredits({ required, available })
})

const register = Effect.fnUntraced(function*(workspaceId: WorkspaceId, asked: typeof SingleCall.Type) {
  const { field, numbers } = yield* namedNumbers(asked, ["from_number", "from_number_id"])
  const phone = yield* readPhone(asked.mobile_number)
  const { maxConcurrent: _, ...policy } = policyOf(asked.call_config ?? {})
  const variables = Object.fromEntries(
    Object.entries(asked.custom_args_values ?? {}).map(([name, value]) => [name, String(value)])
  )
  const timezone = asked.call_config?.call_time?.timezone
  yield* checkCredits(workspaceId, policy.maxCallSeconds ?? defaultPolicy.maxCallSeconds)
  const call = yield* Calls.create(workspaceId, {
    phone,
    assistantId: asked.agent_id,
    numbers,
    variables,
    policy,
    ...(asked.name === undefined ? {} : { name: asked.name }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(asked.callback_url === undefined ? {} : { callbackUrl: asked.callback_url })
  }).pipe(inWireWords({
    numbers: field,
    "numbers.0": field,
    variables: "custom_args_values",
    name: "name",
    "policy.window": "call_config.call_time"
  }))
  return { call, variables }
})

const route = (path: string) =>
  endpoint({
    method: "post",
    path,
    tag: "Calls",
    summary: "Call one person",
    description:
      "The call is put into the queue that it shares with the workspace's campaigns, and dialed as soon as a " +
      "slot is free.",
    access: workspaceKey,
    body: jsonBody(SingleCall),
    answer: json(CallRegistered, "The call waits for its slot."),
    fails: ["InvalidInput", "IllegalSchedule", "NotFound", "InsufficientCredits"],
    handle: function*({ body, caller }) {
      const { call, variables } = yield* register(caller, body)
      return {
        status: "success",
        data: {
          call_id: call.id,
          call_direction: "outbound" as const,
          call_status: callStatuses[call.status],
          initiated_at: iso(call.createdAt),
          agent_id: body.agent_id,
          custom_args_values: variables
        },
        message: "Call initiated successfully"
      }
    }
  })

/** Calls that other programs ask for, one by one. */
export const singleCalls: ReadonlyArray<Endpoint> = [
  route("/calling/outbound/individual"),
  route("/calling/v2/outbound/individual")
]
