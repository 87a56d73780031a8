import {
  Calls,
  Campaigns,
  Credits,
  defaultPolicy,
  expectedCost,
  invalidInput,
  type Phone,
  tariffFor,
  type WorkspaceId,
  Workspaces
} from "@campanile/core"
import { Clock, Effect } from "effect"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { namedNumbers } from "../caller-numbers.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { readPhone } from "../phones.ts"
import { inWireWords } from "../validation.ts"
import { singlePolicyOf } from "../wire/call-config.ts"
import { CallRegistered, SingleCall } from "../wire/call.ts"
import { iso } from "../wire/fields.ts"
import { callStatuses } from "../wire/statuses.ts"

/** What a start asks for each contact is asked for a single call. Credits that are reserved for calls in progress count as there: most of them come back. */
const checkCredits = Effect.fnUntraced(function*(workspaceId: WorkspaceId, phone: Phone, maxCallSeconds: number) {
  const { prices } = yield* Workspaces.get(workspaceId)
  const tariff = tariffFor(prices, phone, yield* Clock.currentTimeMillis)
  if (tariff === undefined) {
    return yield* invalidInput("mobile_number", "has no price: the operator has set none for it")
  }
  const { available, held } = yield* Credits.balance(workspaceId)
  const required = expectedCost(tariff, maxCallSeconds)
  if (available + held < required) return yield* new Campaigns.InsufficientCredits({ required, available })
})

const register = Effect.fnUntraced(function*(workspaceId: WorkspaceId, asked: typeof SingleCall.Type) {
  const { field, numbers } = yield* namedNumbers(asked, ["from_number", "from_number_id"])
  const phone = yield* readPhone(asked.mobile_number, "mobile_number")
  const policy = singlePolicyOf(asked.call_config ?? {})
  const variables = Object.fromEntries(
    Object.entries(asked.custom_args_values ?? {}).map(([name, value]) => [name, String(value)])
  )
  const timezone = asked.call_config?.call_time?.timezone
  yield* checkCredits(workspaceId, phone, policy.maxCallSeconds ?? defaultPolicy.maxCallSeconds)
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
    fails: ["InvalidInput", "NotFound", "InsufficientCredits"],
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
