/** The bundled server, for programs that want to run it themselves. */

export { type ClockLine, quickClock } from "./clock.ts"
export type { Database } from "./database.ts"
export { CannotListen } from "./listen.ts"
export { type CannotStart, type Server, type ServerOptions, startServer } from "./server.ts"
export { webhookSender } from "./webhook-sender.ts"
