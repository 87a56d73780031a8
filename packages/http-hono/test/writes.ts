import { type ListId, Lists, type Store, type WorkspaceId } from "@campanile/core"
import { Effect } from "effect"

/** What a step answers that may find nothing to do, and found nothing. */
const nothing = (answer: number | boolean) => answer === 0 || answer === false

/** What the store was made to write since somebody last looked. */
export class Writes {
  #steps: Array<string> = []
  #lists: Array<readonly [WorkspaceId, ListId]> = []

  /** A store whose writes are noted when they are done; those of a list under the list's id. */
  readonly noted = (store: Store["Service"]): Partial<Store["Service"]> => {
    const note = <Args extends ReadonlyArray<unknown>, A, E>(
      step: string,
      write: (...args: Args) => Effect.Effect<A, E>,
      didNothing: (answer: A) => boolean = () => false
    ) =>
    (...args: Args) =>
      Effect.tap(write(...args), (answer) =>
        Effect.sync(() => {
          if (!didNothing(answer)) this.#steps.push(step)
        }))
    return {
      addWorkspace: note("addWorkspace", store.addWorkspace),
      updateWorkspace: note("updateWorkspace", store.updateWorkspace),
      addApiKey: note("addApiKey", store.addApiKey),
      addAssistant: note("addAssistant", store.addAssistant),
      addNumber: note("addNumber", store.addNumber),
      updateNumber: note("updateNumber", store.updateNumber),
      grant: note("grant", store.grant),
      refund: note("refund", store.refund),
      // What it brings over is in no list of its own any more.
      mergeList: (workspaceId, into, from, way) =>
        Effect.tap(store.mergeList(workspaceId, into, from, way), () =>
          Effect.sync(() => {
            this.#lists = this.#lists.filter(([, id]) => id !== from)
            this.#steps.push("mergeList")
          })),
      addCampaign: note("addCampaign", store.addCampaign),
      extendCampaign: note("extendCampaign", store.extendCampaign, nothing),
      command: note("command", store.command),
      addCall: note("addCall", store.addCall),
      terminateCalls: note("terminateCalls", store.terminateCalls, nothing),
      suppress: note("suppress", store.suppress),
      setRetention: note("setRetention", store.setRetention),
      erase: note("erase", store.erase),
      unsuppress: note("unsuppress", store.unsuppress, nothing),
      addWebhook: note("addWebhook", store.addWebhook),
      updateWebhook: note("updateWebhook", store.updateWebhook),
      removeWebhook: note("removeWebhook", store.removeWebhook),
      rotateSecret: note("rotateSecret", store.rotateSecret),
      replayDeliveries: note("replayDeliveries", store.replayDeliveries, nothing),
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
