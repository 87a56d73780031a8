import { type Store, type StoreUnavailable, type WorkspaceId, Workspaces } from "@campanile/core"
import { Effect, Redacted } from "effect"
import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import { Forbidden, Unauthorized } from "./failure.ts"

/** The header that holds the key. */
export const keyHeader = "x-api-key"

const digest = (key: Redacted.Redacted<string>) => createHash("sha256").update(Redacted.value(key)).digest()

/** What is kept of a key: its SHA-256, in hexadecimal. */
export const hashApiKey = (key: Redacted.Redacted<string>): string => digest(key).toString("hex")

/** A new key for a workspace: 256 bits of chance, from the machine's own source and not from the engine's. */
export const newApiKey: Effect.Effect<Redacted.Redacted<string>> = Effect.sync(() =>
  Redacted.make(`cmp_${randomBytes(32).toString("base64url")}`)
)

/** Whoever asks: the operator, or a workspace. */
type Asking = { readonly _tag: "Operator" } | { readonly _tag: "Workspace"; readonly workspaceId: WorkspaceId }

type AdminKey = Redacted.Redacted<string> | undefined

// Hashes have one length, so that the comparison takes the same time whatever was sent.
const isAdminKey = (key: Redacted.Redacted<string>, adminKey: AdminKey) =>
  adminKey !== undefined && timingSafeEqual(digest(key), digest(adminKey))

const whoAsks = Effect.fnUntraced(function*(headers: Headers, adminKey: AdminKey) {
  const header = headers.get(keyHeader)
  if (header === null || header === "") return yield* new Unauthorized({})
  const key = Redacted.make(header)
  if (isAdminKey(key, adminKey)) return { _tag: "Operator" } satisfies Asking
  const workspaceId = yield* Workspaces.ofKey(hashApiKey(key))
  if (workspaceId === undefined) return yield* new Unauthorized({})
  return { _tag: "Workspace", workspaceId } satisfies Asking
})

/** Who may call a route, and what the route learns of who does. */
export interface Access<Caller> {
  /** For the OpenAPI document. */
  readonly said: string
  readonly fails: ReadonlyArray<"Unauthorized" | "Forbidden">
  readonly admit: (
    headers: Headers,
    adminKey: AdminKey
  ) => Effect.Effect<Caller, Unauthorized | Forbidden | StoreUnavailable, Store>
}

/** No key is needed. */
export const anyone: Access<undefined> = {
  said: "Needs no key.",
  fails: [],
  admit: () => Effect.undefined
}

/** A workspace's key: the route works in this workspace and in no other. */
export const workspaceKey: Access<WorkspaceId> = {
  said: "Needs a workspace's key.",
  fails: ["Unauthorized", "Forbidden"],
  admit: Effect.fnUntraced(function*(headers: Headers, adminKey: AdminKey) {
    const asking = yield* whoAsks(headers, adminKey)
    return asking._tag === "Workspace"
      ? asking.workspaceId
      : yield* new Forbidden({ reason: "this is the operator's key; a workspace's own is needed here" })
  })
}

/** The operator's key. */
export const operatorKey: Access<undefined> = {
  said: "Needs the operator's key.",
  fails: ["Unauthorized", "Forbidden"],
  admit: Effect.fnUntraced(function*(headers: Headers, adminKey: AdminKey) {
    const asking = yield* whoAsks(headers, adminKey)
    if (asking._tag !== "Operator") return yield* new Forbidden({ reason: "only the operator's key may do this" })
    return undefined
  })
}

/** Either of both: with the operator's key the route is told elsewhere which workspace is meant. */
export const anyKey: Access<WorkspaceId | undefined> = {
  said: "Needs a workspace's key, or the operator's together with `workspace_id`.",
  fails: ["Unauthorized", "Forbidden"],
  admit: (headers, adminKey) =>
    Effect.map(whoAsks(headers, adminKey), (asking) => asking._tag === "Workspace" ? asking.workspaceId : undefined)
}
