import { type ListId, Lists, type Store, type WorkspaceId } from "@campanile/core"
import { Effect } from "effect"

/** What the store was made to write since somebody last looked. */
export class Writes {
  #steps: Array<string> = []
  #lists: Array<readonly [WorkspaceId, ListId]> = []

  /** A store whose writes are noted when they are done; those of a list under the list's id. */
  readonly noted = (store: Store["Service"]): Partial<Store["Service"]> => {
    const note = <Args extends ReadonlyArray<unknown>, A, E>(
      step: string,
      write: (...args: Args) => Effect.Effect<A, E>
    ) =>
    (...args: Args) =>
      Effect.tap(write(...args), (answer) =>
        Effect.sync(() => {
          // A step that answers with how much it did may have done nothing.
          if (answer !== 0) this.#steps.push(step)
        }))
    return {
      addWorkspace: note("addWorkspace", store.addWorkspace),
      updateWorkspace: note("updateWorkspace", store.updateWorkspace),
      addApiKey: note("addApiKey", store.addApiKey),
      addAssistant: note("addAssistant", store.addAssistant),
      addNumber: note("addNumber", store.addNumber),
      grant: note("grant", store.grant),
      addCampaign: note("addCampaign", store.addCampaign),
      updateDraft: note("updateDraft", store.updateDraft),
      command: note("command", store.command),
      addCall: note("addCall", store.addCall),
      terminateCalls: note("terminateCalls", store.terminateCalls),
      addList: (list) =>
        Effect.tap(store.addList(list), () => Effect.sync(() => this.#lists.push([list.workspaceId, list.id])))
    }
  }

  /**
   * What is there now that was not there before: nothing after a request that was refused. A list that failed counts as
   * nothing where it kept its name and the reason only.
   */
  readonly left: Effect.Effect<ReadonlyArray<string>, Error, Store> = Effect.suspend(() => {
    const steps = this.#steps.splice(0)
    return Effect.map(
      Effect.forEach(this.#lists.splice(0), ([workspaceId, id]) => remainsOf(workspaceId, id)),
      (lists) => [...steps, ...lists.flat()]
    )
  })
}

const all = { limit: 1, offset: 0 }

const remainsOf = Effect.fnUntraced(function*(workspaceId: WorkspaceId, id: ListId) {
  const { status } = yield* Lists.get(workspaceId, id)
  const rows = [...(yield* Lists.contacts(workspaceId, id, all)), ...(yield* Lists.rejectedRows(workspaceId, id, all))]
  return [...(status === "failed" ? [] : [`a list that is ${status}`]), ...rows.map(() => "a row of a list")]
})
