import { Effect, Result } from "effect"
import { AlreadyExists, type StoreShape } from "../../ports/store.ts"
import { found, step, type Tables, Tenant, tenantOf } from "./tables.ts"

/** Workspaces, and what they have beside lists, campaigns and calls. */
export const workspaces = (tables: Tables) =>
  ({
    addWorkspace: (workspace) =>
      Effect.sync(() => {
        tables.tenants.set(workspace.id, new Tenant(workspace))
      }),
    workspace: (id) => step(() => Result.map(tenantOf(tables, id), ({ workspace }) => workspace)),
    workspaces: Effect.sync(() => [...tables.tenants.values()].map(({ workspace }) => workspace)),
    updateWorkspace: ({ capacity, id, name, tariff }) =>
      step(() =>
        Result.map(tenantOf(tables, id), (tenant) => {
          tenant.workspace = { ...tenant.workspace, capacity, name, tariff }
        })
      ),
    addApiKey: ({ hash, workspaceId }) =>
      step(() =>
        Result.map(tenantOf(tables, workspaceId), () => {
          tables.keys.set(hash, workspaceId)
        })
      ),
    workspaceOfKey: (hash) => Effect.sync(() => tables.keys.get(hash)),

    addAssistant: (assistant) =>
      step(() =>
        Result.map(tenantOf(tables, assistant.workspaceId), ({ assistants }) => {
          assistants.set(assistant.id, assistant)
        })
      ),
    assistant: (workspaceId, id) =>
      step(() => found(tables.tenants.get(workspaceId)?.assistants.get(id), "assistant", id)),
    assistants: (workspaceId) => Effect.sync(() => [...tables.tenants.get(workspaceId)?.assistants.values() ?? []]),
    addNumber: (number) =>
      step(() =>
        Result.gen(function*() {
          const { numbers } = yield* tenantOf(tables, number.workspaceId)
          if ([...numbers.values()].some((known) => known.number.phone === number.phone)) {
            return yield* Result.fail(new AlreadyExists({ what: "number", id: number.phone }))
          }
          numbers.set(number.id, { number, arrival: 0 })
        })
      ),
    numbers: (workspaceId) =>
      Effect.sync(() => [...tables.tenants.get(workspaceId)?.numbers.values() ?? []].map(({ number }) => number)),

    grant: (posting) =>
      step(() =>
        Result.map(tenantOf(tables, posting.workspaceId), (tenant) => {
          tenant.post([posting])
          return tenant.balance
        })
      ),
    balance: (workspaceId) => step(() => Result.map(tenantOf(tables, workspaceId), ({ balance }) => balance)),
    ledger: (workspaceId) => Effect.sync(() => [...tables.tenants.get(workspaceId)?.ledger ?? []])
  }) satisfies Partial<StoreShape>
