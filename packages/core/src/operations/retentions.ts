import { Effect } from "effect"
import type { WorkspaceId } from "../domain/id.ts"
import { OwnRetention } from "../domain/retention.ts"
import { Store } from "../ports/store.ts"
import { decodeInput } from "./input.ts"

export { prune, type PruneOptions, pruneWorkspace } from "../engine/prune.ts"

/** For how long a workspace itself wants things to be kept. */
export const get = (workspaceId: WorkspaceId) => Store.use((store) => store.retention(workspaceId))

/** Say for how long, instead of what was said before; of what is not named, the server's policy holds. */
export const set = Effect.fn("retentions.set")(
  function*(workspaceId: WorkspaceId, input: typeof OwnRetention.Encoded) {
    const store = yield* Store
    const own = yield* decodeInput(OwnRetention)(input)
    yield* store.setRetention(workspaceId, own)
    return own
  }
)
