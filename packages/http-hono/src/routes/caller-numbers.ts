import { NumberId, Numbers } from "@campanile/core"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json, pathId } from "../endpoint.ts"
import { EditNumber, NewNumber, NumberList, paceOf, ShownNumber, shownNumber } from "../wire/caller-number.ts"

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
        ...(pace === undefined ? {} : { pace: paceOf(pace) })
      })
      return shownNumber(number)
    }
  }),
  endpoint({
    method: "patch",
    path: "/workspace/numbers/{number_id}",
    tag: "Workspaces",
    summary: "Change a caller number: pause it, name it, set its pace",
    description: "What is changed holds from the next dial on.",
    access: workspaceKey,
    id: pathId("number_id", "number", NumberId),
    body: jsonBody(EditNumber),
    answer: json(ShownNumber, "The number as it is now."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body: { label, pace, paused }, caller, id }) {
      const number = yield* Numbers.update(caller, id, {
        ...(label === undefined ? {} : { label }),
        ...(pace === undefined ? {} : { pace: paceOf(pace) }),
        ...(paused === undefined ? {} : { paused })
      })
      return shownNumber(number)
    }
  })
]
