import {
  Credits,
  flat,
  type InvalidInput,
  invalidInput,
  NotFound,
  type Workspace,
  type WorkspaceId,
  Workspaces
} from "@campanile/core"
import { Clock, Effect, Redacted } from "effect"
import { anyKey, hashApiKey, newApiKey, operatorKey, workspaceKey } from "../auth.ts"
import { jsonBody } from "../body.ts"
import { type Endpoint, endpoint, json } from "../endpoint.ts"
import { Forbidden } from "../failure.ts"
import { inWireWords } from "../validation.ts"
import { pricesOf, tariffOf } from "../wire/price.ts"
import {
  ApiKeyCreated,
  NewApiKey,
  NewWorkspace,
  ShownWorkspace,
  shownWorkspace,
  WorkspaceChange,
  WorkspaceCreated,
  WorkspaceList
} from "../wire/workspace.ts"

const withBalance = Effect.fnUntraced(function*(workspace: Workspace) {
  return shownWorkspace(workspace, yield* Credits.balance(workspace.id), yield* Clock.currentTimeMillis)
})

const addKey = Effect.fnUntraced(function*(workspaceId: WorkspaceId, label: string) {
  const key = yield* newApiKey
  yield* Workspaces.addKey(workspaceId, hashApiKey(key), label)
  return Redacted.value(key)
})

/** The workspace that is meant: the caller's own, or with the operator's key the one that is named. */
const meant = (caller: WorkspaceId | undefined, named: WorkspaceId | undefined) => {
  if (caller === undefined) {
    return named === undefined
      ? Effect.fail<InvalidInput | NotFound>(invalidInput("workspace_id", "is required with the operator's key"))
      : Effect.succeed(named)
  }
  return named === undefined || named === caller
    ? Effect.succeed(caller)
    : Effect.fail<InvalidInput | NotFound>(new NotFound({ what: "workspace", id: named }))
}

/** What the engine's fields of a workspace are called on the wire. */
const workspaceWords = { name: "name", capacity: "concurrency", apiReserve: "api_reserve", prices: "prices" }

/** Workspaces and their keys. */
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
    handle: function*({ body: { api_reserve, concurrency, name, prices, tariff } }) {
      if (prices !== undefined && tariff !== undefined) {
        return yield* invalidInput("prices", "only one of tariff, prices may be given")
      }
      const workspace = yield* Workspaces.create({
        name,
        ...(api_reserve === undefined ? {} : { apiReserve: api_reserve }),
        ...(concurrency === undefined ? {} : { capacity: concurrency }),
        ...(prices === undefined ? {} : { prices: pricesOf(prices) }),
        ...(tariff === undefined ? {} : { prices: flat(tariffOf(tariff)) })
      }).pipe(inWireWords(workspaceWords))
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
    description:
      "What is changed holds from the next dial on. A concurrency that is less than what is promised to single " +
      "calls and to campaigns is refused.",
    access: anyKey,
    body: jsonBody(WorkspaceChange),
    answer: json(ShownWorkspace, "The workspace as it is now."),
    fails: ["InvalidInput", "NotFound", "Forbidden"],
    handle: function*({ body: { api_reserve, concurrency, name, prices, workspace_id }, caller }) {
      if (prices !== undefined && caller !== undefined) {
        return yield* new Forbidden({ reason: "only the operator's key may change prices" })
      }
      const changed = yield* Workspaces.update(yield* meant(caller, workspace_id), {
        ...(name === undefined ? {} : { name }),
        ...(api_reserve === undefined ? {} : { apiReserve: api_reserve }),
        ...(concurrency === undefined ? {} : { capacity: concurrency }),
        ...(prices === undefined ? {} : { prices: pricesOf(prices) })
      }).pipe(inWireWords(workspaceWords))
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
  })
]
