import { Clock, Effect, Schema } from "effect"
import type { WorkspaceId } from "../domain/id.ts"
import { defaultTariff, Tariff } from "../domain/tariff.ts"
import { Workspace } from "../domain/workspace.ts"
import { newId } from "../engine/ids.ts"
import { Store } from "../ports/store.ts"
import { decodeInput } from "./input.ts"

/** What a new workspace may say of itself. */
export const NewWorkspace = Schema.Struct({
  name: Workspace.fields.name,
  /** Simultaneous attempts; 10 where nothing is said. */
  capacity: Schema.optionalKey(Workspace.fields.capacity),
  tariff: Schema.optionalKey(Tariff)
})

/** Make a workspace. */
export const create = Effect.fn("workspaces.create")(function*(input: typeof NewWorkspace.Encoded) {
  const store = yield* Store
  const { capacity = 10, name, tariff = defaultTariff } = yield* decodeInput(NewWorkspace)(input)
  const workspace: Workspace = {
    id: yield* newId<WorkspaceId>(),
    name,
    capacity,
    tariff,
    createdAt: yield* Clock.currentTimeMillis
  }
  yield* store.addWorkspace(workspace)
  return workspace
})

/** A workspace. */
export const get = (id: WorkspaceId) => Store.use((store) => store.workspace(id))

/** All workspaces, for the operator. */
export const all = Store.use((store) => store.workspaces)

/** What may be changed of a workspace; it holds from the next turn on. */
export const WorkspaceChange = Schema.Struct({
  name: Schema.optionalKey(Workspace.fields.name),
  capacity: Schema.optionalKey(Workspace.fields.capacity),
  tariff: Schema.optionalKey(Tariff)
})

/** Change a workspace. */
export const update = Effect.fn("workspaces.update")(function*(id: WorkspaceId, input: typeof WorkspaceChange.Encoded) {
  const store = yield* Store
  const changed: Workspace = { ...(yield* store.workspace(id)), ...(yield* decodeInput(WorkspaceChange)(input)) }
  yield* store.updateWorkspace(changed)
  return changed
})

/** Let a key into a workspace. Only its hash is kept: SHA-256, hexadecimal. */
export const addKey = Effect.fn("workspaces.addKey")(function*(workspaceId: WorkspaceId, hash: string, label: string) {
  const store = yield* Store
  yield* store.addApiKey({ workspaceId, hash, label, createdAt: yield* Clock.currentTimeMillis })
})

/** The workspace that a key opens, by the key's hash. */
export const ofKey = (hash: string) => Store.use((store) => store.workspaceOfKey(hash))
