import { Credits, type InvalidInput, NotFound, type Workspace, type WorkspaceId, Workspaces } from "@campanile/core"
import { Effect, Redacted } from "effect"
import { anyKey, hashApiKey, newApiKey, operatorKey, workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { invalid } from "../validation.ts"
import { microCreditsOf } from "../wire/fields.ts"
import {
  ApiKeyCreated,
  CreditsGranted,
  NewApiKey,
  NewCredits,
  NewWorkspace,
  shownCredits,
  ShownWorkspace,
  shownWorkspace,
  tariffOf,
  WorkspaceChange,
  WorkspaceCreated,
  WorkspaceList
} from "../wire/workspace.ts"

const withBalance = (workspace: Workspace) =>
  Effect.map(Credits.balance(workspace.id), (balance) => shownWorkspace(workspace, balance))

const addKey = Effect.fnUntraced(function*(workspaceId: WorkspaceId, label: string) {
  const key = yield* newApiKey
  yield* Workspaces.addKey(workspaceId, hashApiKey(key), label)
  return Redacted.value(key)
})

/** The workspace that is meant: the caller's own, or with the operator's key the one that is named. */
const meant = (caller: WorkspaceId | undefined, named: WorkspaceId | undefined) => {
  if (caller === undefined) {
    return named === undefined
      ? Effect.fail<InvalidInput | NotFound>(invalid("workspace_id", "is required with the operator's key"))
      : Effect.succeed(named)
  }
  return named === undefined || named === caller
    ? Effect.succeed(caller)
    : Effect.fail<InvalidInput | NotFound>(new NotFound({ what: "workspace", id: named }))
}

const onlyWorkspace = Effect.gen(function*() {
  const [first, ...others] = yield* Workspaces.all
  return first !== undefined && others.length === 0
    ? first.id
    : yield* invalid("workspace_id", "is required: there is not exactly one workspace")
})

/** Workspaces, their keys and their credits. */
export const workspaces: ReadonlyArray<Endpoint> = [
  endpoint({
    method: "post",
    path: "/workspace",
    tag: "Workspaces",
    summary: "Make a workspace",
    access: operatorKey,
    body: jsonBody(NewWorkspace),
    answer: json(WorkspaceCreated, "The workspace, and a key to it that is told this once.", 201),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body: { concurrency, name, tariff } }) {
      const workspace = yield* Workspaces.create({
        name,
        ...(concurrency === undefined ? {} : { capacity: concurrency }),
        ...(tariff === undefined ? {} : { tariff: tariffOf(tariff) })
      })
      const api_key = yield* addKey(workspace.id, "first")
      return { workspace: yield* withBalance(workspace), api_key }
    }
  }),
  endpoint({
    method: "get",
    path: "/workspace",
    tag: "Workspaces",
    summary: "The workspace of the key",
    access: workspaceKey,
    answer: json(ShownWorkspace, "The workspace, with its credits."),
    fails: ["NotFound"],
    handle: function*({ caller }) {
      return yield* withBalance(yield* Workspaces.get(caller))
    }
  }),
  endpoint({
    method: "patch",
    path: "/workspace",
    tag: "Workspaces",
    summary: "Change a workspace",
    description: "What is changed holds from the next dial on.",
    access: anyKey,
    body: jsonBody(WorkspaceChange),
    answer: json(ShownWorkspace, "The workspace as it is now."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body: { concurrency, name, workspace_id }, caller }) {
      const changed = yield* Workspaces.update(yield* meant(caller, workspace_id), {
        ...(name === undefined ? {} : { name }),
        ...(concurrency === undefined ? {} : { capacity: concurrency })
      })
      return yield* withBalance(changed)
    }
  }),
  endpoint({
    method: "get",
    path: "/workspace/all",
    tag: "Workspaces",
    summary: "All workspaces",
    access: operatorKey,
    answer: json(WorkspaceList, "All of them."),
    fails: ["NotFound"],
    handle: function*() {
      return { workspaces: yield* Effect.forEach(yield* Workspaces.all, withBalance, { concurrency: 4 }) }
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/api-key",
    tag: "Workspaces",
    summary: "Make another key to a workspace",
    access: anyKey,
    body: jsonBody(NewApiKey),
    answer: json(ApiKeyCreated, "The key, which is told this once.", 201),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body: { label = "", workspace_id }, caller }) {
      const id = yield* meant(caller, workspace_id)
      return { workspace_id: id, api_key: yield* addKey(id, label) }
    }
  }),
  endpoint({
    method: "post",
    path: "/workspace/credits",
    tag: "Workspaces",
    summary: "Give credits to a workspace",
    access: operatorKey,
    body: jsonBody(NewCredits),
    answer: json(CreditsGranted, "What the workspace has now."),
    fails: ["InvalidInput", "NotFound"],
    handle: function*({ body: { credits, note = "", workspace_id } }) {
      const id = workspace_id ?? (yield* onlyWorkspace)
      const balance = yield* Credits.grant(id, { amount: microCreditsOf(credits), note })
      return { workspace_id: id, credits: shownCredits(balance) }
    }
  })
]
