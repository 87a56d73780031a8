import { type AssistantId, NotFound, type NumberId, type WorkspaceId } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { ask, askFirst, fail, type Step } from "../step.ts"

/** What was looked for, or the error that there is no such thing. */
export function* found<A>(row: A | undefined, what: NotFound["what"], id: string): Step<A, NotFound> {
  return row === undefined ? yield* fail(new NotFound({ what, id })) : row
}

/** That the workspace exists. */
export function* knownWorkspace({ db }: Dialect, id: WorkspaceId): Step<void, NotFound> {
  yield* found(
    yield* askFirst(db.selectFrom("workspace").select("workspace_id").where("workspace_id", "=", id)),
    "workspace",
    id
  )
}

/** That the caller numbers are the workspace's own. */
function* knownNumbers(
  { among, db }: Dialect,
  workspaceId: WorkspaceId,
  numbers: ReadonlyArray<NumberId>
): Step<void, NotFound> {
  const rows = yield* ask(
    db.selectFrom("caller_number").select("id").where("workspace_id", "=", workspaceId).where(among("id", numbers))
  )
  const known = new Set(rows.map(({ id }) => id))
  const unknown = numbers.find((id) => !known.has(id))
  if (unknown !== undefined) yield* fail(new NotFound({ what: "number", id: unknown }))
}

/** That the assistant and the caller numbers that something dials with are the workspace's own. */
export function* knownDialing(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  { assistantId, numbers }: { readonly assistantId: AssistantId; readonly numbers: ReadonlyArray<NumberId> }
): Step<void, NotFound> {
  yield* found(
    yield* askFirst(
      dialect.db.selectFrom("assistant").select("id")
        .where("workspace_id", "=", workspaceId).where("id", "=", assistantId)
    ),
    "assistant",
    assistantId
  )
  yield* knownNumbers(dialect, workspaceId, numbers)
}
