import { AlreadyExists, type CallerNumber, type NotFound, type WorkspaceId } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { callerNumberOf, callerNumberRow } from "../rows/number.ts"
import { ask, askFirst, fail, type Step, tell } from "../step.ts"
import { found, knownWorkspace } from "./known.ts"

/** A new caller number. A workspace has each phone once, for its pace is the phone's. */
export function* addNumber(dialect: Dialect, number: CallerNumber): Step<void, NotFound | AlreadyExists> {
  const { db } = dialect
  const { phone, workspaceId } = number
  yield* knownWorkspace(dialect, workspaceId)
  const known = yield* askFirst(
    db.selectFrom("caller_number").select("id").where("workspace_id", "=", workspaceId).where("phone", "=", phone)
  )
  if (known !== undefined) yield* fail(new AlreadyExists({ what: "number", id: phone }))
  yield* tell(db.insertInto("caller_number").values(callerNumberRow(number)))
}

/** Change label, pace, or whether it is paused. The state of its pace stays. */
export function* updateNumber({ db }: Dialect, number: CallerNumber): Step<void, NotFound> {
  const { burst, id, label, paused, per_second, workspace_id } = callerNumberRow(number)
  const row = yield* askFirst(
    db.updateTable("caller_number").set({ label, per_second, burst, paused })
      .where("workspace_id", "=", workspace_id).where("id", "=", id).returning("id")
  )
  yield* found(row, "number", id)
}

/** All caller numbers of a workspace, the oldest first. */
export function* numbers({ db }: Dialect, workspaceId: WorkspaceId): Step<ReadonlyArray<CallerNumber>> {
  const rows = yield* ask(
    db.selectFrom("caller_number").selectAll().where("workspace_id", "=", workspaceId)
      .orderBy("created_at").orderBy("id")
  )
  return rows.map(callerNumberOf)
}
