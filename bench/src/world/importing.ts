import { type ContactFiles, type ContactList, Lists, type PhoneNumbers, Store, type WorkspaceId } from "@campanile/core"
import { Clock, Effect, Stream } from "effect"
import { createReadStream } from "node:fs"
import { addWorkspace } from "./workspace.ts"

/** The bytes of a file, as a server reads what was uploaded. */
export const bytesOf = (path: string): Stream.Stream<Uint8Array> =>
  Stream.suspend(() => Stream.fromAsyncIterable<Uint8Array, unknown>(createReadStream(path), (error) => error)).pipe(
    Stream.orDie
  )

/** A workspace to import to. */
export const anyWorkspace: Effect.Effect<WorkspaceId, unknown, Store> = Effect.gen(function*() {
  const store = yield* Store
  return (yield* addWorkspace(store, yield* Clock.currentTimeMillis)).workspaceId
})

/** Import a contact file as it is imported for a person; answers with the list and how many seconds it took. */
export const importFile = (
  workspaceId: WorkspaceId,
  path: string
): Effect.Effect<
  { readonly list: ContactList; readonly seconds: number },
  unknown,
  Store | ContactFiles | PhoneNumbers
> =>
  Effect.gen(function*() {
    const began = yield* Clock.currentTimeNanos
    const list = yield* Lists.importList(workspaceId, bytesOf(path), { defaultCountry: "US", timezone: "UTC" })
    return { list, seconds: Number((yield* Clock.currentTimeNanos) - began) / 1e9 }
  })
