import { Clock, Effect, Schema } from "effect"
import type { WorkspaceId } from "../domain/id.ts"
import { defaultPrices } from "../domain/price-list.ts"
import { Workspace } from "../domain/workspace.ts"
import { Bus } from "../engine/bus.ts"
import { newId } from "../engine/ids.ts"
import { Store } from "../ports/store.ts"
import { decodeInput } from "./input.ts"
import { checkCapacity } from "./promised.ts"

/** What a new workspace may say of itself. */
export const NewWorkspace = Schema.Struct({
  name: Workspace.fields.name,
  /** Simultaneous attempts; 10 where nothing is said. */
  capacity: Schema.optionalKey(Workspace.fields.capacity),
  apiReserve: Schema.optionalKey(Workspace.fields.apiReserve),
  prices: Schema.optionalKey(Workspace.fields.prices),
  frequencyCap: Schema.optionalKey(Workspace.fields.frequencyCap)
})

/** Make a workspace. */
export const create = Effect.fn("workspaces.create")(function*(input: typeof NewWorkspace.Encoded) {
  const store = yield* Store
  const workspace: Workspace = {
    capacity: 10,
    apiReserve: 0,
    prices: defaultPrices,
    frequencyCap: null,
    ...(yield* decodeInput(NewWorkspace)(input)),
    id: yield* newId<WorkspaceId>(),
    createdAt: yield* Clock.currentTimeMillis
  }
  yield* checkCapacity(workspace, "apiReserve")
  yield* store.addWorkspace(workspace)
  return workspace
})

/** A workspace. */
export const get = (id: WorkspaceId) => Store.use((store) => store.workspace(id))

/** All workspaces, for the operator. */
export const all = Store.use((store) => store.workspaces)

/** What may be changed of a workspace; it holds from the next turn on. */
export const WorkspaceChange = NewWorkspace.mapFields(({ name, ...others }) => ({
  ...others,
  name: Schema.optionalKey(name)
}))

/** Change a workspace. Who may be dialed now that could not before, for capacity, price or cap, is dialed at once. */
export const update = Effect.fn("workspaces.update")(function*(id: WorkspaceId, input: typeof WorkspaceChange.Encoded) {
  const store = yield* Store
  const bus = yield* Bus
  const change = yield* decodeInput(WorkspaceChange)(input)
  const changed: Workspace = { ...(yield* store.workspace(id)), ...change }
  if (change.capacity !== undefined || change.apiReserve !== undefined) {
    yield* checkCapacity(changed, change.capacity === undefined ? "apiReserve" : "capacity")
  }
  yield* store.updateWorkspace(changed, yield* Clock.currentTimeMillis)
  yield* bus.wake("schedule", "dispatch", "deliver")
  return changed
})

/** Let a key into a workspace. Only its hash is kept: SHA-256, hexadecimal. */
export const addKey = Effect.fn("workspaces.addKey")(function*(workspaceId: WorkspaceId, hash: string, label: string) {
  const store = yield* Store
  yield* store.addApiKey({ workspaceId, hash, label, createdAt: yield* Clock.currentTimeMillis })
})

/** The workspace that a key opens, by the key's hash. */
export const ofKey = (hash: string) => Store.use((store) => store.workspaceOfKey(hash))
