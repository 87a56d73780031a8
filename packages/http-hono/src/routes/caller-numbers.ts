import { Numbers } from "@campanile/core"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { NewNumber, NumberList, ShownNumber, shownNumber } from "../wire/caller-number.ts"

/** The caller numbers of a workspace. */
export const callerNumbers: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "get",
    path: "/workspace/numbers",
    tag: "Workspaces",
    summary: "Caller numbers",
    access: workspaceKey,
    answer: json(NumberList, "All of them."),
    fails: [],
    handle: function*({ caller }) {
      return { numbers: (yield* Numbers.all(caller)).map(shownNumber) }
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/numbers",
    tag: "Workspaces",
    summary: "Add a caller number",
    access: workspaceKey,
    body: jsonBody(NewNumber),
    answer: json(ShownNumber, "The number.", 201),
    fails: ["InvalidInput", "NotFound", "AlreadyExists"],
    handle: function*({ body: { label, pace, phone_number }, caller }) {
      const number = yield* Numbers.add(caller, {
        phone: phone_number,
        ...(label === undefined ? {} : { label }),
        ...(pace === undefined ? {} : { pace: { perSecond: pace.calls_per_second, burst: pace.burst } })
      })
      return shownNumber(number)
    }
  })
]
