import { Effect, Result } from "effect"
import { rulesOfWorkspace } from "../../domain/aim.ts"
import { AlreadyExists } from "../../ports/store-errors.ts"
import { type StoreShape } from "../../ports/store.ts"
import { aim } from "./aim.ts"
import { found, step, type Tables, Tenant, tenantOf, unused } from "./tables.ts"

/** Workspaces, and what they have beside lists, campaigns and calls. */
export const workspaces = (tables: Tables) =>
  ({
    addWorkspace: (workspace) =>
      Effect.sync(() => {
        tables.tenants.set(workspace.id, new Tenant(workspace))
      }),
    workspace: (id) => step(() => Result.map(tenantOf(tables, id), ({ workspace }) => workspace)),
    workspaces: Effect.sync(() => [...tables.tenants.values()].map(({ workspace }) => workspace)),
    updateWorkspace: ({ apiReserve, capacity, frequencyCap, id, name, prices }, now) =>
      step(() =>
        Result.map(tenantOf(tables, id), (tenant) => {
          const before = tenant.workspace
          tenant.workspace = { ...before, apiReserve, capacity, frequencyCap, name, prices }
          const waiting = [...tenant.open.values()].flatMap((calls) => [...calls.values()])
          aim(tables, tenant, waiting, rulesOfWorkspace(before, tenant.workspace), now)
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
        Result.flatMap(tenantOf(tables, number.workspaceId), ({ numbers }) => {
          if ([...numbers.values()].some((known) => known.number.phone === number.phone)) {
            return Result.fail(new AlreadyExists({ what: "number", id: number.phone }))
          }
          numbers.set(number.id, { ...unused, number })
          return Result.void
        })
      ),
    updateNumber: ({ id, label, pace, paused, workspaceId }) =>
      step(() =>
        Result.flatMap(tenantOf(tables, workspaceId), ({ numbers }) =>
          Result.map(found(numbers.get(id), "number", id), (line) => {
            numbers.set(id, { ...line, number: { ...line.number, label, pace, paused } })
          }))
      ),
    numbers: (workspaceId) =>
      Effect.sync(() =>
        [...tables.tenants.get(workspaceId)?.numbers.values() ?? []].map(({ number }) =>
          number
        )
      )
  }) satisfies Partial<StoreShape>
