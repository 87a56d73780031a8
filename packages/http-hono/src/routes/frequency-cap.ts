import { type FrequencyCap, invalidInput, Lists, Workspaces } from "@campanile/core"
import { Effect } from "effect"
import { workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import {
  CapProjected,
  capWith,
  EditFrequencyCap,
  ProjectCap,
  saysCap,
  shownCap,
  ShownFrequencyCap
} from "../wire/frequency-cap.ts"

const chosen = Effect.fnUntraced(function*(given: Parameters<typeof capWith>[0], before: FrequencyCap | null) {
  return capWith(given, before) ?? (yield* invalidInput("max_calls", "is required where there is no cap yet"))
})

/** How often one person may be dialed, over all campaigns and single calls of a workspace. */
export const frequencyCaps: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "get",
    path: "/workspace/call-frequency-cap",
    tag: "Calling rules",
    summary: "How often one person may be dialed",
    access: workspaceKey,
    answer: json(ShownFrequencyCap, "The cap."),
    fails: ["NotFound"],
    handle: function*({ caller }) {
      return shownCap((yield* Workspaces.get(caller)).frequencyCap)
    }
  }),
  endpoint({
    method: "patch",
    path: "/workspace/call-frequency-cap",
    tag: "Calling rules",
    summary: "Set how often one person may be dialed",
    description: "It holds for all campaigns and single calls of the workspace, from the next dial on. What is not " +
      "mentioned stays as it is; where there is no cap yet, `max_calls` is needed.",
    access: workspaceKey,
    body: jsonBody(EditFrequencyCap),
    answer: json(ShownFrequencyCap, "The cap as it is now."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body: { enabled = true, ...given }, caller }) {
      const { frequencyCap: before } = yield* Workspaces.get(caller)
      const { frequencyCap } = yield* Workspaces.update(caller, {
        frequencyCap: enabled ? yield* chosen(given, before) : null
      })
      return shownCap(frequencyCap)
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/call-frequency-cap/projection",
    tag: "Calling rules",
    summary: "How many people of a list the cap would hold back now",
    description: "With the workspace's own cap, or with one that is only tried out. Changes nothing.",
    access: workspaceKey,
    body: jsonBody(ProjectCap),
    answer: json(CapProjected, "How many."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body: { list_id, subject = null, ...given }, caller }) {
      const { frequencyCap } = yield* Workspaces.get(caller)
      const cap = saysCap(given) ? yield* chosen(given, frequencyCap) : frequencyCap
      const { blocked, contacts } = yield* Lists.projectCap(caller, list_id, cap, subject)
      return {
        list_id,
        call_frequency_cap: shownCap(cap),
        evaluated_calls: contacts,
        would_block: blocked,
        would_block_pct: contacts === 0 ? 0 : Math.round(blocked / contacts * 10_000) / 100,
        distinct_callees: contacts,
        coverage_pct: 100
      }
    }
  })
]
