// Imports one file to a fresh store, and tells the most memory that this process had.
import { contactLists } from "@campanile/contact-lists"
import { sqliteStore } from "@campanile/storage-sqlite"
import { Layer, ManagedRuntime } from "effect"
import { anyWorkspace, importFile } from "../world/importing.ts"

const [database, path] = process.argv.slice(2)
const runtime = ManagedRuntime.make(Layer.merge(sqliteStore({ path: database!, synchronous: "normal" }), contactLists))
const workspaceId = await runtime.runPromise(anyWorkspace)
await runtime.runPromise(importFile(workspaceId, path!))
await runtime.dispose()
process.send?.(process.resourceUsage().maxRSS * 1024)
process.disconnect?.()
