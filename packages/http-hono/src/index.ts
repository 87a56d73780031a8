/** Campanile's HTTP surface, as a Hono app to mount or to serve. */

export { type AppOptions, campanileApp } from "./app.ts"
export { hashApiKey, newApiKey } from "./auth.ts"
export type { PeerOf } from "./carrier-webhooks.ts"
